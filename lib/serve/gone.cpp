// SPDX-License-Identifier: Apache-2.0
#include "serve/gone.hpp"

#include <sys/stat.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/file.hpp"

namespace pcrs::serve {

Gone::Gone(const catalog::Gone& list) {
  for (const catalog::Withdrawn& one : list.withdrawn)
    for (const std::string& path : one.paths) m_withdrawn.insert(lower_ascii(path));
  for (const std::string& path : list.superseded) m_superseded.insert(lower_ascii(path));
}

bool Gone::holds(const Paths& paths, std::string_view path) {
  return !paths.empty() && paths.count(lower_ascii(path)) == 1;
}

GoneKeeper::GoneKeeper(const std::filesystem::path& catalog_root)
    : m_file(catalog::gone_file(catalog_root)) {}

GonePtr GoneKeeper::current() const {
  const std::lock_guard lock(m_mutex);
  struct stat status = {};
  const bool there = ::stat(m_file.c_str(), &status) == 0;
  if (!there && m_gone) return m_gone;
  if (!there && errno == ENOENT) return m_gone = std::make_shared<const Gone>();
  const std::int64_t modified_ns =
      std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  const auto size_bytes = static_cast<std::uint64_t>(status.st_size);
  if (m_gone && status.st_ino == m_inode && modified_ns == m_modified_ns && size_bytes == m_size_bytes)
    return m_gone;
  try {
    m_gone = std::make_shared<const Gone>(catalog::parse_gone(store::read_file(m_file), m_file.string()));
  } catch (const Error& error) {
    if (m_gone) return m_gone;
    throw_retry(error.where(), error.message() + ": nothing that may be withdrawn is served");
  }
  m_inode = status.st_ino;
  m_modified_ns = modified_ns;
  m_size_bytes = size_bytes;
  return m_gone;
}

}  // namespace pcrs::serve
