// SPDX-License-Identifier: Apache-2.0
#include "step/archive_wanted.hpp"

#include <fnmatch.h>

#include <algorithm>

#include "catalog/catalog.hpp"
#include "catalog/delivered_files.hpp"
#include "step/archive_context.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

// `folder/name` up to the first point of the name: what files of one dalle have in common.
std::string stem_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return path.substr(0, path.find('.', slash == std::string::npos ? 0 : slash));
}

// Paths of the delivery that the records of the dalles name as their sources, whatever the revision.
std::set<std::string> recorded_sources(const Cold& cold, const std::string& delivery,
                                       const std::vector<std::string>& dalles) {
  const chantier::Chantier& chantier = cold.chantier();
  const catalog::Catalog records(chantier.catalog, chantier.id, grid_of(chantier), store::WriteMode::dry_run);
  const grid::NamePattern pattern(chantier.name_pattern, chantier.where("grid.name_pattern"));
  std::set<std::string> sources;
  for (const std::string& word : dalles)
    if (const auto key = grid::dalle_of_word(word, records.grid(), pattern))
      for (const int millesime : records.millesimes())
        for (const catalog::Record& record : records.revisions(*key, millesime))
          for (const catalog::Source& source : record.sources)
            if (source.delivery == delivery) sources.insert(source.path);
  return sources;
}

}  // namespace

Wanted::Wanted(const Cold& cold, const RestoreOptions& options, const catalog::Delivery& delivery,
               const std::vector<std::string>& names)
    : m_options(options), m_start(delivery.id.size() + 1) {
  for (const std::string& folder : options.folders)
    m_folders.push_back(folder.ends_with('/') ? folder.substr(0, folder.size() - 1) : folder);
  if (!options.dalles.empty()) find_dalles(cold, delivery, names);
}

bool Wanted::operator()(const std::string& path) const {
  const std::string_view below = std::string_view(path).substr(std::min(m_start, path.size()));
  const auto in = [&](const std::string& folder) {
    return below == folder || below.starts_with(folder + "/");
  };
  const auto like = [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), std::string(below).c_str(), 0) == 0;
  };
  return (m_folders.empty() || std::any_of(m_folders.begin(), m_folders.end(), in)) &&
         (m_options.patterns.empty() ||
          std::any_of(m_options.patterns.begin(), m_options.patterns.end(), like)) &&
         (m_options.dalles.empty() || m_stems.contains(stem_of(path)));
}

// By the list of the delivery, and by the records of the dalles made of it.
void Wanted::find_dalles(const Cold& cold, const catalog::Delivery& delivery,
                         const std::vector<std::string>& names) {
  const auto sources = recorded_sources(cold, delivery.id, m_options.dalles);
  catalog::DeliveredFiles files(cold.root(), delivery.id);
  while (const auto file = files.next()) {
    const std::string stem = fs::path(stem_of(file->path)).filename().string();
    const bool is_named =
        std::any_of(m_options.dalles.begin(), m_options.dalles.end(), [&](const std::string& word) {
          return word == file->dalle || word == stem ||
                 fs::path(word).filename() == fs::path(file->path).filename();
        });
    if (is_named || sources.contains(file->path))
      m_stems.insert(stem_of(delivery.id + "/" + names.at(file->root) + "/" + file->path));
  }
  if (m_stems.empty()) throw_usage(m_options.dalles.front(), "no file of " + delivery.id + " shows it");
}

}  // namespace pcrs::step::archive
