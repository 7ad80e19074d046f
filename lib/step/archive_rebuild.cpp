// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "catalog/journal.hpp"
#include "catalog/pruned.hpp"
#include "step/archive_backup.hpp"
#include "step/archive_context.hpp"
#include "step/archive_unpack.hpp"
#include "store/digest.hpp"
#include "store/scratch_folder.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

class Rebuild {
 public:
  Rebuild(const RebuildOptions& options, Reporter& reporter)
      : m_options(options),
        m_reporter(reporter),
        m_chantier(chantier::load(options.chantier_file)),
        m_root(m_chantier.catalog / m_chantier.id) {
    if (options.place != "intermediate" && options.place != "nas")
      throw_usage(options.place, "is no archive place: intermediate, or nas where the chantier has one");
    const auto at = storage_of(m_chantier, options.place);
    if (!at) throw_usage(options.place, "is not in the chantier file");
    m_place = open_place(options.place, *at, options.mode);
  }

  Summary run() {
    std::error_code error;
    if (fs::exists(m_root, error) && !fs::is_empty(m_root, error))
      throw_usage(m_root.string(),
                  "is there and not empty; a catalog is rebuilt only where there is none: "
                  "move it away first");
    if (!fs::is_directory(m_chantier.catalog, error))
      throw_retry(m_chantier.catalog.string(), "is not there; mount it, or make this folder if it is new");
    m_place->check_online();
    std::vector<CatalogCopy> copies = catalog_copies(*m_place, m_chantier.id);
    std::reverse(copies.begin(), copies.end());
    for (const CatalogCopy& copy : copies)
      if (take(copy)) return std::move(m_summary);
    throw_failed(m_place->location(m_chantier.id + "/catalog"),
                 copies.empty() ? "holds no copy of the catalog; pcrs-archive backup makes them"
                                : "holds no sound copy of the catalog; try another place");
  }

 private:
  bool dry_run() const { return m_options.mode == store::WriteMode::dry_run; }

  // False when this copy is damaged.
  bool take(const CatalogCopy& copy) {
    std::optional<store::ScratchFolder> scratch;
    if (!dry_run()) scratch.emplace(m_chantier.catalog, m_chantier.id);
    try {
      read(copy, scratch ? scratch->path() : fs::path());
    } catch (const Error& error) {
      rethrow_interrupt(error);
      const bool is_ours = scratch && error.where().starts_with(scratch->path().string());
      if (error.kind() == ErrorKind::retry || is_ours) throw;
      ++m_summary.rejected;
      m_reporter.finding({m_place->location(copy.key), "backup.damaged",
                          "cannot be used: " + error.message() + "; the one before it is tried",
                          Severity::error});
      return false;
    }
    if (scratch) scratch->commit(m_root);
    tell(copy);
    if (dry_run()) return true;
    look_for_newer();
    catalog::Journal(m_root, tool_name, m_options.mode)
        .write("rebuild", "", {{"place", m_options.place}, {"copy", copy.key}, {"sha256", copy.sha256}});
    return true;
  }

  void tell(const CatalogCopy& copy) {
    ++m_summary.done;
    m_summary.more = {{"copy", copy.key}};
    m_reporter.result(
        m_root.string(),
        {{"path", m_root.string()}, {"copy", m_place->location(copy.key)}, {"sha256", copy.sha256}});
  }

  // Into `folder`, synced; where that is empty, nothing is written.
  void read(const CatalogCopy& copy, const fs::path& folder) {
    const auto source = m_place->open(copy.key);
    m_summary.bytes_read += source->size();
    Unpack unpack(folder, m_chantier.id);
    const std::string sha256 = folder.empty() ? store::sha256_source(*source) : read_tar(*source, unpack);
    if (sha256 != copy.sha256) throw_failed(copy.key, "its bytes are not those that its name says");
    if (!folder.empty()) unpack.sync();
  }

  // What was put after that copy of the catalog is there, and nobody knows of it any more.
  void look_for_newer() {
    const catalog::Catalog catalog(m_chantier.catalog, m_chantier.id, grid_of(m_chantier));
    std::set<std::string> known;
    for (const int millesime : catalog.millesimes())
      catalog.each_latest(millesime, [&](const catalog::Record& latest) {
        for (const catalog::Record& record : catalog.revisions(latest.key, millesime))
          for (const catalog::Product& product : record.products) {
            if (const catalog::Copy* copy = product.copy_in(m_options.place)) known.insert(copy->key);
            if (const auto pruned = catalog::pruned_in(product, m_options.place))
              known.insert(pruned->copy.key);
          }
      });
    m_place->list(m_chantier.id + "/lossless/", [&](const store::ObjectInfo& info) {
      if (known.contains(info.key)) return;
      ++m_summary.rejected;
      m_reporter.finding(
          {m_place->location(info.key), "object.unknown",
           "was put after the catalog was copied; ingest its delivery and tile again: the same "
           "bytes are then known again, nothing is sent twice",
           Severity::warning});
    });
  }

  const RebuildOptions& m_options;
  Reporter& m_reporter;
  const chantier::Chantier m_chantier;
  const fs::path m_root;
  std::unique_ptr<store::Place> m_place;
  Summary m_summary;
};

}  // namespace

Summary rebuild(const RebuildOptions& options, Reporter& reporter) {
  return Rebuild(options, reporter).run();
}

}  // namespace pcrs::step::archive
