// SPDX-License-Identifier: Apache-2.0
#include "step/ingest.hpp"

#include <algorithm>
#include <memory>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/foreign_text.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "chantier/chantier.hpp"
#include "remote/remote_place.hpp"
#include "step/ingest_judge.hpp"
#include "step/ingest_millesime.hpp"
#include "step/ingest_read.hpp"
#include "step/ingest_record.hpp"
#include "step/ingest_rules.hpp"
#include "store/lock.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::ingest {

namespace {

using catalog::FileRole;

constexpr std::uint64_t largest_table_bytes = 64ULL << 20U;
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
    refuse_second_catalog();
    m_territory = std::make_unique<Territory>(m_chantier);
    const auto lock = m_options.mode == store::WriteMode::real
                          ? store::Lock::of_run(catalog_root(m_chantier) / "ingest.lock", "pcrs-ingest")
                          : store::Lock::none();
    find_millesime();
    m_previous = catalog::load_delivery(catalog_root(m_chantier), m_id);
    m_inventory =
        take_inventory(merge_roots(m_options.roots, m_previous, m_options.id.has_value()), m_previous);
    m_store = std::make_unique<CheckStore>(m_folder, m_options.mode);
    read_lot();
    read_roles();
    m_files = read_all({m_chantier, *m_territory, *m_sorter, m_inventory, m_roles, m_claims, m_id}, m_options,
                       *m_store, m_reporter);
    judge_all();
    finish();
    return summary();
  }

 private:
  // A catalog on a share that is not mounted must not be begun anew beside the tiers that hold its dalles.
  void refuse_second_catalog() const {
    std::error_code error;
    const fs::path root = catalog_root(m_chantier);
    if (fs::exists(root, error)) return;
    for (const chantier::Storage& tier :
         {m_chantier.intermediate, m_chantier.nas.value_or(chantier::Storage{}),
          chantier::Storage{m_chantier.hot, {}}})
      if (holds_dalles(tier))
        throw_retry(root.string(),
                    "the catalog of this chantier is not there, though " + tier.text() + "/" + m_chantier.id +
                        " holds its dalles: mount it, or bring it back with pcrs-archive rebuild; "
                        "another territory has another chantier.id");
  }

  bool holds_dalles(const chantier::Storage& tier) const {
    if (tier.url) return !remote::open_remote_place("", *tier.url)->is_empty(m_chantier.id + "/");
    std::error_code error;
    const fs::path folder = tier.folder / m_chantier.id;
    return !tier.folder.empty() && fs::exists(folder, error) && !fs::is_empty(folder, error);
  }

  // From here on the chantier is that of the delivery's millésime: expected names, report, neighbours.
  void find_millesime() {
    const catalog::Catalog records = records_of(m_chantier);
    auto years = catalog::delivery_years(records, m_chantier.millesime);
    m_chantier.millesime = millesime_of(records, years, m_id, m_chantier.millesime, m_options.millesime);
    for (catalog::DeliveryYear& delivery : years)
      if (delivery.id == m_id) delivery.millesime = m_chantier.millesime;
    m_deliveries = catalog::ids_of(years, m_chantier.millesime);
  }

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

  void judge_all() {
    const std::vector<std::string> before(m_deliveries.begin(),
                                          std::find(m_deliveries.begin(), m_deliveries.end(), m_id));
    std::erase(m_deliveries, m_id);
    const auto elsewhere = catalog::accepted_orthos(catalog_root(m_chantier), m_deliveries);
    const Case facts{m_chantier, *m_territory, *m_sorter,       m_inventory, m_files.seen, m_claims,
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
    m_delivery.millesime = m_chantier.millesime;
    if (m_options.lot) m_delivery.lot = *m_options.lot;
    for (const Root& root : m_inventory.roots) m_delivery.roots.push_back(root.path);
    judge(facts, m_delivery);
  }

  void finish() {
    const bool changed = !m_previous || !same_record(*m_previous, m_delivery) || m_store->unfinished() ||
                         m_files.read > 0 || m_options.assembly || !has_recette(m_chantier, m_id);
    if (!changed) {
      m_reporter.note(1, m_id + ": nothing has changed (same sizes and dates); nothing was read");
      return;
    }
    m_store->begin();
    if (m_lot && m_options.lot) keep_lot(m_folder, *m_lot, m_territory->grid(), m_options.mode);
    if (m_options.assembly)
      store::write_file_if_changed(m_folder / "assembly.csv", m_assembly_text, m_options.mode);
    catalog::save_delivery(catalog_root(m_chantier), m_delivery, m_options.mode);
    m_store->write(m_files.identities);
    write_recette(m_chantier, *m_territory, m_lot, m_delivery, m_options.mode);
    write_journal();
    m_store->end();
  }

  void write_journal() {
    catalog::Journal journal(catalog_root(m_chantier), "pcrs-ingest", m_options.mode);
    if (m_previous)
      for (const std::string& text : journal_changes(journal, *m_previous, m_delivery))
        m_reporter.note(0, text);
    if (m_previous && m_previous->millesime && m_previous->millesime != m_delivery.millesime)
      m_reporter.note(0, m_id + " is of " + std::to_string(m_chantier.millesime) +
                             " from now on, it was of " + std::to_string(*m_previous->millesime));
    const Standing standing = standing_of(m_delivery);
    journal.write("ingest", m_id,
                  {{"millesime", m_chantier.millesime},
                   {"files", m_delivery.files.size()},
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
    result.done = m_files.read;
    result.skipped = m_files.skipped;
    result.rejected = standing.rejected + standing.reserved + standing.elsewhere;
    result.bytes_read = m_files.bytes;
    result.more = {{"delivery", m_id},
                   {"millesime", m_chantier.millesime},
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
  chantier::Chantier m_chantier;
  const std::string m_id;
  const fs::path m_folder;
  std::vector<std::string> m_deliveries;  ///< of the same millésime, in order of arrival
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
  ReadResult m_files;
  catalog::Delivery m_delivery;
};

}  // namespace

Summary run(const Options& options, Reporter& reporter) {
  if (options.roots.empty()) throw_usage("command line", "no delivery given; see pcrs-ingest --help");
  return Run(options, reporter).run();
}

}  // namespace pcrs::step::ingest
