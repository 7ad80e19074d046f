// SPDX-License-Identifier: Apache-2.0
#include "step/checksum_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <numeric>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "store/process.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::checksum {

namespace {

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// Its own name, in the true place of its folder: a link stays a link.
fs::path located(const fs::path& path) {
  const fs::path absolute = fs::absolute(path).lexically_normal();
  const fs::path whole = absolute.has_filename() ? absolute : absolute.parent_path();
  return fs::weakly_canonical(whole.parent_path()) / whole.filename();
}

class Walk {
 public:
  Walk(fs::path base, const std::vector<fs::path>& unlisted) : m_base(std::move(base)) {
    for (const fs::path& path : unlisted) m_unlisted.push_back(located(path));
  }

  void add_input(const std::string& input) {
    std::error_code error;
    const auto type = fs::status(input, error).type();
    if (type == fs::file_type::directory) {
      add_folder(fs::canonical(input));
    } else if (type == fs::file_type::regular) {
      add_file(located(input));
    } else {
      throw_usage(input, "is no file and no folder" + (error ? ": " + error.message() : std::string()));
    }
  }

  FileList finish() {
    auto& files = m_list.files;
    std::sort(files.begin(), files.end(),
              [](const ListedFile& a, const ListedFile& b) { return a.path < b.path; });
    const auto same = [](const ListedFile& a, const ListedFile& b) { return a.path == b.path; };
    files.erase(std::unique(files.begin(), files.end(), same), files.end());
    return std::move(m_list);
  }

 private:
  void add_folder(const fs::path& folder) {
    interrupt::check();
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      std::error_code gone;
      if (it->symlink_status(gone).type() == fs::file_type::directory) {
        add_folder(it->path());
      } else {
        add_file(it->path());
      }
    }
    if (error) fault(folder, error.message());
  }

  void add_file(const fs::path& path) {
    if (store::is_temporary_name(path.filename().string())) return;
    if (std::find(m_unlisted.begin(), m_unlisted.end(), path) != m_unlisted.end()) return;
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0) {
      fault(path, std::error_code(errno, std::generic_category()).message());
    } else if (S_ISREG(status.st_mode)) {
      m_list.files.push_back({shown(path), path, static_cast<std::uint64_t>(status.st_size),
                              std::max(nanoseconds(status.st_mtim), nanoseconds(status.st_ctim))});
    }
  }

  void fault(const fs::path& path, const std::string& why) {
    m_list.findings.push_back({shown(path), "file.unreadable", "cannot be read: " + why});
  }
  std::string shown(const fs::path& path) const { return path.lexically_relative(m_base).string(); }

  const fs::path m_base;
  std::vector<fs::path> m_unlisted;
  FileList m_list;
};

// What shows that a file was written while it was read.
bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && nanoseconds(a.st_mtim) == nanoseconds(b.st_mtim) && a.st_ino == b.st_ino;
}

}  // namespace

std::uint64_t FileList::bytes() const {
  return std::accumulate(files.begin(), files.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const ListedFile& file) { return sum + file.size_bytes; });
}

std::vector<fs::path> files_of_list(const fs::path& list) {
  return {list, list.string() + ".scrub", list.string() + ".scrub.lock"};
}

fs::path base_of(const fs::path& list) {
  return located(list).parent_path();
}

FileList list_files(const std::vector<std::string>& inputs, const fs::path& base,
                    const std::vector<fs::path>& unlisted) {
  Walk walk(base, unlisted);
  for (const std::string& input : inputs) walk.add_input(input);
  return walk.finish();
}

Reading read_digest(const fs::path& location, store::DigestKind kind, const store::DigestOptions& options) {
  struct stat before = {}, after = {};
  if (::stat(location.c_str(), &before) != 0 && (errno == ENOENT || errno == ENOTDIR))
    return {std::nullopt, 0, "file.missing", "is missing; restore it from another copy"};
  try {
    std::string digest = store::digest_file(location, kind, options);
    if (::stat(location.c_str(), &after) != 0 || !same_file(before, after))
      return {std::nullopt, 0, "file.unstable",
              "was written while it was read; run this again when it is still"};
    return {std::move(digest), static_cast<std::uint64_t>(before.st_size), {}, {}};
  } catch (const Error& error) {
    interrupt::check();  // a stop is no fault of the file
    return {std::nullopt, 0, "file.unreadable", error.message()};
  }
}

}  // namespace pcrs::step::checksum
