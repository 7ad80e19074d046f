// SPDX-License-Identifier: Apache-2.0
#include "step/archive_keeping.hpp"

#include <memory>
#include <set>

#include "catalog/delivered_files.hpp"
#include "catalog/kept.hpp"

namespace pcrs::step::archive {

namespace {

std::string places_without(const Cold& cold, const std::set<std::string>& places) {
  std::string text;
  for (const chantier::ColdPlace& place : cold.chantier().cold.places)
    if (!places.contains(place.id)) text += (text.empty() ? "" : ", ") + place.id;
  return text;
}

}  // namespace

Keeping keeping_of(const Cold& cold, const std::vector<catalog::Volume>& volumes,
                   const catalog::Delivery& delivery) {
  const auto names = catalog::root_names(delivery.roots);
  Keeping keeping;
  catalog::DeliveredFiles files(cold.root(), delivery.id);
  std::unique_ptr<catalog::KeptFiles> kept;
  std::size_t root = names.size();
  while (const auto file = files.next()) {
    if (file->root >= names.size())
      throw_failed(delivery.id, "its list names a root that delivery.json does not");
    if (!kept || file->root != root)
      kept = std::make_unique<catalog::KeptFiles>(cold.root(), volumes, delivery.id, names[file->root]);
    root = file->root;
    const std::string path = delivery.id + "/" + names[root] + "/" + file->path;
    const auto found = kept->at(path);
    const auto places = found ? found->places_of(file->sha256) : std::set<std::string>{};
    ++keeping.files;
    for (const std::string& place : places) ++keeping.at_place[place];
    if (static_cast<int>(places.size()) >= cold.chantier().cold.copies) continue;
    if (keeping.lacking++ > 0) continue;
    keeping.first_lacking = path;
    keeping.where_lacking = places_without(cold, places);
  }
  return keeping;
}

}  // namespace pcrs::step::archive
