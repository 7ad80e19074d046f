// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "raster/mosaic_source.hpp"
#include "store/file.hpp"

namespace pcrs::step::tile {

/// Places of sources that ingest could not tell in the grid's CRS (those in another CRS), by their SHA-256:
/// once found, a dalle can be known to be up to date although the contractor's disk went back.
class KnownExtents {
 public:
  /// Nothing is known yet when there is no such file. Throws Error (failed) when it is damaged.
  explicit KnownExtents(std::filesystem::path file);
  std::optional<raster::Box> find(const std::string& sha256) const;
  void add(const std::string& sha256, const raster::Box& box);
  /// Writes the file when something was added.
  void save(store::WriteMode mode);

 private:
  const std::filesystem::path m_file;
  std::map<std::string, raster::Box> m_extents;
  bool m_added = false;
};

}  // namespace pcrs::step::tile
