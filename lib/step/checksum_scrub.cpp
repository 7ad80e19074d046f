// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "base/error.hpp"
#include "base/text.hpp"
#include "step/checksum.hpp"
#include "step/checksum_files.hpp"
#include "store/lock.hpp"
#include "store/manifest.hpp"
#include "store/scrub_state.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::checksum {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds save_every{60};

// Others come first, at the processor and at the disk. Where a kernel does not know that, nothing is lost.
void be_polite() {
  constexpr int who_process = 1, idle_class = 3, class_shift = 13;  // linux/ioprio.h, which Debian lacks
  ::setpriority(PRIO_PROCESS, 0, 19);
  ::syscall(SYS_ioprio_set, who_process, 0, idle_class << class_shift);
}

store::Lock lock_of(const ScrubOptions& options) {
  if (options.mode == store::WriteMode::dry_run) return store::Lock::none();
  return store::Lock::of_run(options.manifest.string() + ".scrub.lock", "pcrs-checksum scrub");
}

store::Manifest list_of(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error))
    throw_retry(path.string(),
                "is not there; mount its folder, or make the list with pcrs-checksum create -o");
  store::Manifest list = store::parse_manifest(store::read_file(path));
  if (list.entries.empty())
    throw_failed(path.string(), "holds no checksum line; it should be a list as sha256sum writes it");
  return list;
}

class Scrub {
 public:
  Scrub(const ScrubOptions& options, Reporter& reporter)
      : m_options(options),
        m_reporter(reporter),
        m_list(list_of(options.manifest)),
        m_lock(lock_of(options)),
        m_state(options.manifest),
        m_base(base_of(options.manifest)) {}

  Summary run() {
    be_polite();
    tell_list();
    std::vector<Turn> turns = order();
    for (const Turn& turn : turns) {
      if (!turn.missing && m_begun && over_budget(turn.size_bytes)) break;
      read(m_list.entries[turn.entry], turn.size_bytes);
      if (Clock::now() - m_saved >= save_every) save();
    }
    save();
    tell_age();
    return m_summary;
  }

 private:
  struct Turn {
    UnixTime last = 0;  ///< 0: never read, or damaged
    std::size_t entry = 0;
    std::uint64_t size_bytes = 0;
    bool missing = false;
  };

  void tell_list() {
    if (m_state.unreadable())
      m_reporter.finding({m_options.manifest.string() + ".scrub", "scrub.state",
                          "cannot be understood; every file counts as never read", Severity::note});
    for (const std::size_t line : m_list.bad_lines)
      reject({m_options.manifest.string(), "manifest.line",
              "line " + std::to_string(line) + " is no checksum line"});
  }

  // Those that are not there come first, whatever the budget; the others wait for their turn, the longest
  // unread first.
  std::vector<Turn> order() {
    std::vector<Turn> turns;
    for (std::size_t i = 0; i < m_list.entries.size(); ++i) {
      const store::ManifestEntry& entry = m_list.entries[i];
      std::error_code missing;
      const std::uint64_t size = fs::file_size(m_base / entry.path, missing);
      if (missing) {
        turns.push_back({0, i, 0, true});  // told by its true cause when it is read
        continue;
      }
      m_listed_bytes += size;
      const store::LastReading* const last = m_state.find(entry.path, entry.digest);
      turns.push_back({last && last->found == "ok" ? last->at : 0, i, size});
    }
    std::stable_sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) {
      return std::pair(!a.missing, a.last) < std::pair(!b.missing, b.last);
    });
    return turns;
  }

  bool over_budget(std::uint64_t next_bytes) const {
    if (m_options.bytes > 0 && m_summary.bytes_read + next_bytes > m_options.bytes) return true;
    return m_options.minutes > 0 && Clock::now() - m_start >= std::chrono::minutes(m_options.minutes);
  }

  void read(const store::ManifestEntry& entry, std::uint64_t size_bytes) {
    const Reading reading = read_digest(m_base / entry.path, entry.kind, {true, true});
    m_begun |= size_bytes > 0;
    m_summary.bytes_read += reading.size_bytes;
    const bool good = reading.digest == entry.digest;
    const std::string found = good ? "ok" : reading.digest ? "file.changed" : reading.rule;
    // A file that is being written says nothing about the medium.
    if (found != "file.unstable") m_state.set(entry.path, {now(), found, entry.digest});
    Json record{{"path", entry.path}, {"status", good ? "ok" : found.substr(5)}, {"expected", entry.digest}};
    if (reading.digest) record["found"] = *reading.digest;
    m_reporter.result(good ? store::checked_path(entry.path) + ": OK" : "", record);
    if (good)
      ++m_summary.done;
    else
      reject(reading.digest ? changed(entry, *reading.digest) : reading.finding(path_of(entry)));
  }

  std::string path_of(const store::ManifestEntry& entry) const { return (m_base / entry.path).string(); }

  Finding changed(const store::ManifestEntry& entry, const std::string& found) const {
    return {path_of(entry), "file.changed",
            store::kind_text(entry.kind) + " is " + found + ", the list says " + entry.digest +
                ": the file is damaged; restore it from another copy, and look at the disk (smartctl)"};
  }

  void save() {
    std::vector<std::string> paths;
    for (const store::ManifestEntry& entry : m_list.entries) paths.push_back(entry.path);
    m_state.save(paths, m_options.mode);
    m_saved = Clock::now();
  }

  void tell_age() {
    std::uint64_t never = 0;
    std::optional<UnixTime> oldest;
    for (const store::ManifestEntry& entry : m_list.entries) {
      const store::LastReading* const last = m_state.find(entry.path, entry.digest);
      never += last == nullptr;
      if (last) oldest = std::min(oldest.value_or(last->at), last->at);
    }
    m_summary.more = {{"listed", m_list.entries.size()},
                      {"listed_bytes", m_listed_bytes},
                      {"never_read", never},
                      {"oldest_reading", oldest ? Json(utc_text(*oldest)) : Json()}};
    m_reporter.note(1, std::to_string(m_summary.done) + " of " + std::to_string(m_list.entries.size()) +
                           " files read (" + bytes_text(m_summary.bytes_read) + "), " +
                           std::to_string(never) + " not read yet" +
                           (oldest ? ", the oldest reading is of " + utc_text(*oldest) : ""));
  }

  void reject(const Finding& finding) {
    m_reporter.finding(finding);
    ++m_summary.rejected;
  }

  const ScrubOptions& m_options;
  Reporter& m_reporter;
  const store::Manifest m_list;
  const store::Lock m_lock;
  store::ScrubState m_state;
  const fs::path m_base;
  const Clock::time_point m_start = Clock::now();
  Clock::time_point m_saved = m_start;
  std::uint64_t m_listed_bytes = 0;
  bool m_begun = false;  // a file was read: from here on the budget counts
  Summary m_summary;
};

}  // namespace

Summary scrub(const ScrubOptions& options, Reporter& reporter) {
  return Scrub(options, reporter).run();
}

}  // namespace pcrs::step::checksum
