// SPDX-License-Identifier: Apache-2.0
#include "serve/site_root.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::serve {

namespace {

// O_NONBLOCK: to open a named pipe would wait for ever. It changes nothing for files.
constexpr int reading = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;

bool is_hidden(const std::string& path) {
  return path.find("/.") != std::string::npos;
}

// -1 with ENOSYS where the kernel, or the sandbox we run in, knows no such call.
int open_beneath(int folder, const std::string& path) {
  struct open_how how = {};
  how.flags = static_cast<std::uint64_t>(reading);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  long number = -1;
  // EAGAIN: something was renamed meanwhile, and the kernel could not be sure.
  for (int attempt = 0; attempt < 100; ++attempt) {
    number = ::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how);
    if (number >= 0 || (errno != EAGAIN && errno != EINTR)) break;
  }
  return static_cast<int>(number);
}

Descriptor open_below(int folder, const std::string& path) {
  const int number = open_beneath(folder, path);
  if (number >= 0 || (errno != ENOSYS && errno != EPERM)) return Descriptor(number);
  return open_step_by_step(folder, path);
}

// What says that nothing is published there. Anything else (no descriptor left, a share that answers with an
// error) says nothing about it: a client that is told "nothing" would keep that.
bool is_absence(int error) {
  return error == ENOENT || error == ENOTDIR || error == ELOOP || error == EXDEV || error == ENAMETOOLONG ||
         error == EACCES || error == EPERM || error == ENXIO || error == ENODEV || error == EINVAL;
}

}  // namespace

Descriptor open_step_by_step(int folder, const std::string& path) {
  Descriptor at(::openat(folder, ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  const auto names = split(path, '/');
  for (std::size_t i = 0; at && i < names.size(); ++i) {
    if (names[i].empty() || names[i] == "." || names[i] == "..") {
      if (names[i] == ".." || (names[i] == "." && names.size() > 1)) {
        errno = ENOENT;
        return {};
      }
      if (names[i].empty()) continue;
    }
    const bool last = i + 1 == names.size() || (i + 2 == names.size() && names.back().empty());
    const int flags = last ? reading : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    at = Descriptor(::openat(at.number(), names[i].c_str(), flags));
  }
  return at;
}

std::string whole_text(const SiteEntry& entry, const std::string& where) {
  std::string text(entry.size_bytes, '\0');
  for (std::size_t have = 0; have < text.size();) {
    const ssize_t got =
        ::pread(entry.file.number(), text.data() + have, text.size() - have, static_cast<off_t>(have));
    if (got <= 0) throw_retry(where, "cannot be read whole");
    have += static_cast<std::size_t>(got);
  }
  return text;
}

std::optional<SiteEntry> SiteRoot::open(const std::string& path) const {
  const Descriptor root(::open(m_folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root) throw_retry(m_folder.string(), "the site is not there (not published, or a share not mounted)");
  if (is_hidden(path)) return std::nullopt;
  const std::string below = path == "/" ? "." : path.substr(1);
  SiteEntry entry{open_below(root.number(), below), false, 0, 0};
  if (!entry.file) {
    if (!is_absence(errno))
      throw_retry(m_folder.string() + path, "cannot be opened: " + std::generic_category().message(errno));
    return std::nullopt;
  }
  struct stat status = {};
  if (::fstat(entry.file.number(), &status) != 0)
    throw_retry(m_folder.string() + path, "cannot be looked at: " + std::generic_category().message(errno));
  entry.is_folder = S_ISDIR(status.st_mode);
  if (!entry.is_folder && (!S_ISREG(status.st_mode) || path.ends_with('/'))) return std::nullopt;
  entry.size_bytes = static_cast<std::uint64_t>(status.st_size);
  entry.modified_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  return entry;
}

}  // namespace pcrs::serve
