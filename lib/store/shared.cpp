// SPDX-License-Identifier: Apache-2.0
#include "store/shared.hpp"

#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

namespace pcrs::store {

mode_t mode_in(const std::filesystem::path& folder, mode_t mode) {
  constexpr mode_t shared = S_ISGID | S_IWGRP;
  struct stat status = {};
  if (::stat(folder.empty() ? "." : folder.c_str(), &status) != 0) return mode;
  return (status.st_mode & shared) == shared ? mode | S_IWGRP : mode;
}

bool make_folder(const std::filesystem::path& folder, mode_t mode) {
  int code = 0;
  // The umask is the process's: only a thread that leaves it may set another one.
  std::thread([&] {
    if (::unshare(CLONE_FS) == 0) ::umask(0);
    if (::mkdir(folder.c_str(), mode) != 0)
      code = errno;
    else if (struct stat status = {};
             ::stat(folder.c_str(), &status) == 0 && (status.st_mode & 0777U) != mode)
      ::chmod(folder.c_str(), mode | (status.st_mode & S_ISGID));
  }).join();
  errno = code;
  return code == 0;
}

void share_in(const std::filesystem::path& folder, int descriptor) {
  struct stat status = {};
  if (::fstat(descriptor, &status) != 0 || status.st_uid != ::geteuid()) return;
  const mode_t mode = status.st_mode & 07777U;
  constexpr mode_t open = S_IRGRP | S_IWGRP;  // both: under a umask of 077 neither is there
  if (mode_in(folder, 0) != 0 && (mode & open) != open) ::fchmod(descriptor, mode | open);
}

}  // namespace pcrs::store
