// SPDX-License-Identifier: Apache-2.0
// What the volumes of the definitive storage hold of a delivery, file by file in the order of paths. Memory
// is that of the tars that overlap at one path, however many files there are.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalog/volume.hpp"
#include "store/volume_index.hpp"

namespace pcrs::catalog {

struct KeptRow {
  store::IndexRow row;
  std::string volume;
  std::string place;
  std::string tar;
  bool verified = false;  ///< its tar was read back
};

/// All rows of one path: copies, parts, and what was void.
struct KeptFile {
  std::string path;
  std::vector<KeptRow> rows;
  /// Rows at `place` that make the file of that digest whole, parts in order; none where they do not.
  /// An empty digest stands for any, the newest first.
  std::vector<const KeptRow*> copy_at(const std::string& place, const std::string& sha256) const;
  /// The parts of that size and date at `place` that follow each other from the start, whole or not yet.
  std::vector<const KeptRow*> parts_begun(const std::string& place, std::uint64_t size_bytes,
                                          std::int64_t mtime_ns) const;
  /// Places where verified rows make it whole.
  std::set<std::string> places_of(const std::string& sha256) const;

 private:
  std::vector<const KeptRow*> parts_at(const std::string& place) const;
};

class KeptFiles {
 public:
  /// Those below `DELIVERY/ROOT`; of one place only, where it is named. `volumes` must outlive it.
  KeptFiles(const std::filesystem::path& catalog_root, const std::vector<Volume>& volumes,
            const std::string& delivery, const std::string& root_name,
            const std::optional<std::string>& place = std::nullopt);
  ~KeptFiles();
  /// The file or folder at `key` (store::IndexRow::key), passing over those before it; nothing when it is not
  /// there. Keys must be asked for in their order.
  std::optional<KeptFile> at(const std::string& key);
  /// The next one, whatever it is.
  std::optional<KeptFile> next();

 private:
  struct Source;
  void open_up_to(const std::string& key);
  std::vector<std::unique_ptr<Source>> m_waiting;  // by first key, the last one first
  std::vector<std::unique_ptr<Source>> m_open;     // a heap
};

/// The names that the roots of a delivery have on volumes: of the folder, with `-2`, `-3`… where it is taken.
std::vector<std::string> root_names(const std::vector<std::filesystem::path>& roots);

}  // namespace pcrs::catalog
