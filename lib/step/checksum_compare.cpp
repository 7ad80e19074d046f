// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "step/checksum.hpp"
#include "step/checksum_files.hpp"
#include "store/manifest.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::checksum {

namespace {

// One side of the comparison.
struct Side {
  std::map<std::string, std::string> digests;  ///< by path
  std::optional<store::DigestKind> kind;       ///< nothing: a folder, not read yet
};

class Comparison {
 public:
  Comparison(const CompareOptions& options, Reporter& reporter) : m_options(options), m_reporter(reporter) {}

  Summary run() {
    Side before = load_list(m_options.before), after = load_list(m_options.after);
    if (before.kind && after.kind && *before.kind != *after.kind)
      throw_failed(m_options.after.string(),
                   "lists " + store::kind_text(*after.kind) + ", " + m_options.before.string() + " lists " +
                       store::kind_text(*before.kind) + ": compare the folders, or lists of one kind");
    const auto kind = before.kind ? *before.kind : after.kind.value_or(store::DigestKind::sha256);
    if (!before.kind) read_folder(m_options.before, m_options.after, kind, before);
    if (!after.kind) read_folder(m_options.after, m_options.before, kind, after);
    for (const std::string& path : m_unread) {
      before.digests.erase(path);
      after.digests.erase(path);
    }
    report(before.digests, after.digests);
    return m_summary;
  }

 private:
  using Digests = std::map<std::string, std::string>;

  Side load_list(const fs::path& path) {
    Side side;
    std::error_code error;
    if (fs::is_directory(path, error)) return side;
    const store::Manifest list = store::parse_manifest(store::read_file(path));
    if (list.entries.empty())
      throw_failed(path.string(), "holds no checksum line; give a folder, or a list as sha256sum writes it");
    for (const std::size_t line : list.bad_lines)
      reject({path.string(), "manifest.line", "line " + std::to_string(line) + " is no checksum line"});
    side.kind = list.entries.front().kind;
    for (const auto& entry : list.entries) {
      if (entry.kind != *side.kind)
        throw_failed(path.string(),
                     "line " + std::to_string(entry.line) + " is of another kind than those before");
      side.digests[fs::path(entry.path).lexically_normal().string()] = entry.digest;
    }
    return side;
  }

  // The other side's list is no part of a folder that it lies in.
  void read_folder(const fs::path& folder, const fs::path& other, store::DigestKind kind, Side& side) {
    const FileList list = list_files({folder.string()}, fs::canonical(folder), {other});
    for (const Finding& finding : list.findings) leave_out(finding);
    std::vector<Reading> readings(list.files.size());
    Progress progress(m_reporter, list.bytes());
    const store::DigestOptions how{m_options.drop_cache, m_options.drop_cache};
    const auto read = [&](std::size_t i) { readings[i] = read_digest(list.files[i].location, kind, how); };
    parallel_ordered(readings.size(), m_options.jobs, read, [&](std::size_t i) {
      progress.add(list.files[i].size_bytes);
      m_summary.bytes_read += readings[i].size_bytes;
      if (!readings[i].digest) return leave_out(readings[i].finding(list.files[i].path));
      side.digests[list.files[i].path] = *readings[i].digest;
    });
  }

  // What could not be read is told as such, and not as missing too.
  void leave_out(const Finding& finding) {
    m_unread.insert(finding.path);
    reject(finding);
  }

  // Files that only `after` has, by digest: a missing one with the same bytes was renamed.
  static std::multimap<std::string, std::string> arrivals(const Digests& before, const Digests& after) {
    std::multimap<std::string, std::string> found;
    for (const auto& [path, digest] : after)
      if (!before.contains(path)) found.emplace(digest, path);
    return found;
  }

  void report(const Digests& before, const Digests& after) {
    auto arrived = arrivals(before, after);
    std::map<std::string, std::string> renamed;
    for (const auto& [path, digest] : before) {
      if (after.contains(path)) continue;
      const auto target = arrived.find(digest);
      if (target == arrived.end()) continue;
      renamed[path] = target->second;
      arrived.erase(target);
    }
    std::set<std::string> paths;
    for (const auto& [path, digest] : before) paths.insert(path);
    for (const auto& [digest, path] : arrived) paths.insert(path);
    for (const std::string& path : paths) tell(path, before, after, renamed);
  }

  void tell(const std::string& path, const Digests& before, const Digests& after, const Digests& renamed) {
    const auto old = before.find(path), fresh = after.find(path);
    const auto target = renamed.find(path);
    Json record{{"path", path}, {"status", ""}};
    if (old != before.end()) record["before"] = old->second;
    if (fresh != after.end()) record["after"] = fresh->second;
    if (old != before.end() && fresh != after.end() && old->second == fresh->second) {
      ++m_summary.done;
    } else if (target != renamed.end()) {
      record["renamed_to"] = target->second;
      differ("renamed", " to " + store::checked_path(target->second), std::move(record));
    } else {
      differ(old == before.end()    ? "extra"
             : fresh == after.end() ? "missing"
                                    : "changed",
             "", std::move(record));
    }
  }

  void differ(const std::string& status, const std::string& more, Json record) {
    record["status"] = status;
    ++m_summary.rejected;
    const std::string plain = store::checked_path(record["path"].get<std::string>()) + ": " + status + more;
    m_reporter.result(plain, std::move(record));
  }

  void reject(const Finding& finding) {
    m_reporter.finding(finding);
    ++m_summary.rejected;
  }

  const CompareOptions& m_options;
  Reporter& m_reporter;
  std::set<std::string> m_unread;
  Summary m_summary;
};

}  // namespace

Summary compare(const CompareOptions& options, Reporter& reporter) {
  return Comparison(options, reporter).run();
}

}  // namespace pcrs::step::checksum
