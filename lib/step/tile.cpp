// SPDX-License-Identifier: Apache-2.0
#include "step/tile.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "catalog/catalog.hpp"
#include "catalog/cog_product.hpp"
#include "catalog/journal.hpp"
#include "grid/dallage.hpp"
#include "step/tile_extents.hpp"
#include "step/tile_make.hpp"
#include "step/tile_plan.hpp"
#include "step/tile_settings.hpp"
#include "step/tile_sources.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::tile {

namespace {

using Extents = std::vector<std::optional<Extent>>;

/// All that one run holds.
class Run {
 public:
  Run(const Options& options, Reporter& reporter);
  Summary run();

 private:
  std::vector<Input> sources();
  Extents find_extents();
  void tell_outside(const Plan& plan);
  void tell_withdrawn(const Plan& plan);
  void require_space(const Plan& plan, const Extents& extents);
  void deliver(const Job& job, Outcome& outcome, std::size_t total);
  void write_journal(const Job& job, const Outcome& outcome);
  Json result_of(const Job& job, const Outcome& outcome) const;
  bool by_catalog() const { return !m_options.output; }
  // One record that cannot be read is its dalle's fault, not the night's.
  bool is_of_record(const Error& error) const {
    const fs::path dalles = m_chantier.catalog / m_chantier.id / "dalles" / "";
    return error.kind() == ErrorKind::failed && by_catalog() && error.where().starts_with(dalles.string()) &&
           error.where().ends_with(".json");
  }

