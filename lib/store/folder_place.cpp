// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "store/digest.hpp"
#include "store/place.hpp"
#include "store/read_back.hpp"

namespace fs = std::filesystem;

namespace pcrs::store {

namespace {

// Shares that went away answer with one of these; anything else is a failure of its own.
bool is_offline(int code) {
  constexpr std::array offline{ENOENT,      ENOTCONN,  ESTALE, EHOSTDOWN, EHOSTUNREACH,
                               ENETUNREACH, ETIMEDOUT, ENXIO,  ENODEV};
  return std::find(offline.begin(), offline.end(), code) != offline.end();
}

void sync_file(const fs::path& path) {
  const FileSource file(path);
  if (::fsync(file.descriptor()) != 0 && errno != EINVAL && errno != EROFS)
    throw_errno(path.string(), "cannot be synced");
}

class FolderPlace : public Place {
 public:
  FolderPlace(std::string name, fs::path root, WriteMode mode)
      : m_name(std::move(name)), m_root(std::move(root)), m_mode(mode) {}

  const std::string& name() const override { return m_name; }
  void check_online() override;
  std::optional<ObjectInfo> stat(const std::string& key) override;
  PutResult put(const std::string& key, ByteSource& source, const std::string& sha256,
                std::int64_t modified) override;
  std::unique_ptr<ByteSource> open(const std::string& key) override;
  void list(const std::string& prefix, const std::function<void(const ObjectInfo&)>& each) override;
  void remove(const std::string& key) override;
  std::string remove_for_good(const std::string& key) override;
  std::uint64_t free_bytes() override;
  std::optional<fs::path> local_path(const std::string& key) override { return path_of(key); }
  std::string location(const std::string& key) override { return path_of(key).string(); }

 private:
  fs::path path_of(const std::string& key) const;
  [[noreturn]] void throw_other(const std::string& key) const;
  std::optional<PutResult> verify_present(const std::string& key, const std::string& sha256);
  void list_folder(const std::string& folder, const std::string& prefix,
                   const std::function<void(const ObjectInfo&)>& each);

