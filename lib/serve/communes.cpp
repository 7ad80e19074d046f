// SPDX-License-Identifier: Apache-2.0
#include "serve/communes.hpp"

#include "base/error.hpp"
#include "base/foreign_text.hpp"
#include "base/text.hpp"

namespace fs = std::filesystem;

namespace pcrs::serve {

namespace {

constexpr std::size_t most_communes = 100;

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (const std::string& word : split(text, ','))
    if (!trim(word).empty()) words.emplace_back(trim(word));
  if (words.empty() || words.size() > most_communes)
    throw_usage("commune", "names " + std::to_string(words.size()) + " communes; expected 1 to " +
                               std::to_string(most_communes));
  return words;
}

}  // namespace

Communes::Communes(const chantier::Chantier& chantier)
    : m_file(chantier.communes),
      m_crs(chantier.crs),
      m_fields{chantier.communes_field, chantier.communes_code_field} {}

Communes::Areas Communes::current() const {
  if (!m_file)
    throw_usage("commune", "cannot be told: this site knows no communes (publish.communes of its chantier)");
  const std::lock_guard lock(m_mutex);
  std::error_code error;
  const auto modified = fs::last_write_time(*m_file, error);
  if (error) throw_retry(m_file->string(), "cannot be read: communes are not found meanwhile");
  if (m_areas && modified == m_modified) return m_areas;
  try {
    m_areas = std::make_shared<const std::vector<grid::Area>>(grid::read_areas(*m_file, m_crs, m_fields));
  } catch (const Error& fault) {
    throw_retry(fault.where(), fault.message());
  }
  m_modified = modified;
  return m_areas;
}

grid::Region Communes::find(const std::string& text) const {
  const Areas areas = current();
  grid::Polygons all;
  for (const std::string& word : words_of(text)) {
    const std::string plain = plain_word(word);
    const std::size_t before = all.size();
    for (const grid::Area& area : *areas)
      if (area.code == word || (!plain.empty() && plain_word(area.name) == plain))
        all.insert(all.end(), area.polygons.begin(), area.polygons.end());
    if (all.size() == before)
      throw_usage("commune", "holds \"" + one_line(word.substr(0, 60)) +
                                 "\", which is the name or INSEE code of no commune here");
  }
  return grid::Region::of_polygons(all, m_crs);
}

}  // namespace pcrs::serve
