// SPDX-License-Identifier: Apache-2.0
#include <unordered_set>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "step/checksum.hpp"
#include "step/checksum_files.hpp"
#include "store/manifest.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::checksum {

namespace {

class Verification {
 public:
  Verification(const VerifyOptions& options, Reporter& reporter)
      : m_options(options),
        m_reporter(reporter),
        m_list(store::parse_manifest(store::read_file(options.manifest))) {
    if (m_list.entries.empty())
      throw_failed(options.manifest.string(),
                   "holds no checksum line; it should be a list as sha256sum writes it");
    m_base = base_of(options.manifest);
  }

  Summary run() {
    for (const std::size_t line : m_list.bad_lines)
      reject({m_options.manifest.string(), "manifest.line",
              "line " + std::to_string(line) + " is no checksum line"});
    check_listed();
    if (!m_options.ignore_extra) look_for_extra();
    return m_summary;
  }

 private:
  // `base / path` is `path` itself where that is absolute.
  fs::path location(const store::ManifestEntry& entry) const { return m_base / entry.path; }

  std::uint64_t listed_bytes() const {
    std::uint64_t sum = 0;
    for (const auto& entry : m_list.entries) {
      std::error_code missing;
      const auto size = fs::file_size(location(entry), missing);
      if (!missing) sum += size;
    }
    return sum;
  }

  void check_listed() {
    std::vector<Reading> readings(m_list.entries.size());
    const store::DigestOptions how{m_options.drop_cache, m_options.drop_cache};
    Progress progress(m_reporter, listed_bytes());
    const auto read = [&](std::size_t i) {
      readings[i] = read_digest(location(m_list.entries[i]), m_list.entries[i].kind, how);
    };
    parallel_ordered(readings.size(), m_options.jobs, read, [&](std::size_t i) {
      tell(m_list.entries[i], readings[i]);
      progress.add(readings[i].size_bytes);
    });
  }

  void tell(const store::ManifestEntry& entry, const Reading& reading) {
    const bool good = reading.digest == entry.digest;
    const std::string word = good ? "OK" : reading.digest ? "FAILED" : "FAILED open or read";
    const std::string status = good             ? "ok"
                               : reading.digest ? "changed"
                                                : reading.rule.substr(reading.rule.find('.') + 1);
    Json record{{"path", entry.path}, {"status", status}, {"expected", entry.digest}};
    if (reading.digest) record["found"] = *reading.digest;
    m_reporter.result(good && m_options.only_faults ? "" : store::checked_path(entry.path) + ": " + word,
                      record);
    m_summary.bytes_read += reading.size_bytes;
    if (good) {
      ++m_summary.done;
    } else {
      reject(reading.digest ? changed(entry, *reading.digest) : reading.finding(entry.path));
    }
  }

  static Finding changed(const store::ManifestEntry& entry, const std::string& found) {
    return {entry.path, "file.changed",
            store::kind_text(entry.kind) + " is " + found + ", the list says " + entry.digest +
                "; restore it from another copy"};
  }

  void look_for_extra() {
    std::unordered_set<std::string> listed;
    for (const auto& entry : m_list.entries)
      listed.insert(location(entry).lexically_normal().lexically_relative(m_base).string());
    const FileList present = list_files({m_base.string()}, m_base, files_of_list(m_options.manifest));
    for (const ListedFile& file : present.files)
      if (!listed.contains(file.path)) reject({file.path, "file.extra", "is not in the list"});
    for (const Finding& finding : present.findings)
      if (!listed.contains(finding.path)) reject(finding);
  }

  void reject(const Finding& finding) {
    m_reporter.finding(finding);
    ++m_summary.rejected;
  }

  const VerifyOptions& m_options;
  Reporter& m_reporter;
  const store::Manifest m_list;
  fs::path m_base;
  Summary m_summary;
};

}  // namespace

Summary verify(const VerifyOptions& options, Reporter& reporter) {
  return Verification(options, reporter).run();
}

}  // namespace pcrs::step::checksum
