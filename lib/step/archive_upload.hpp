// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: a volume in an object store, where nothing is written twice. It is written in a
// folder first, its shadow; FORMAT.md says in which order it goes from there.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "catalog/volume.hpp"
#include "step/archive_cold.hpp"
#include "store/place.hpp"

namespace pcrs::step::archive {

class VolumeUpload {
 public:
  /// Aborts what uploads to the volume left that died.
  VolumeUpload(std::shared_ptr<store::Place> shelf, std::string id, std::filesystem::path shadow);

  /// The id of the volume that was begun there and is not closed, empty when there is none.
  static std::string begun(const Cold& cold, const std::string& place, const std::string& url);
  static std::filesystem::path shadow_of(const Cold& cold, const std::string& id);

  std::string location(const std::string& path) const { return m_shelf->location(key(path)); }
  bool has(const std::string& path) const { return m_shelf->stat(key(path)).has_value(); }
  /// Sends a file of the shadow, or finds it there. Gives what was done to be sure of it.
  std::string send(const std::string& path, const std::string& sha256);
  /// Tars that are there.
  std::vector<std::string> tar_names() const;
  /// Sends all but the tars; the statement, which makes it a volume, comes last.
  void close();

 private:
  std::string key(const std::string& path) const { return m_id + "/" + path; }

  const std::shared_ptr<store::Place> m_shelf;
  const std::string m_id;
  const std::filesystem::path m_shadow;
};

}  // namespace pcrs::step::archive
