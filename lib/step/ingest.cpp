// SPDX-License-Identifier: Apache-2.0
#include "step/ingest.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <tuple>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/foreign_text.hpp"
#include "base/interrupt.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "chantier/chantier.hpp"
#include "step/ingest_judge.hpp"
#include "step/ingest_record.hpp"
#include "step/ingest_rules.hpp"
#include "store/lock.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::ingest {

namespace {

using catalog::FileRole;

constexpr std::uint64_t largest_table_bytes = 64ULL << 20U;
// What the catalog keeps of a file, and of an ortho with its thumbnail and edges; twice, for the resume file.
constexpr std::uint64_t record_bytes_a_file = 1'000, record_bytes_an_ortho = 20'000;

class Run {
 public:
  Run(const Options& options, Reporter& reporter)
      : m_options(options),
        m_reporter(reporter),
        m_chantier(chantier::load(options.chantier)),
        m_id(delivery_id(options.id, options.roots)),
        m_folder(delivery_folder(m_chantier, m_id)) {
    check_tolerances(m_chantier);
  }

  Summary run() {
    const auto lock = m_options.mode == store::WriteMode::real
                          ? store::Lock::of_run(catalog_root(m_chantier) / "ingest.lock", "pcrs-ingest")
                          : store::Lock::none();
    m_previous = catalog::load_delivery(catalog_root(m_chantier), m_id);
    m_inventory =
        take_inventory(merge_roots(m_options.roots, m_previous, m_options.id.has_value()), m_previous);
    m_territory = std::make_unique<Territory>(m_chantier);
    m_store = std::make_unique<CheckStore>(m_folder, m_options.mode);
    read_lot();
    read_roles();
    read_files();
    judge_all();
    finish();
    return summary();
  }

 private:
  void read_lot() {
    if (m_options.lot)
      m_lot = m_territory->read_lot(*m_options.lot);
    else
      m_lot = kept_lot(m_folder, m_territory->grid());
  }

  void read_roles() {
    std::vector<grid::NamePattern> patterns{
        grid::NamePattern(m_chantier.name_pattern, m_chantier.where("grid.name_pattern"))};
    for (const std::string& text : m_chantier.source_patterns)
      patterns.emplace_back(text, m_chantier.where("grid.source_patterns"));
    m_sorter = std::make_unique<RoleSorter>(std::move(patterns));
    std::vector<fs::path> roots;
    for (const Root& root : m_inventory.roots) roots.push_back(root.path);
    m_roles = m_sorter->sort(roots, m_inventory.files);
    m_claims = read_claims(m_inventory, m_roles);
    find_assembly();
  }

  void find_assembly() {
    const fs::path kept = m_folder / "assembly.csv";
    std::error_code error;
    if (m_options.assembly) {
      m_assembly_text = store::read_file(*m_options.assembly);
      m_assembly = parse_assembly(m_assembly_text, m_options.assembly->string());
      m_assembly_name = m_options.assembly->filename().string();
    } else if (fs::exists(kept, error)) {
      m_assembly = parse_assembly(store::read_file(kept), kept.string());
      m_assembly_name = "assembly.csv";
    } else {
      for (std::size_t i = 0; i < m_inventory.files.size() && !m_assembly; ++i) try_assembly(i);
    }
  }

  // A table of the delivery itself, by its name; one that does not fit is a document like others.
  void try_assembly(std::size_t i) {
    const WalkedFile& file = m_inventory.files[i];
    const std::string word = plain_word(parts_of(file.path).stem);
    const bool named =
        word.find("assemblage") != std::string::npos || word.find("assembly") != std::string::npos;
    const std::string extension = parts_of(file.path).extension;
    if (!named || (extension != ".csv" && extension != ".txt" && extension != ".tsv") ||
        file.size_bytes > largest_table_bytes || m_inventory.offline[file.root])
      return;
    try {
      m_assembly = parse_assembly(store::read_file(m_inventory.location(file)), m_inventory.names[i]);
      m_assembly_name = m_inventory.names[i];
    } catch (const Error& problem) {
      interrupt::check();
      m_reporter.note(1, std::string(problem.what()) + "; not taken as the assembly table");
    }
  }

