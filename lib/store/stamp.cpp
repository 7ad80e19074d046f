// SPDX-License-Identifier: Apache-2.0
#include "store/stamp.hpp"

#include <sys/stat.h>

namespace pcrs::store {

std::optional<Stamp> stamp_of(const std::filesystem::path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0 || S_ISDIR(status.st_mode)) return std::nullopt;
  return Stamp{static_cast<std::uint64_t>(status.st_size),
               std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

}  // namespace pcrs::store
