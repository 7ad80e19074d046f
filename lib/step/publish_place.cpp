// SPDX-License-Identifier: Apache-2.0
#include "step/publish_place.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/error.hpp"
#include "store/process.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

void refuse_published(const chantier::Chantier& chantier, const fs::path& output) {
  std::error_code none;  // links are followed as far as there is something
  const fs::path hot = fs::weakly_canonical(fs::absolute(chantier.hot), none);
  const fs::path path = fs::weakly_canonical(fs::absolute(output), none);
  if (std::mismatch(hot.begin(), hot.end(), path.begin(), path.end()).first == hot.end())
    throw_usage(output.string(), "lies inside places.hot, which is published; write it elsewhere");
}

std::optional<struct stat> status_of(const fs::path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) return status;
  return std::nullopt;
}

bool settle(const fs::path& path, UnixTime date) {
  const timespec times[2] = {{date, 0}, {date, 0}};
  const bool dated = ::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0;
  const auto status = status_of(path);
  const bool open = status && ((status->st_mode & 07777U) == 0644 || ::chmod(path.c_str(), 0644) == 0);
  return dated && open;
}

bool link_into_place(const fs::path& from, const fs::path& to, UnixTime date) {
  const fs::path temporary = to.parent_path() / store::temporary_name(to.filename().string());
  if (::link(from.c_str(), temporary.c_str()) != 0) {
    const int code = errno;
    if (code == EXDEV || code == EPERM || code == EACCES || code == EMLINK || code == ENOTSUP ||
        code == ENOSYS)
      return false;
    throw_errno(to.string(), "cannot be linked");
  }
  const bool done = settle(temporary, date) && ::rename(temporary.c_str(), to.c_str()) == 0;
  ::unlink(temporary.c_str());  // a rename onto another link of the same file leaves it
  return done;
}

bool move_into_place(const fs::path& from, const fs::path& to, UnixTime date) {
  if (!settle(from, date)) return false;
  if (::rename(from.c_str(), to.c_str()) == 0) return true;
  if (errno == EXDEV) return false;
  throw_errno(to.string(), "cannot be moved here from " + from.string());
}

bool write_document(const fs::path& path, std::string_view text, store::WriteMode mode) {
  const auto status = status_of(path);
  const bool same =
      status && static_cast<std::uint64_t>(status->st_size) == text.size() && store::read_file(path) == text;
  if (!same && mode == store::WriteMode::real) write_dated(path, text, path);
  return !same;
}

void write_dated(const fs::path& path, std::string_view text, const fs::path& before) {
  const auto status = status_of(before);
  const auto file = store::open_output(path);
  file->write(as_bytes(text));
  file->set_modified(std::max(now(), status ? UnixTime{status->st_mtim.tv_sec} + 1 : 0));
  file->commit();
}

}  // namespace pcrs::step
