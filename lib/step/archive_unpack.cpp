// SPDX-License-Identifier: Apache-2.0
#include "step/archive_unpack.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

fs::path Unpack::place_of(const std::string& path) const {
  if (path == m_name) return m_into;
  const bool inside = path.starts_with(m_name + "/");
  for (const std::string& part : split(path, '/'))
    if (!inside || part.empty() || part == "." || part == "..")
      throw_failed(path, "does not belong in a tar of " + m_name);
  return m_into / path.substr(m_name.size() + 1);
}

void Unpack::begin(const store::TarMember& member, std::uint64_t /*offset*/) {
  m_member = member;
  m_path = place_of(member.path);
  if (member.kind == store::TarKind::folder) {
    fs::create_directories(m_path);
  } else if (member.kind == store::TarKind::file) {
    fs::create_directories(m_path.parent_path());
    m_file.open(m_path, std::ios::binary | std::ios::trunc);
    if (!m_file) throw_failed(m_path.string(), "cannot be written");
  } else {
    throw_failed(member.path, "is a link: none belongs in a tar of " + m_name);
  }
}

void Unpack::content(Bytes bytes) {
  m_file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

void Unpack::end() {
  if (m_member.kind == store::TarKind::file) {
    m_file.close();
    if (!m_file) throw_failed(m_path.string(), "cannot be written: is the disk full?");
    m_file.clear();
    const timespec time{static_cast<time_t>(m_member.mtime_ns / 1'000'000'000),
                        static_cast<long>(m_member.mtime_ns % 1'000'000'000)};
    const timespec times[2] = {time, time};
    ::utimensat(AT_FDCWD, m_path.c_str(), times, 0);
  }
  if (::chmod(m_path.c_str(), m_member.mode) != 0) throw_errno(m_path.string(), "cannot be given its mode");
}

void Unpack::sync() const {
  const int descriptor = ::open(m_into.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::syncfs(descriptor) == 0;
  const int code = errno;
  if (descriptor >= 0) ::close(descriptor);
  errno = code;
  if (!synced) throw_errno(m_into.string(), "cannot be synced");
}

}  // namespace pcrs::step::archive
