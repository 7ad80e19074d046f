// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.hpp"

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "catalog/locks.hpp"

namespace fs = std::filesystem;

namespace pcrs::catalog {

namespace {

constexpr const char* current = "current";
constexpr const char* superseded = "superseded";

// 24 bits an axis: every dalle of a metre or more within 8 000 km of the origin has its own byte.
std::uint64_t cell(std::int64_t metres, std::int64_t side_m) {
  return static_cast<std::uint64_t>(metres / side_m + (1 << 23)) & 0xFFFFFFU;
}

std::uint64_t dalle_number(const grid::DalleKey& key, const grid::GridSpec& grid) {
  return cell(key.west_m, grid.dalle_side_m) << 24U | cell(key.north_m, grid.dalle_side_m);
}

struct RecordName {
  grid::DalleKey key;
  int revision = 0;
};

// `0579-6375-r2.json`; nothing for temporaries and strangers.
std::optional<RecordName> parse_name(const std::string& name, const grid::GridSpec& grid) {
  constexpr std::string_view suffix = ".json";
  if (!name.ends_with(suffix)) return std::nullopt;
  const auto mark = name.rfind("-r");
  if (mark == std::string::npos) return std::nullopt;
  const std::string_view view(name);
  const auto key = grid::parse_key(view.substr(0, mark), grid);
  const auto revision = to_number<int>(view.substr(mark + 2, name.size() - suffix.size() - mark - 2));
  if (!key || !revision || *revision < 1) return std::nullopt;
  return RecordName{*key, *revision};
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    names.push_back(it->path().filename().string());
  if (error && error != std::errc::no_such_file_or_directory)
    throw_failed(folder.string(), "cannot be listed: " + error.message());
  return names;
}

// Shards by band of 10 km, the northernmost first: whole bands come in reading order.
using Bands = std::map<std::int64_t, std::vector<fs::path>, std::greater<>>;

Bands bands_of(const fs::path& folder) {
  Bands bands;
  for (const std::string& name : names_in(folder)) {
    const auto mark = name.rfind("-N");
    if (mark == std::string::npos) continue;
    if (const auto north = to_number<std::int64_t>(std::string_view(name).substr(mark + 2)))
      bands[*north].push_back(folder / name);
  }
  return bands;
}

struct ReadsBefore {
  bool operator()(const grid::DalleKey& a, const grid::DalleKey& b) const { return reads_before(a, b); }
};
using Newest = std::map<grid::DalleKey, int, ReadsBefore>;

Newest newest_of(const std::vector<fs::path>& shards, const grid::GridSpec& grid) {
  Newest newest;
  for (const fs::path& shard : shards)
    for (const std::string& file : names_in(shard))
      if (const auto name = parse_name(file, grid)) {
        int& revision = newest[name->key];
        revision = std::max(revision, name->revision);
      }
  return newest;
}

}  // namespace

std::uint64_t work_byte(const grid::DalleKey& key, const grid::GridSpec& grid) {
  return (std::uint64_t{1} << 52U) + dalle_number(key, grid);
}

std::uint64_t record_byte(const grid::DalleKey& key, const grid::GridSpec& grid) {
  return (std::uint64_t{2} << 52U) + dalle_number(key, grid);
}

namespace {

// What a service leaves that runs on while the share is away. A folder with nothing in it is a catalog that
// begins.
bool holds_accesses_alone(const fs::path& root) {
  std::error_code error;
  const fs::directory_iterator entries(root, error);
  return !error && begin(entries) != end(entries) &&
         std::all_of(begin(entries), end(entries),
                     [](const auto& entry) { return entry.path().filename() == "access"; });
}

}  // namespace

void require_catalog(const fs::path& root) {
  std::error_code error;
  if (!fs::is_directory(root, error) || holds_accesses_alone(root))
    throw_retry(
        root.string(),
        "the catalog of this chantier is not there: mount its folder; if it is lost, pcrs-archive rebuild "
        "brings it back; a new chantier begins with pcrs-ingest");
}

void require_work(const Catalog& catalog, const fs::path& work) {
  std::error_code error;
  if (!fs::is_directory(work, error) && !catalog.millesimes().empty())
    throw_retry(
        work.string(),
        "the work folder is not there, though dalles were made in it: mount it, or make the folder anew "
        "if nothing in it is needed any more");
}

Catalog::Catalog(const fs::path& root, std::string chantier, grid::GridSpec grid, store::WriteMode mode)
    : m_root(root / chantier), m_chantier(std::move(chantier)), m_grid(std::move(grid)), m_mode(mode) {}

fs::path Catalog::path_of(const grid::DalleKey& key, int millesime, int revision) const {
  return m_root / "dalles" / std::to_string(millesime) / grid::shard_of(key) /
         (grid::key_text(key, m_grid) + "-r" + std::to_string(revision) + ".json");
}

// Revisions follow each other without a gap, so asking for the next one is cheaper than listing the shard.
int Catalog::newest_revision(const grid::DalleKey& key, int millesime) const {
  int revision = 0;
  std::error_code error;
  while (fs::exists(path_of(key, millesime, revision + 1), error)) ++revision;
  if (error && error != std::errc::no_such_file_or_directory)
    throw_failed(path_of(key, millesime, revision + 1).string(), "cannot be read: " + error.message());
  return revision;
}

Record Catalog::read(const grid::DalleKey& key, int millesime, int revision, bool newest) const {
  const fs::path path = path_of(key, millesime, revision);
  Record record = record_from_json(parse_json(store::read_file(path), path.string()), path.string());
  if (record.key != key || record.millesime != millesime || record.revision != revision ||
      record.chantier != m_chantier)
    throw_failed(path.string(), "holds the record of " + record.chantier + " " + record.dalle + " " +
                                    std::to_string(record.millesime) + " revision " +
                                    std::to_string(record.revision) + ": it was moved; put it back");
  if (newest && record.state == superseded) record.state = current;
  if (!newest && record.state == current) record.state = superseded;
  return record;
}

void Catalog::write(const Record& record) const {
  store::write_file(path_of(record.key, record.millesime, record.revision), json_text(to_json(record)),
                    m_mode);
}

std::optional<Record> Catalog::latest(const grid::DalleKey& key, int millesime) const {
  const int newest = newest_revision(key, millesime);
  if (newest == 0) return std::nullopt;
  return read(key, millesime, newest, true);
}

std::optional<Record> Catalog::load(const grid::DalleKey& key, int millesime, int revision) const {
  const int newest = newest_revision(key, millesime);
  if (revision < 1 || revision > newest) return std::nullopt;
  return read(key, millesime, revision, revision == newest);
}

std::vector<Record> Catalog::revisions(const grid::DalleKey& key, int millesime) const {
  const int newest = newest_revision(key, millesime);
  std::vector<Record> all;
  for (int revision = 1; revision <= newest; ++revision)
    all.push_back(read(key, millesime, revision, revision == newest));
  return all;
}

std::vector<int> Catalog::millesimes() const {
  std::vector<int> years;
  for (const std::string& name : names_in(m_root / "dalles"))
    if (const auto year = to_number<int>(name)) years.push_back(*year);
  std::sort(years.begin(), years.end());
  return years;
}

void Catalog::each_latest(int millesime, const std::function<void(const Record&)>& each,
                          const std::function<void(const Finding&)>& damaged) const {
  for (const auto& [north, shards] : bands_of(m_root / "dalles" / std::to_string(millesime))) {
    const Newest newest = newest_of(shards, m_grid);
    const std::vector<std::pair<grid::DalleKey, int>> wanted(newest.begin(), newest.end());
    std::vector<std::optional<Record>> records(wanted.size());
    std::vector<std::string> faults(wanted.size());
    const auto load_one = [&](std::size_t i) {
      try {
        records[i] = read(wanted[i].first, millesime, wanted[i].second, true);
      } catch (const Error& error) {
        if (!damaged) throw;
        faults[i] = error.message();
      }
    };
    const auto hand_over = [&](std::size_t i) {
      const auto& [key, revision] = wanted[i];
      if (records[i])
        each(*records[i]);
      else
        damaged({path_of(key, millesime, revision).string(), "record.unreadable", faults[i], Severity::error,
                 grid::key_text(key, m_grid)});
      records[i].reset();
    };
    parallel_ordered(wanted.size(), 0, load_one, hand_over);
  }
}

std::optional<store::Lock> Catalog::try_dalle(const grid::DalleKey& key) const {
  if (m_mode == store::WriteMode::dry_run) return store::Lock::none();
  return store::Lock::try_range(lock_file(m_root), work_byte(key, m_grid));
}

store::Lock Catalog::lock_record(const grid::DalleKey& key) const {
  if (m_mode == store::WriteMode::dry_run) return store::Lock::none();
  return store::Lock::wait_range(lock_file(m_root), record_byte(key, m_grid), short_wait_s);
}

Record Catalog::update(const grid::DalleKey& key, int millesime, const std::function<void(Record&)>& change,
                       std::optional<int> revision) {
  const auto lock = lock_record(key);
  std::optional<Record> record = revision ? load(key, millesime, *revision) : latest(key, millesime);
  if (!record)
    throw_failed(m_chantier + " " + grid::key_text(key, m_grid),
                 "has no record for " + std::to_string(millesime) + "; make the dalle with pcrs-tile first");
  const std::string before = json_text(to_json(*record));
  change(*record);
  if (json_text(to_json(*record)) != before) write(*record);
  return *record;
}

void Catalog::add_revision(const Record& record) {
  const auto lock = lock_record(record.key);
  const int newest = newest_revision(record.key, record.millesime);
  if (record.revision != newest + 1)
    throw_failed(path_of(record.key, record.millesime, record.revision).string(),
                 "the newest revision is " + std::to_string(newest) + ", so the next is " +
                     std::to_string(newest + 1) + "; read the record again");
  if (newest > 0) {
    Record before = read(record.key, record.millesime, newest, true);
    if (before.state == current) before.state = superseded;
    write(before);
  }
  write(record);
}

}  // namespace pcrs::catalog
