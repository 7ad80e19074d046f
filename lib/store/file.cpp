// SPDX-License-Identifier: Apache-2.0
#include "store/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/process.hpp"
#include "store/shared.hpp"

namespace fs = std::filesystem;

namespace pcrs::store {

namespace {

// Signals ask for a clean stop (base/interrupt); a call that they cut short is simply made again.
template <typename Call>
auto again_if_interrupted(const Call& call) {
  while (true) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

// One look a folder and process is enough: leftovers of the dead do not come while we run.
void sweep_once(const fs::path& folder) {
  static std::mutex mutex;
  static std::set<fs::path> swept;
  {
    const std::lock_guard lock(mutex);
    if (!swept.insert(folder).second) return;
  }
  sweep_temporaries(folder);
}

}  // namespace

FileSource::FileSource(fs::path path) : m_path(std::move(path)) {
  struct stat status = {};
  if (::stat(m_path.c_str(), &status) != 0) throw_errno(m_path.string(), "cannot be read");
  // Asked before opening: to open a named pipe that lies among the files would wait for ever.
  if (!S_ISREG(status.st_mode)) throw_failed(m_path.string(), "is not a file");
  // Reading leaves no trace where that may be asked: on one's own files, or as root.
  for (const int flags : {O_RDONLY | O_CLOEXEC | O_NOATIME, O_RDONLY | O_CLOEXEC})
    if (m_descriptor < 0) m_descriptor = again_if_interrupted([&] { return ::open(m_path.c_str(), flags); });
  if (m_descriptor < 0) throw_errno(m_path.string(), "cannot be read");
  if (::fstat(m_descriptor, &status) == 0) m_size = static_cast<std::uint64_t>(status.st_size);
}

FileSource::~FileSource() {
  ::close(m_descriptor);
}

std::size_t FileSource::read_at(std::uint64_t offset, std::span<std::byte> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t got = again_if_interrupted([&] {
      return ::pread(m_descriptor, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    });
    if (got < 0) throw_errno(m_path.string(), "cannot be read at byte " + std::to_string(offset + done));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

namespace {

// Takes everything and keeps nothing: the whole of --dry-run.
class DryFile : public OutputFile {
 public:
  void write(Bytes) override {}
  void write_at(std::uint64_t, Bytes) override {}
  fs::path temporary() const override { return {}; }
  void set_modified(std::int64_t) override {}
  void sync() override {}
  void commit() override {}
};

class AtomicFile : public OutputFile {
 public:
  explicit AtomicFile(fs::path path) : m_path(std::move(path)) {
    make_folders(folder());
    sweep_once(folder());
    m_temporary = folder() / temporary_name(m_path.filename().string());
    m_descriptor = again_if_interrupted(
        [&] { return ::open(m_temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644); });
    if (m_descriptor < 0) throw_errno(m_path.string(), "cannot be written");
    ::fchmod(
        m_descriptor,
        mode_in(folder(), 0644));  // whatever the umask; file systems without modes refuse, and need not care
  }
  ~AtomicFile() override {
    if (m_descriptor >= 0) ::close(m_descriptor);
    if (!m_committed) ::unlink(m_temporary.c_str());
  }
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(Bytes bytes) override { write_at(m_end, bytes); }
  void write_at(std::uint64_t offset, Bytes bytes) override {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t put = again_if_interrupted([&] {
        return ::pwrite(m_descriptor, bytes.data() + done, bytes.size() - done,
                        static_cast<off_t>(offset + done));
      });
      if (put < 0) throw_errno(m_path.string(), "cannot be written");
      done += static_cast<std::size_t>(put);
    }
    m_end = std::max(m_end, offset + done);
  }
  fs::path temporary() const override { return m_temporary; }
  void set_modified(std::int64_t unix_time) override { m_modified = unix_time; }

  void sync() override {
    // Network file systems and quotas report a full medium here, not at write.
    if (again_if_interrupted([&] { return ::fsync(m_descriptor); }) != 0)
      throw_errno(m_path.string(), "cannot be written to the medium");
  }

  void commit() override {
    if (m_modified) {
      const timespec times[2] = {{*m_modified, 0}, {*m_modified, 0}};
      ::futimens(m_descriptor, times);  // refused by some servers; a date is worth no failure
    }
    sync();
    // close has no second try: the descriptor is gone whatever it answers, and all was synced before.
    if (::close(std::exchange(m_descriptor, -1)) != 0 && errno != EINTR)
      throw_errno(m_path.string(), "cannot be written to the medium");
    if (::rename(m_temporary.c_str(), m_path.c_str()) != 0)
      throw_errno(m_path.string(), "cannot be given its final name");
    m_committed = true;
    sync_folder(folder());
  }

 private:
  fs::path folder() const { return m_path.has_parent_path() ? m_path.parent_path() : fs::path("."); }

  fs::path m_path;
  fs::path m_temporary;
  int m_descriptor = -1;
  std::uint64_t m_end = 0;
  std::optional<std::int64_t> m_modified;
  bool m_committed = false;
};

}  // namespace

std::unique_ptr<OutputFile> open_output(const fs::path& path, WriteMode mode) {
  if (mode == WriteMode::dry_run) return std::make_unique<DryFile>();
  return std::make_unique<AtomicFile>(path);
}

void write_file(const fs::path& path, std::string_view text, WriteMode mode) {
  const auto file = open_output(path, mode);
  file->write(as_bytes(text));
  file->commit();
}

bool write_file_if_changed(const fs::path& path, std::string_view text, WriteMode mode) {
  std::error_code error;
  if (fs::file_size(path, error) == text.size() && !error && read_file(path) == text) return false;
  write_file(path, text, mode);
  return true;
}

std::string read_file(const fs::path& path) {
  FileSource source(path);
  std::string text(source.size(), '\0');
  const std::size_t got = source.read_at(0, std::as_writable_bytes(std::span(text.data(), text.size())));
  text.resize(got);
  return text;
}

void require_space(const fs::path& folder, std::uint64_t bytes, const std::string& what) {
  std::error_code error;
  fs::path existing = fs::absolute(folder, error);
  while (!fs::exists(existing, error) && existing.has_relative_path()) existing = existing.parent_path();
  const fs::space_info space = fs::space(existing, error);
  if (error) throw_failed(folder.string(), "its free space cannot be asked: " + error.message());
  if (space.available < bytes)
    throw_failed(folder.string(), what + " needs " + bytes_text(bytes) + ", " + bytes_text(space.available) +
                                      " are free: make room for " + bytes_text(bytes - space.available));
}

void make_folders(const fs::path& folder) {
  std::error_code error;
  if (folder.empty() || fs::is_directory(folder, error)) return;
  const fs::path above = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
  make_folders(folder.parent_path());
  if (make_folder(folder, mode_in(above, 0755))) {
    sync_folder(above);
  } else if (errno != EEXIST || !fs::is_directory(folder, error)) {
    if (errno == EEXIST) errno = ENOTDIR;
    throw_errno(folder.string(), "this folder cannot be made");
  }
}

void sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  const int result = again_if_interrupted([&] { return ::fsync(descriptor); });
  const int code = errno;
  ::close(descriptor);
  errno = code;
  if (result != 0 && code != EINVAL && code != ENOTSUP && code != EBADF && code != EROFS)
    throw_errno(folder.string(), "cannot be synced");
}

}  // namespace pcrs::store
