// SPDX-License-Identifier: Apache-2.0
#include "step/archive_source.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

#include "base/interrupt.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 18U;

class Walker {
 public:
  Walker(const std::function<bool(const SourceEntry&)>& each,
         const std::function<void(const Finding&)>& report)
      : m_each(each), m_report(report) {}

  bool entry(const fs::path& location, const std::string& path) {
    struct stat status = {};
    if (::lstat(location.c_str(), &status) != 0) {
      unreadable(path, errno);
      return true;
    }
    SourceEntry entry{location, {path, store::TarKind::file, 0, 0, status.st_mode & 07777U, {}}};
    entry.member.mtime_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    if (S_ISDIR(status.st_mode)) {
      entry.member.kind = store::TarKind::folder;
      return m_each(entry) && folder(location, path);
    }
    if (S_ISLNK(status.st_mode)) return link(entry);
    if (S_ISREG(status.st_mode)) {
      entry.member.size_bytes = static_cast<std::uint64_t>(status.st_size);
      return m_each(entry);
    }
    m_report({path, "source.special", "is neither a file nor a folder (pipe, socket or device): not archived",
              Severity::warning});
    return true;
  }

 private:
  bool link(SourceEntry& entry) {
    std::error_code error;
    entry.member.kind = store::TarKind::link;
    entry.member.target = fs::read_symlink(entry.location, error).string();
    if (!error) return m_each(entry);
    unreadable(entry.member.path, error.value());
    return true;
  }

  bool folder(const fs::path& location, const std::string& path) {
    interrupt::check();
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator it(location, error), end; !error && it != end; it.increment(error)) {
      std::error_code unknown;
      const bool is_folder = it->symlink_status(unknown).type() == fs::file_type::directory;
      names.push_back(it->path().filename().string() + (is_folder ? "/" : ""));
    }
    if (error) unreadable(path, error.value());
    std::sort(names.begin(), names.end());
    return std::all_of(names.begin(), names.end(), [&](std::string& name) {
      if (name.ends_with('/')) name.pop_back();
      return entry(location / name, path + "/" + name);
    });
  }

  void unreadable(const std::string& path, int code) {
    m_report({path, "source.unreadable",
              "cannot be read (" + std::generic_category().message(code) +
                  "): not archived; mend the disk or its rights and run this again"});
  }

  const std::function<bool(const SourceEntry&)>& m_each;
  const std::function<void(const Finding&)>& m_report;
};

}  // namespace

bool walk_source(const fs::path& top, const std::string& name,
                 const std::function<bool(const SourceEntry&)>& each,
                 const std::function<void(const Finding&)>& report) {
  return Walker(each, report).entry(top, name);
}

SourceReader::SourceReader(const SourceEntry& entry) : m_entry(entry), m_file(entry.location) {}

void SourceReader::pass_over(std::uint64_t bytes) {
  std::vector<std::byte> buffer(chunk_bytes);
  while (bytes > 0) {
    const std::size_t got =
        read(std::span(buffer).first(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, chunk_bytes))));
    if (got == 0) return;
    bytes -= got;
  }
}

std::size_t SourceReader::read(std::span<std::byte> into) {
  interrupt::check();
  const std::size_t got = m_file.read_at(m_at, into);
  m_hasher.update(into.first(got));
  m_at += got;
  return got;
}

bool SourceReader::unchanged() const {
  struct stat status = {};
  return ::fstat(m_file.descriptor(), &status) == 0 &&
         static_cast<std::uint64_t>(status.st_size) == m_entry.member.size_bytes &&
         std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec ==
             m_entry.member.mtime_ns;
}

}  // namespace pcrs::step::archive
