// SPDX-License-Identifier: Apache-2.0
// Inside the checksum step: the files below some folders, and the digest of one.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "store/digest.hpp"

namespace pcrs::step::checksum {

struct ListedFile {
  std::string path;                ///< relative to the base, '/' between parts
  std::filesystem::path location;  ///< where to read it
  std::uint64_t size_bytes = 0;
  std::int64_t changed_ns = 0;  ///< the later of modification and inode change, nanoseconds since 1970
};

struct FileList {
  std::vector<ListedFile> files;  ///< sorted by the bytes of `path`, each once
  std::vector<Finding> findings;  ///< folders and files that cannot be looked at
  std::uint64_t bytes() const;
};

/// The list itself and what scrub keeps beside it: never listed.
std::vector<std::filesystem::path> files_of_list(const std::filesystem::path& list);

/// The folder that the paths of a list are relative to.
std::filesystem::path base_of(const std::filesystem::path& list);

/// Every regular file of `inputs` and below, but for our temporaries and `unlisted`. Links to files count as
/// files, links to folders are not followed. Throws Error (usage) when an input does not exist.
FileList list_files(const std::vector<std::string>& inputs, const std::filesystem::path& base,
                    const std::vector<std::filesystem::path>& unlisted);

/// The digest of one file, or why there is none.
struct Reading {
  std::optional<std::string> digest;
  std::uint64_t size_bytes = 0;
  std::string rule;  ///< file.missing | file.unreadable | file.unstable
  std::string message;
  Finding finding(const std::string& path) const { return {path, rule, message}; }
};
Reading read_digest(const std::filesystem::path& location, store::DigestKind kind,
                    const store::DigestOptions& options);

/// Tells `done` of `total` bytes as whole megabytes.
class Progress {
 public:
  Progress(Reporter& reporter, std::uint64_t total_bytes) : m_reporter(reporter), m_total(total_bytes) {}
  void add(std::uint64_t bytes) {
    m_done += bytes;
    m_reporter.progress(m_done / megabyte, m_total / megabyte, "MB");
  }

 private:
  static constexpr std::uint64_t megabyte = 1'000'000;
  Reporter& m_reporter;
  std::uint64_t m_total;
  std::uint64_t m_done = 0;
};

}  // namespace pcrs::step::checksum
