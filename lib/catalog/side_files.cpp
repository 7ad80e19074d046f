// SPDX-License-Identifier: Apache-2.0
#include "catalog/side_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "store/digest.hpp"

namespace fs = std::filesystem;

namespace pcrs::catalog {

namespace {

constexpr std::array<std::string_view, 11> endings{".tfw", ".tifw", ".tiffw", ".j2w",     ".jp2w", ".jgw",
                                                   ".wld", ".prj",  ".tab",   ".aux.xml", ".msk"};

// `dir/a` of dir/a.tfw, `dir/a.tif` of dir/a.tif.aux.xml, in small letters; empty for other files.
std::string image_of(std::string_view path) {
  const std::string small = lower_ascii(path);
  for (const std::string_view ending : endings)
    if (small.size() > ending.size() && small.ends_with(ending))
      return small.substr(0, small.size() - ending.size());
  return {};
}

SideFiles list_folder(const fs::path& folder) {
  SideFiles files;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    struct stat status = {};
    if (!is_side_name(name) || ::stat(it->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    files.add(name, {name, static_cast<std::uint64_t>(status.st_size),
                     std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec});
  }
  return files;
}

}  // namespace

bool is_side_name(std::string_view path) {
  return !image_of(path).empty();
}

void SideFiles::add(const std::string& path, SideFile file) {
  m_files.emplace(image_of(path), std::move(file));
}

std::vector<SideFile> SideFiles::of(const std::string& image) const {
  const std::string whole = lower_ascii(image);
  const auto point = whole.rfind('.');
  std::vector<SideFile> found;
  for (const std::string& key : {whole, whole.substr(0, point)}) {
    const auto [first, last] = m_files.equal_range(key);
    for (auto it = first; it != last; ++it) found.push_back(it->second);
    if (point == std::string::npos) break;
  }
  std::sort(found.begin(), found.end(), [](const SideFile& a, const SideFile& b) { return a.name < b.name; });
  return found;
}

std::vector<SideFile> SideFilesOnDisk::of(const fs::path& image) const {
  const fs::path folder = image.parent_path();
  const std::lock_guard lock(m_mutex);
  auto known = m_folders.find(folder);
  if (known == m_folders.end())
    known = m_folders.emplace(folder, list_folder(folder.empty() ? "." : folder)).first;
  return known->second.of(image.filename().string());
}

std::string digest_of(const std::vector<SideFile>& files) {
  if (files.empty()) return {};
  std::string text;
  for (const SideFile& file : files) text += file.name + "\n" + file.sha256 + "\n";
  return store::sha256_text(text);
}

}  // namespace pcrs::catalog
