// SPDX-License-Identifier: Apache-2.0
#include "serve/temporary.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/error.hpp"

namespace pcrs::serve {

namespace {

[[noreturn]] void throw_no_room(const std::string& folder) {
  throw_retry(folder, std::string("takes no temporary file: ") + std::strerror(errno));
}

Descriptor unnamed_file(const std::string& folder) {
  Descriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file) return file;
  std::string name = folder + "/pcrs-XXXXXX";  // a file system that knows no nameless files
  Descriptor named(::mkostemp(name.data(), O_CLOEXEC));
  if (!named) throw_no_room(folder);
  ::unlink(name.c_str());
  return named;
}

std::string temporary_folder() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  return error ? "/tmp" : folder.string();
}

}  // namespace

Temporary::Temporary(std::uint64_t most_bytes)
    : m_most_bytes(most_bytes), m_file(unnamed_file(temporary_folder())) {}

void Temporary::write_at(std::uint64_t offset, Bytes bytes) {
  if (offset + bytes.size() > m_most_bytes)
    throw_failed("temporary file", "would hold more than " + std::to_string(m_most_bytes) + " bytes");
  for (std::size_t done = 0; done < bytes.size();) {
    const auto wrote = ::pwrite(m_file.number(), bytes.data() + done, bytes.size() - done,
                                static_cast<off_t>(offset + done));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) throw_no_room(temporary_folder());
    done += static_cast<std::size_t>(wrote);
  }
  m_size = std::max(m_size, offset + bytes.size());
}

FilePart Temporary::release() {
  return {std::move(m_file), 0, m_size};
}

}  // namespace pcrs::serve