  void read_files() {
    const std::size_t count = m_inventory.files.size();
    const auto orthos = static_cast<std::uint64_t>(std::count_if(
        m_roles.begin(), m_roles.end(), [](const Role& role) { return role.role == FileRole::ortho; }));
    if (m_options.mode == store::WriteMode::real)
      store::require_space(m_folder, count * record_bytes_a_file + orthos * record_bytes_an_ortho,
                           "the record of this delivery");
    m_seen.resize(count);
    for (std::size_t i = 0; i < count; ++i)
      m_identities.push_back(
          CheckStore::identity(m_inventory.roots[m_inventory.files[i].root].path, m_inventory.files[i]));
    std::atomic<std::uint64_t> done = 0;
    parallel_for(count, m_options.jobs, [&](std::size_t i) {
      read_file(i);
      m_reporter.progress(++done, count, "files");
    });
  }

  void read_file(std::size_t i) {
    const WalkedFile& file = m_inventory.files[i];
    Seen& seen = m_seen[i];
    seen.role = m_roles[i];
    if (const KnownFile* known = m_store->find(m_identities[i])) seen.known = *known;
    if (m_inventory.offline[file.root]) return;  // as an earlier run saw it
    const fs::path location = m_inventory.location(file);
    try {
      const bool digested = read_digests(i, location);
      const bool checked = seen.role.role == FileRole::ortho && check(i, location);
      if (digested || checked) m_store->learn(m_identities[i], seen.known);
      (digested || checked ? m_read : m_skipped)++;
    } catch (const Error& error) {
      interrupt::check();
      seen.trouble = error.message() + "; mend the disk or its rights and run this again";
    }
  }

  bool read_digests(std::size_t i, const fs::path& location) {
    std::set<store::DigestKind> kinds = m_claims.kinds_of(i);
    kinds.insert(store::DigestKind::sha256);
    Digests& known = m_seen[i].known.digests;
    if (std::all_of(kinds.begin(), kinds.end(), [&](auto kind) { return known.count(kind) > 0; }))
      return false;
    known = digest_once(location, kinds);
    m_bytes += m_inventory.files[i].size_bytes;
    return true;
  }

  // Names, sizes and dates of the side files that have a say in the check of an ortho: a world file that was
  // corrected makes it again. All that begins like the ortho stands together in the order of the inventory.
  std::string side_stamps(std::size_t i) const {
    const std::vector<WalkedFile>& files = m_inventory.files;
    const PathParts parts = parts_of(files[i].path);
    const std::string start = (parts.folder.empty() ? "" : parts.folder + "/") + parts.stem + ".";
    std::string text;
    auto file = std::lower_bound(files.begin(), files.end(), start, [&](const WalkedFile& a, const auto& b) {
      return std::tie(a.root, a.path) < std::tie(files[i].root, b);
    });
    for (; file != files.end() && file->root == files[i].root && file->path.starts_with(start); ++file)
      if (m_roles[static_cast<std::size_t>(file - files.begin())].role == FileRole::sidecar)
        text += "\n" + file->path + "\n" + std::to_string(file->size_bytes) + " " +
                std::to_string(file->mtime_ns);
    return text;
  }

  // The digest has just brought the file into the page cache: the check reads it from there.
  bool check(std::size_t i, const fs::path& location) {
    const raster::Expectation expectation =
        expectation_of(m_chantier, *m_territory, *m_sorter, m_inventory.files[i].path);
    const std::string rules =
        store::sha256_text(json_line(raster::to_json(expectation)) + PCRS_VERSION + side_stamps(i))
            .substr(0, 16);
    KnownFile& known = m_seen[i].known;
    if (known.check && known.rules == rules && !m_options.again) return false;
    m_reporter.note(2, "checks " + location.string());
    known.check = raster::check_ortho_in_child(m_options.checker, location, expectation);
    known.rules = rules;
    return true;
  }

