// SPDX-License-Identifier: Apache-2.0
#include "step/tile_extents.hpp"

#include "base/error.hpp"
#include "base/json.hpp"

namespace pcrs::step::tile {

namespace {

constexpr const char* extents_format = "pcrs-dalles tile extents";
constexpr int extents_version = 1;

}  // namespace

KnownExtents::KnownExtents(std::filesystem::path file) : m_file(std::move(file)) {
  std::error_code error;
  if (!std::filesystem::exists(m_file, error)) return;
  try {
    const Json json = parse_json(store::read_file(m_file), m_file.string());
    if (json.at("format") != extents_format || json.at("version") != extents_version)
      throw_failed(m_file.string(), "is of another version of pcrs-tile; remove it");
    for (const auto& [sha256, bounds] : json.at("bounds_m").items())
      m_extents[sha256] = {bounds.at(0), bounds.at(1), bounds.at(2), bounds.at(3)};
  } catch (const Json::exception&) {
    throw_failed(m_file.string(), "is damaged; remove it, it is made again from the sources");
  }
}

std::optional<raster::Box> KnownExtents::find(const std::string& sha256) const {
  const auto found = m_extents.find(sha256);
  return found == m_extents.end() ? std::nullopt : std::optional(found->second);
}

void KnownExtents::add(const std::string& sha256, const raster::Box& box) {
  m_added |= m_extents.emplace(sha256, box).second;
}

void KnownExtents::save(store::WriteMode mode) {
  if (!m_added) return;
  Json bounds = Json::object();
  for (const auto& [sha256, box] : m_extents) bounds[sha256] = {box.west, box.south, box.east, box.north};
  store::write_file(
      m_file,
      json_text({{"format", extents_format}, {"version", extents_version}, {"bounds_m", std::move(bounds)}}),
      mode);
}

}  // namespace pcrs::step::tile
