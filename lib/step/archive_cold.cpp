// SPDX-License-Identifier: Apache-2.0
#include "step/archive_cold.hpp"

#include "catalog/catalog.hpp"
#include "step/archive_context.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

Cold::Cold(const fs::path& chantier_file, store::WriteMode mode)
    : m_chantier(chantier::load(chantier_file)),
      m_root(m_chantier.catalog / m_chantier.id),
      m_mode(mode),
      m_journal(m_root, tool_name, mode) {
  catalog::require_catalog(m_root);
}

const chantier::ColdPlace& Cold::place(const std::optional<std::string>& name) const {
  const auto& places = m_chantier.cold.places;
  if (places.empty())
    throw_usage(m_chantier.where("cold"),
                "the chantier has no [[cold.places]]; pcrs-chantier(5) says what goes there");
  if (!name && places.size() == 1) return places.front();
  std::string known;
  for (const chantier::ColdPlace& place : places) {
    if (name == place.id) return place;
    known += (known.empty() ? "" : ", ") + place.id;
  }
  throw_usage(name ? "--place " + *name : "--place", "expected a place of the definitive storage: " + known);
}

std::optional<fs::path> Cold::signing_key() const {
  return m_chantier.signing_key;
}

catalog::Delivery Cold::delivery(const std::string& id) const {
  // An id is one name: nothing else may lead into the catalog.
  std::optional<catalog::Delivery> found;
  if (id.find('/') == std::string::npos && id != "." && id != "..")
    found = catalog::load_delivery_head(m_root, id);
  if (!found) throw_usage(id, "is no delivery of this chantier; pcrs-ingest records one");
  return *std::move(found);
}

std::optional<store::VolumeLabel> Cold::label(const fs::path& folder) const {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    throw_retry(folder.string(), "there is no such folder: mount the volume, then run this again");
  auto label = store::read_label(folder);
  if (label && label->chantier != m_chantier.id)
    throw_usage(folder.string(), "holds volume " + label->id + " of the chantier " + label->chantier);
  return label;
}

bool is_below(const Error& error, const fs::path& folder) {
  const std::string text = folder.string();
  return error.where() == text || error.where().starts_with(text + "/");
}

}  // namespace pcrs::step::archive
