// SPDX-License-Identifier: Apache-2.0
#include "store/read_back.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "store/digest.hpp"

namespace fs = std::filesystem;

namespace pcrs::store {

bool drop_cache(const FileSource& file) {
  ::posix_fadvise(file.descriptor(), 0, 0, POSIX_FADV_DONTNEED);
  const std::uint64_t size = file.size();
  if (size == 0) return true;
  void* const map = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.descriptor(), 0);
  if (map == MAP_FAILED) return false;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::vector<unsigned char> resident((size + page - 1) / page);
  const bool asked = ::mincore(map, size, resident.data()) == 0;
  ::munmap(map, size);
  const auto left =
      std::count_if(resident.begin(), resident.end(), [](unsigned char r) { return (r & 1U) != 0; });
  return asked && static_cast<std::size_t>(left) * 100 <= resident.size();
}

ReadBack read_back(const fs::path& path) {
  FileSource file(path);
  const bool dropped = drop_cache(file);
  ReadBack result{sha256_source(file), dropped};
  ::posix_fadvise(file.descriptor(), 0, 0, POSIX_FADV_DONTNEED);
  return result;
}

std::string verified_text(const std::string& first, bool from_medium) {
  return first + (from_medium ? ", page cache dropped, read back" : ", read back through the page cache");
}

}  // namespace pcrs::store
