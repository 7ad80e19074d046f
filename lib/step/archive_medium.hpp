// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: where a volume is read from, a mounted folder or an object store.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/place.hpp"

namespace pcrs::step::archive {

/// The files of one volume. A path is relative to the volume: `data/x.tar`.
class Medium {
 public:
  explicit Medium(std::filesystem::path folder) : m_folder(std::move(folder)) {}
  /// `prefix`: before the path in each key, empty or with a slash at its end.
  Medium(std::shared_ptr<store::Place> place, std::string prefix)
      : m_place(std::move(place)), m_prefix(std::move(prefix)) {}

  bool remote() const { return m_place != nullptr; }
  /// As people find it; without a path, the volume. Errors that concern a file have this as `where`.
  std::string location(const std::string& path = {}) const;
  std::unique_ptr<ByteSource> open(const std::string& path) const;
  /// Of the tars that are there, named in a manifest or not.
  std::vector<std::string> tar_names() const;
  /// Throws Error when the place cannot be reached or does not let us in; a folder is there.
  void check_online() const;

 private:
  std::filesystem::path m_folder;
  std::shared_ptr<store::Place> m_place;
  std::string m_prefix;
};

/// A volume that an object store lists.
struct StoredVolume {
  std::string id;  ///< by its name in the store; the label says it too
  Medium medium;
  std::map<std::string, std::uint64_t> sizes{};  ///< in bytes, by path
  std::uint64_t size_bytes() const;
};

/// The place at the URL that a `--volume` names, nothing for a folder. Throws Error (usage) for a bad URL.
std::shared_ptr<store::Place> open_shelf(const std::filesystem::path& word, const std::string& name,
                                         store::WriteMode mode);
/// What lies there: volumes under their ids, or the one that the URL itself is, by id. One list; no object is
/// read.
std::vector<StoredVolume> volumes_at(const std::shared_ptr<store::Place>& place);

}  // namespace pcrs::step::archive
