// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_read.hpp"

#include <algorithm>
#include <atomic>
#include <tuple>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/parallel.hpp"
#include "step/ingest_record.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::ingest {

namespace {

using catalog::FileRole;

// What the catalog keeps of a file, and of an ortho with its thumbnail and edges, twice for the resume file;
// what the report takes.
constexpr std::uint64_t record_bytes_a_file = 1'000, record_bytes_an_ortho = 20'000;
constexpr std::uint64_t recette_bytes = 500'000, recette_bytes_an_ortho = 6'000;

class Reader {
 public:
  Reader(const Reading& reading, const Options& options, CheckStore& store, Reporter& reporter)
      : m_reading(reading), m_options(options), m_store(store), m_reporter(reporter) {}

  ReadResult read() {
    const auto& files = m_reading.inventory.files;
    for (const WalkedFile& file : files)
      m_result.identities.push_back(CheckStore::identity(m_reading.inventory.roots[file.root].path, file));
    require_space();
    m_result.seen.resize(files.size());
    std::atomic<std::uint64_t> done = 0;
    parallel_for(files.size(), m_options.jobs, [&](std::size_t i) {
      read_file(i);
      m_reporter.progress(++done, files.size(), "files");
    });
    m_result.read = m_read;
    m_result.skipped = m_skipped;
    m_result.bytes = m_bytes;
    return std::move(m_result);
  }

 private:
  // Only what is new takes room: a run on unchanged input needs none, even on a full disk.
  void require_space() const {
    std::uint64_t files = 0, orthos = 0;
    for (std::size_t i = 0; i < m_result.identities.size(); ++i) {
      if (m_store.find(m_result.identities[i]) != nullptr) continue;
      ++files;
      if (m_reading.roles[i].role == FileRole::ortho) ++orthos;
    }
    if (files == 0 || m_options.mode == store::WriteMode::dry_run) return;
    const std::string& id = m_reading.delivery;
    const std::uint64_t record = files * record_bytes_a_file + orthos * record_bytes_an_ortho;
    const std::uint64_t report = recette_bytes + orthos * recette_bytes_an_ortho;
    store::require_space(delivery_folder(m_reading.chantier, id), record + report,
                         "the record of this delivery");
    store::require_space(recette_folder(m_reading.chantier, id), report, "the report of this delivery");
  }

  void read_file(std::size_t i) {
    const WalkedFile& file = m_reading.inventory.files[i];
    Seen& seen = m_result.seen[i];
    seen.role = m_reading.roles[i];
    if (const KnownFile* known = m_store.find(m_result.identities[i])) seen.known = *known;
    if (m_reading.inventory.offline[file.root]) return;  // as an earlier run saw it
    const fs::path location = m_reading.inventory.location(file);
    try {
      const bool digested = digest(i, location);
      const bool checked = seen.role.role == FileRole::ortho && check(i, location);
      if (digested || checked) m_store.learn(m_result.identities[i], seen.known);
      (digested || checked ? m_read : m_skipped)++;
    } catch (const Error& error) {
      interrupt::check();
      seen.trouble = error.message() + "; mend the disk or its rights and run this again";
    }
  }

  bool digest(std::size_t i, const fs::path& location) {
    std::set<store::DigestKind> kinds = m_reading.claims.kinds_of(i);
    kinds.insert(store::DigestKind::sha256);
    Digests& known = m_result.seen[i].known.digests;
    if (std::all_of(kinds.begin(), kinds.end(), [&](auto kind) { return known.count(kind) > 0; }))
      return false;
    known = digest_once(location, kinds);
    m_bytes += m_reading.inventory.files[i].size_bytes;
    return true;
  }

  // Names, sizes and dates of the side files that have a say in the check of an ortho: a world file that was
  // corrected makes it again. All that begins like the ortho stands together in the order of the inventory.
  std::string side_stamps(std::size_t i) const {
    const std::vector<WalkedFile>& files = m_reading.inventory.files;
    const PathParts parts = parts_of(files[i].path);
    const std::string start = (parts.folder.empty() ? "" : parts.folder + "/") + parts.stem + ".";
    std::string text;
    auto file = std::lower_bound(files.begin(), files.end(), start, [&](const WalkedFile& a, const auto& b) {
      return std::tie(a.root, a.path) < std::tie(files[i].root, b);
    });
    for (; file != files.end() && file->root == files[i].root && file->path.starts_with(start); ++file)
      if (m_reading.roles[static_cast<std::size_t>(file - files.begin())].role == FileRole::sidecar)
        text += "\n" + file->path + "\n" + std::to_string(file->size_bytes) + " " +
                std::to_string(file->mtime_ns);
    return text;
  }

  // The digest has just brought the file into the page cache: the check reads it from there.
  bool check(std::size_t i, const fs::path& location) {
    const raster::Expectation expectation = expectation_of(
        m_reading.chantier, m_reading.territory, m_reading.sorter, m_reading.inventory.files[i].path);
    const std::string rules =
        store::sha256_text(json_line(raster::to_json(expectation)) + PCRS_VERSION + side_stamps(i))
            .substr(0, 16);
    KnownFile& known = m_result.seen[i].known;
    if (known.check && known.rules == rules && !m_options.again) return false;
    m_reporter.note(2, "checks " + location.string());
    known.check = raster::check_ortho_in_child(m_options.checker, location, expectation);
    known.rules = rules;
    return true;
  }

  const Reading& m_reading;
  const Options& m_options;
  CheckStore& m_store;
  Reporter& m_reporter;
  ReadResult m_result;
  std::atomic<std::uint64_t> m_read = 0, m_skipped = 0, m_bytes = 0;
};

}  // namespace

ReadResult read_all(const Reading& reading, const Options& options, CheckStore& store, Reporter& reporter) {
  return Reader(reading, options, store, reporter).read();
}

}  // namespace pcrs::step::ingest