  const std::string m_name;
  const fs::path m_root;
  const WriteMode m_mode;
};

fs::path FolderPlace::path_of(const std::string& key) const {
  if (const std::string fault = key_fault(key); !fault.empty())
    throw_failed("place " + m_name,
                 "the key \"" + replace_all(key, std::string(1, '\0'), "?") + "\" " + fault);
  return m_root / key;
}

void FolderPlace::check_online() {
  struct stat status = {};
  if (::stat(m_root.c_str(), &status) != 0) {
    if (!is_offline(errno)) throw_errno(m_root.string(), "the place " + m_name + " cannot be read");
    throw_retry(m_root.string(),
                "the place " + m_name +
                    " cannot be reached; mount it, or make this folder if it is new, then run "
                    "this again");
  }
  if (!S_ISDIR(status.st_mode)) throw_failed(m_root.string(), "the place " + m_name + " is not a folder");
}

std::optional<ObjectInfo> FolderPlace::stat(const std::string& key) {
  const fs::path path = path_of(key);
  struct stat status = {};
  if (::stat(path.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode)) return std::nullopt;
    return ObjectInfo{key, static_cast<std::uint64_t>(status.st_size), status.st_mtim.tv_sec};
  }
  const int code = errno;
  check_online();
  if (code == ENOENT || code == ENOTDIR) return std::nullopt;
  errno = code;
  throw_errno(path.string(), "cannot be read");
}

void FolderPlace::throw_other(const std::string& key) const {
  throw_failed(
      (m_root / key).string(),
      "another object already has this key; objects never change: give the new one a new revision, or "
      "look why this copy is damaged");
}

// A key that already holds these very bytes needs no copy, only the proof. It is synced like a new one: who
// copied it may have died before, and the record must say the same either way.
std::optional<PutResult> FolderPlace::verify_present(const std::string& key, const std::string& sha256) {
  const auto info = stat(key);
  if (!info) return std::nullopt;
  if (m_mode == WriteMode::real) sync_file(m_root / key);
  const ReadBack present = read_back(m_root / key);
  if (present.sha256 != sha256) throw_other(key);
  return PutResult{info->size_bytes, sha256, verified_text("fsync", present.from_medium)};
}

PutResult FolderPlace::put(const std::string& key, ByteSource& source, const std::string& sha256,
                           std::int64_t modified) {
  const fs::path path = path_of(key);
  check_online();
  if (auto present = verify_present(key, sha256)) return *present;
  const auto file = open_output(path, m_mode);
  if (copy_hashing(source, *file) != sha256)
    throw_failed(source.name(),
                 std::string(other_bytes) + " (SHA-256 " + sha256 + "); not copied to " + m_name);
  PutResult result{source.size(), sha256, "dry run: nothing written"};
  if (m_mode == WriteMode::dry_run) return result;
  file->sync();
  const ReadBack written = read_back(file->temporary());
  if (written.sha256 != sha256)
    throw_failed(path.string(),
                 "the medium gave back other bytes than were written; the copy was removed: check the disk");
  if (auto present = verify_present(key, sha256)) return *present;  // it came while we copied
  file->set_modified(modified);
  file->commit();
  result.verified = verified_text("fsync", written.from_medium);
  return result;
}

std::unique_ptr<ByteSource> FolderPlace::open(const std::string& key) {
  const fs::path path = path_of(key);
  if (!stat(key)) throw_failed(path.string(), "is missing from the place " + m_name);
  return std::make_unique<FileSource>(path);
}

// Names of one folder, folders with a slash behind: sorted so, the walk gives keys in the order of their
// bytes.
void FolderPlace::list_folder(const std::string& folder, const std::string& prefix,
                              const std::function<void(const ObjectInfo&)>& each) {
  std::error_code error;
  std::vector<std::string> keys;
  for (fs::directory_iterator it(m_root / folder, error), end; !error && it != end; it.increment(error)) {
    std::string key = folder + it->path().filename().string();
    if (is_temporary_name(it->path().filename().string())) continue;
    std::error_code gone;  // removed since it was seen: not there
    if (it->symlink_status(gone).type() == fs::file_type::directory) key += '/';
    const std::size_t common = std::min(key.size(), prefix.size());
    if (key.compare(0, common, prefix, 0, common) == 0) keys.push_back(std::move(key));
  }
  if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) return;
  if (error) throw_failed((m_root / folder).string(), "cannot be listed: " + error.message());
  std::sort(keys.begin(), keys.end());
  for (const std::string& key : keys) {
    if (key.back() == '/') {
      list_folder(key, prefix, each);
    } else if (const auto info = stat(key); info && key.size() >= prefix.size()) {
      each(*info);
    }
  }
}

void FolderPlace::list(const std::string& prefix, const std::function<void(const ObjectInfo&)>& each) {
  const std::string folder = prefix.substr(0, prefix.rfind('/') + 1);
  if (!folder.empty()) path_of(folder.substr(0, folder.size() - 1));
  check_online();
  list_folder(folder, prefix, each);
}

void FolderPlace::remove(const std::string& key) {
  const fs::path path = path_of(key);
  check_online();
  if (m_mode == WriteMode::dry_run) return;
  if (::unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR)
    throw_errno(path.string(), "cannot be removed");
  if (path.has_parent_path()) sync_folder(path.parent_path());
}

std::string FolderPlace::remove_for_good(const std::string& key) {
  const fs::path path = path_of(key);
  check_online();
  if (m_mode == WriteMode::real && ::unlink(path.c_str()) != 0) {
    const int code = errno;
    if (code == EACCES || code == EPERM || code == EROFS)
      return path.string() + ": cannot be removed: " + std::generic_category().message(code);
  }
  remove(key);
  return {};
}

std::uint64_t FolderPlace::free_bytes() {
  check_online();
  std::error_code error;
  const fs::space_info space = fs::space(m_root, error);
  if (error) throw_failed(m_root.string(), "its free space cannot be asked: " + error.message());
  return space.available;
}

}  // namespace

std::unique_ptr<Place> open_folder_place(std::string name, fs::path root, WriteMode mode) {
  return std::make_unique<FolderPlace>(std::move(name), std::move(root), mode);
}

}  // namespace pcrs::store
