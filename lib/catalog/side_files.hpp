// SPDX-License-Identifier: Apache-2.0
// The files beside an ortho that say where its pixels lie and which of them count: world files, masks,
// .aux.xml…
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace pcrs::catalog {

struct SideFile {
  std::string name;  ///< without folder
  std::uint64_t size_bytes = 0;
  std::int64_t mtime_ns = 0;
  std::string sha256{};  ///< of a delivered one
  bool same_as(const SideFile& other) const {
    return std::tie(name, size_bytes, mtime_ns) == std::tie(other.name, other.size_bytes, other.mtime_ns);
  }
};

/// True for names with an ending of side files: `a.tfw`, `a.tif.aux.xml`, `a.MSK`. Overviews have no say.
bool is_side_name(std::string_view path);

/// Side files by the image that they stand beside, in any case of letters, as GDAL looks for them.
class SideFiles {
 public:
  /// `path`: of a side file, relative or not, as the images will be asked for.
  void add(const std::string& path, SideFile file);
  /// Those of one image, by name.
  std::vector<SideFile> of(const std::string& image) const;

 private:
  std::multimap<std::string, SideFile> m_files;
};

/// Side files as they lie on the disk now. Each folder is listed once, when first asked for, by any thread.
class SideFilesOnDisk {
 public:
  std::vector<SideFile> of(const std::filesystem::path& image) const;

 private:
  mutable std::mutex m_mutex;
  mutable std::map<std::filesystem::path, SideFiles> m_folders;
};

/// One digest of all: empty when there are none.
std::string digest_of(const std::vector<SideFile>& files);

}  // namespace pcrs::catalog