  const Options& m_options;
  Reporter& m_reporter;
  const chantier::Chantier m_chantier;
  const grid::GridSpec m_grid;
  grid::Dallage m_dallage;
  const store::WriteMode m_mode;
  std::unique_ptr<Ledger> m_ledger;
  std::unique_ptr<Inputs> m_inputs;
  std::unique_ptr<CogSettings> m_cog;
  std::unique_ptr<Context> m_context;
  std::unique_ptr<catalog::Journal> m_journal;
  unsigned m_lanes = 1;
  Summary m_summary;
  std::uint64_t m_empty = 0, m_cogs = 0;
};

Run::Run(const Options& options, Reporter& reporter)
    : m_options(options),
      m_reporter(reporter),
      m_chantier(load_chantier(options.chantier_file)),
      m_grid{m_chantier.crs, m_chantier.dalle_side_m, m_chantier.gsd_m},
      m_dallage(dallage_of(options, m_chantier, m_grid)),
      m_mode(options.dry_run ? store::WriteMode::dry_run : store::WriteMode::real) {
  const fs::path catalog_root = m_chantier.catalog / m_chantier.id;
  if (!options.sources_given) catalog::require_catalog(catalog_root);
  const raster::MosaicOptions mosaic = mosaic_options(options, m_chantier);
  m_inputs = std::make_unique<Inputs>(sources(), m_grid.crs, m_grid.gsd_m, mosaic, options.verify_sources);
  m_ledger = by_catalog() ? open_catalog_ledger(m_chantier, m_grid, m_mode)
                          : open_folder_ledger(m_chantier, m_grid, *options.output, m_mode);
  if (by_catalog())
    catalog::require_work({m_chantier.catalog, m_chantier.id, m_grid, m_mode}, m_chantier.work);
  if (by_catalog()) m_journal = std::make_unique<catalog::Journal>(catalog_root, "pcrs-tile", m_mode);
  raster::CogOptions encoding = encoding_of(options, m_chantier);
  const int side_px = m_grid.pixels_a_side();
  const unsigned jobs = effective_jobs(options.jobs);
  m_lanes = lanes_for(jobs, side_px, encoding, options.with_cog);
  encoding.jobs = std::max(1U, jobs / m_lanes);
  if (options.with_cog) m_cog = std::make_unique<CogSettings>(m_chantier, m_mode, encoding.jobs);
  m_context = std::make_unique<Context>(Context{m_chantier, m_grid, *m_inputs, *m_ledger, encoding,
                                                all_parameters(options, mosaic, encoding, side_px),
                                                m_cog.get(), options.overwrite, m_mode});
}

std::vector<Input> Run::sources() {
  if (m_options.sources_given) return listed_inputs(m_options.sources, m_options.source_crs);
  CatalogSources found = catalog_sources(m_chantier, m_grid, m_options.trust_nodata, m_reporter);
  m_summary.rejected += found.rejected;
  m_summary.more["other_millesimes"] = found.others;
  return std::move(found.inputs);
}

// The same pixels lie elsewhere under another world file.
std::string extent_id(const Input& input) {
  return input.source.sides.empty() ? input.source.sha256 : input.source.sha256 + "+" + input.source.sides;
}

// A source that is turned, in its CRS or by its own georeference, leaves corners of its bounds open.
bool fills_bounds(const raster::MosaicSource& source) {
  return source.validity == raster::Validity::all && source.other_crs.empty() && source.to_crs[2] == 0 &&
         source.to_crs[4] == 0;
}

Extents Run::find_extents() {
  KnownExtents known(m_chantier.catalog / m_chantier.id / "tile-extents.json");
  Extents extents(m_inputs->size());
  const auto look = [&](std::size_t i) {
    const Input& input = (*m_inputs)[i];
    if (input.bounds)
      extents[i] = Extent{*input.bounds, input.opaque};
    else if (const auto before = known.find(extent_id(input)))
      extents[i] = Extent{*before, false};
    else if (const auto& source = m_inputs->inspect(i).source)
      extents[i] = Extent{source->bounds, !by_catalog() && fills_bounds(*source)};
  };
  const auto tell = [&](std::size_t i) {
    if (extents[i]) return;
    for (const Finding& finding : m_inputs->inspect(i).findings) m_reporter.finding(finding);
    ++m_summary.rejected;
  };
  parallel_ordered(m_inputs->size(), m_options.jobs, look, tell);
  if (!by_catalog()) return extents;
  for (std::size_t i = 0; i < extents.size(); ++i)
    if (extents[i] && !(*m_inputs)[i].bounds) known.add(extent_id((*m_inputs)[i]), extents[i]->bounds);
  known.save(m_mode);
  return extents;
}

void Run::tell_outside(const Plan& plan) {
  if (!m_options.dalles.empty()) return;  // most sources lie outside the few dalles asked for
  for (const std::size_t i : plan.outside)
    m_reporter.finding({(*m_inputs)[i].path, "tile.outside",
                        "touches no dalle of the dallage of " + m_chantier.id, Severity::warning});
}

// Rejecting a source after its dalle was made takes nothing away; a person must know that it is still there.
void Run::tell_withdrawn(const Plan& plan) {
  if (!by_catalog() || !m_options.dalles.empty()) return;
  std::set<grid::DalleKey> shown;
  for (const Job& job : plan.jobs) shown.insert(job.key);
  for (const grid::DalleKey& key : m_ledger->made())
    if (shown.count(key) == 0)
      m_reporter.finding({grid::key_text(key, m_grid), "tile.withdrawn",
                          "no accepted source shows it any more; the dalle made before and its copies, the "
                          "published one too, stay as they are: accept or deliver another source, or take it "
                          "off the site with pcrs-publish withdraw",
                          Severity::warning, grid::key_text(key, m_grid)});
}

// What lossless aerial photos take of their raw size: 0.58 measured, and some more to be safe.
void Run::require_space(const Plan& plan, const Extents& extents) {
  const double side_px = m_grid.pixels_a_side();
  const auto compression = m_context->encoding.compression;
  const double share = compression == raster::Compression::none   ? 1.05
                       : compression == raster::Compression::jpeg ? 0.3
                                                                  : 0.7;
  double bytes = 0;
  std::size_t dalles = 0;
  for (const Job& job : plan.jobs) {
    try {
      if (look_up(*m_context, job, recipe_of(*m_context, job)).stands) continue;
    } catch (const Error& error) {
      if (!is_of_record(error)) throw;
      continue;  // told when its turn comes
    }
    const double reach = reach_of(job, extents, m_grid);
    bytes += side_px * side_px * 3 * share * reach;
    if (m_cog) bytes += static_cast<double>(m_cog->expected_bytes(m_grid.pixels_a_side())) * reach;
    ++dalles;
  }
  if (dalles == 0) return;
  m_reporter.note(
      1, std::to_string(dalles) + " dalles to make, about " + bytes_text(static_cast<std::uint64_t>(bytes)));
  store::require_space(m_ledger->folder(), static_cast<std::uint64_t>(bytes),
                       std::to_string(dalles) + (m_options.cog_quality ? " COGs" : " lossless dalles"));
}

Json Run::result_of(const Job& job, const Outcome& outcome) const {
  Json record{{"dalle", grid::key_text(job.key, m_grid)}, {"status", status_text(outcome.status)}};
  if (outcome.status == Status::rejected || outcome.status == Status::busy || outcome.made.empty)
    return record;
  record["path"] = outcome.path.string();
  record["revision"] = outcome.made.revision;
  record["size_bytes"] = outcome.made.size_bytes;
  record["sha256"] = outcome.made.sha256;
  record["sources"] = job.inputs.size();
  if (!outcome.made.derived_from.empty()) record["derived_from"] = outcome.made.derived_from;
  record["facts"] = outcome.made.facts;
  if (const auto& cog = outcome.cog)
    record["cog"] = {{"path", (m_cog->folder() / cog->name).string()},
                     {"size_bytes", cog->size_bytes},
                     {"sha256", cog->sha256},
                     {"facts", cog->facts}};
  return record;
}

void Run::write_journal(const Job& job, const Outcome& outcome) {
  if (!m_journal) return;
  const std::string dalle = grid::key_text(job.key, m_grid);
  if (outcome.status == Status::made || outcome.status == Status::copied) {
    m_journal->write("tile", dalle,
                     {{"file", outcome.made.name},
                      {"revision", outcome.made.revision},
                      {"size_bytes", outcome.made.size_bytes},
                      {"sha256", outcome.made.sha256},
                      {"derived_from", outcome.made.derived_from}},
                     status_text(outcome.status));
    if (outcome.cog)
      m_journal->write("compress", dalle, catalog::cog_line(*outcome.cog, outcome.made.revision));
  } else if (outcome.status == Status::rejected) {
    Json rules = Json::array();
    for (const Finding& finding : outcome.findings)
      if (finding.severity == Severity::error)
        rules.push_back({{"path", finding.path}, {"rule", finding.rule}});
    m_journal->write("tile", dalle, {{"findings", std::move(rules)}}, "rejected");
  }
}

void Run::deliver(const Job& job, Outcome& outcome, std::size_t total) {
  for (const Finding& finding : outcome.findings) m_reporter.finding(finding);
  const bool written = outcome.status == Status::made || outcome.status == Status::copied;
  m_reporter.result(written ? outcome.path.string() : "", result_of(job, outcome));
  m_summary.done += written;
  m_summary.skipped += outcome.status == Status::kept;
  m_summary.rejected += outcome.status == Status::rejected;
  m_summary.busy += outcome.status == Status::busy;
  m_cogs += outcome.cog.has_value();
  m_empty += outcome.status == Status::empty || outcome.made.empty;
  m_summary.bytes_read += outcome.bytes_read;
  m_summary.bytes_written += outcome.bytes_written;
  m_reporter.progress(m_summary.done + m_summary.skipped + m_summary.rejected + m_summary.busy, total,
                      "dalles");
  outcome = {};
}

Summary Run::run() {
  const Extents extents = find_extents();
  const Plan plan = plan_jobs(extents, m_dallage, m_grid);
  tell_outside(plan);
  tell_withdrawn(plan);
  require_space(plan, extents);
  std::vector<Outcome> outcomes(plan.jobs.size());
  const auto work = [&](std::size_t i) {
    try {
      outcomes[i] = make_dalle(*m_context, plan.jobs[i]);
    } catch (const Error& error) {
      if (!is_of_record(error)) throw;
      outcomes[i].status = Status::rejected;
      outcomes[i].findings.push_back(
          {error.where(), "record.unreadable",
           error.message() +
               "; put it back from a copy of the catalog, or move it away: the dalle is then made again",
           Severity::error, grid::key_text(plan.jobs[i].key, m_grid)});
    }
    write_journal(plan.jobs[i], outcomes[i]);
  };
  parallel_ordered(plan.jobs.size(), m_lanes, work,
                   [&](std::size_t i) { deliver(plan.jobs[i], outcomes[i], plan.jobs.size()); });
  m_summary.more["empty"] = m_empty;
  m_summary.more["outside"] = plan.outside.size();
  if (m_cog) m_summary.more["cogs"] = m_cogs;
  return m_summary;
}

}  // namespace

chantier::Chantier load_chantier(const fs::path& file) {
  if (file.empty())
    throw_usage("--chantier", "is needed (or PCRS_CHANTIER): the grid of the dalles is in the chantier file");
  return chantier::load(file);
}

Summary run(const Options& options, Reporter& reporter) {
  check_options(options);
  return Run(options, reporter).run();
}

}  // namespace pcrs::step::tile
