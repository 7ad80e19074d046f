// SPDX-License-Identifier: Apache-2.0
#include "step/archive_upload.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "step/archive_context.hpp"
#include "step/archive_medium.hpp"
#include "store/digest.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

// What makes a folder a volume comes last, its statement at the very end.
std::size_t rank_of(const std::string& path) {
  constexpr std::array<std::string_view, 6> last{"bag-info.txt",           "manifest-sha256.txt",
                                                 "tagmanifest-sha256.txt", "signer-",
                                                 "statement.sig",          "statement.json"};
  for (std::size_t i = 0; i < last.size(); ++i)
    if (path.starts_with(last[i])) return i + 1;
  return 0;
}

std::vector<std::string> tags_in(const fs::path& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string path = entry.path().lexically_relative(folder).string();
    if (entry.is_regular_file() && !path.starts_with("data/") &&
        !store::is_temporary_name(entry.path().filename().string()))
      paths.push_back(path);
  }
  std::sort(paths.begin(), paths.end(), [](const std::string& one, const std::string& other) {
    return std::pair(rank_of(one), one) < std::pair(rank_of(other), other);
  });
  return paths;
}

std::int64_t modified_s(const fs::path& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mtim.tv_sec : 0;
}

}  // namespace

VolumeUpload::VolumeUpload(std::shared_ptr<store::Place> shelf, std::string id, fs::path shadow)
    : m_shelf(std::move(shelf)), m_id(std::move(id)), m_shadow(std::move(shadow)) {
  // The lock of the place is this run's: nobody else writes there.
  for (const store::Unfinished& upload : m_shelf->unfinished(key(""))) try {
      m_shelf->abandon(upload);
    } catch (const Error& error) {
      rethrow_interrupt(error);  // else it is billed until the next run; a tar is sent in any case
    }
}

std::string VolumeUpload::begun(const Cold& cold, const std::string& place, const std::string& url) {
  for (const catalog::Volume& volume : catalog::load_volumes(cold.root()))
    if (volume.place == place && volume.at == url && (volume.state == "writing" || volume.state == "closing"))
      return volume.id;
  return {};
}

fs::path VolumeUpload::shadow_of(const Cold& cold, const std::string& id) {
  return cold.chantier().work / "volumes" / id;
}

std::string VolumeUpload::send(const std::string& path, const std::string& sha256) {
  store::FileSource source(m_shadow / path);
  return m_shelf->put(key(path), source, sha256, modified_s(m_shadow / path)).verified;
}

std::vector<std::string> VolumeUpload::tar_names() const {
  return Medium(m_shelf, key("")).tar_names();
}

void VolumeUpload::close() {
  for (const std::string& path : tags_in(m_shadow)) send(path, store::sha256_file(m_shadow / path));
}

}  // namespace pcrs::step::archive