  void judge_all() {
    std::vector<std::string> before;
    for (const std::string& id : catalog::delivery_ids(catalog_root(m_chantier))) {
      if (id == m_id) break;
      before.push_back(id);
    }
    std::vector<catalog::AcceptedOrtho> elsewhere = catalog::accepted_orthos(catalog_root(m_chantier));
    std::erase_if(elsewhere, [&](const auto& ortho) { return ortho.delivery == m_id; });
    const Case facts{m_chantier, *m_territory, *m_sorter,       m_inventory, m_seen, m_claims,
                     m_lot,      m_assembly,   m_assembly_name, elsewhere,   before};
    if (m_previous) {
      m_delivery.received_at = m_previous->received_at;
      m_delivery.sequence = m_previous->sequence;
      m_delivery.decisions = m_previous->decisions;
      m_delivery.lot = m_previous->lot;
    } else {
      m_delivery.received_at = utc_text(now());
      m_delivery.sequence = catalog::next_sequence(catalog_root(m_chantier));
    }
    m_delivery.id = m_id;
    if (m_options.lot) m_delivery.lot = *m_options.lot;
    for (const Root& root : m_inventory.roots) m_delivery.roots.push_back(root.path);
    judge(facts, m_delivery);
  }

  void finish() {
    const bool changed = !m_previous || !same_record(*m_previous, m_delivery) || m_store->unfinished() ||
                         m_read > 0 || m_options.assembly || !has_recette(m_chantier, m_id);
    if (!changed) {
      m_reporter.note(1, m_id + ": nothing has changed (same sizes and dates); nothing was read");
      return;
    }
    m_store->begin();
    if (m_lot && m_options.lot) keep_lot(m_folder, *m_lot, m_territory->grid(), m_options.mode);
    if (m_options.assembly)
      store::write_file_if_changed(m_folder / "assembly.csv", m_assembly_text, m_options.mode);
    catalog::save_delivery(catalog_root(m_chantier), m_delivery, m_options.mode);
    m_store->write(m_identities);
    write_recette(m_chantier, *m_territory, m_lot, m_delivery, m_options.mode);
    write_journal();
    m_store->end();
  }

  void write_journal() {
    catalog::Journal journal(catalog_root(m_chantier), "pcrs-ingest", m_options.mode);
    if (m_previous)
      for (const std::string& text : journal_changes(journal, *m_previous, m_delivery))
        m_reporter.note(0, text);
    const Standing standing = standing_of(m_delivery);
    journal.write("ingest", m_id,
                  {{"files", m_delivery.files.size()},
                   {"accepted", standing.accepted},
                   {"reserved", standing.reserved},
                   {"rejected", standing.rejected},
                   {"findings", m_delivery.findings.size()}});
  }

  Summary summary() {
    std::vector<std::string> shown;
    for (const Root& root : m_inventory.roots) shown.push_back(root.shown);
    tell(m_delivery, shown, m_reporter);
    const Standing standing = standing_of(m_delivery);
    Summary result;
    result.done = m_read;
    result.skipped = m_skipped;
    result.rejected = standing.rejected + standing.reserved + standing.elsewhere;
    result.bytes_read = m_bytes;
    result.more = {{"delivery", m_id},
                   {"files", m_delivery.files.size()},
                   {"litter", m_inventory.litter},
                   {"accepted", standing.accepted},
                   {"reserved", standing.reserved},
                   {"orthos_rejected", standing.rejected},
                   {"other_findings", standing.elsewhere},
                   {"recette", (recette_folder(m_chantier, m_id) / "recette.html").string()}};
    return result;
  }

  const Options& m_options;
  Reporter& m_reporter;
  const chantier::Chantier m_chantier;
  const std::string m_id;
  const fs::path m_folder;
  std::optional<catalog::Delivery> m_previous;
  Inventory m_inventory;
  std::unique_ptr<Territory> m_territory;
  std::unique_ptr<CheckStore> m_store;
  std::unique_ptr<RoleSorter> m_sorter;
  std::vector<Role> m_roles;
  Claims m_claims;
  std::optional<std::set<grid::DalleKey>> m_lot;
  std::optional<AssemblyTable> m_assembly;
  std::string m_assembly_name, m_assembly_text;
  std::vector<Seen> m_seen;
  std::vector<std::string> m_identities;
  std::atomic<std::uint64_t> m_read = 0, m_skipped = 0, m_bytes = 0;
  catalog::Delivery m_delivery;
};

}  // namespace

Summary run(const Options& options, Reporter& reporter) {
  if (options.roots.empty()) throw_usage("command line", "no delivery given; see pcrs-ingest --help");
  return Run(options, reporter).run();
}

}  // namespace pcrs::step::ingest
