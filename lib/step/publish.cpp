// SPDX-License-Identifier: Apache-2.0
#include "step/publish.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "catalog/delivery.hpp"
#include "grid/crs.hpp"
#include "serve/access_log.hpp"
#include "step/publish_dalle.hpp"
#include "step/publish_documents.hpp"
#include "step/publish_gone.hpp"
#include "step/publish_granting.hpp"
#include "step/publish_leftovers.hpp"
#include "step/publish_mapserver.hpp"
#include "step/publish_mosaic.hpp"
#include "step/publish_portal.hpp"
#include "step/publish_vector.hpp"
#include "store/lock.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

using catalog::Product;
using catalog::Record;

void require_published(const chantier::Chantier& chantier) {
  const auto ortho = chantier.products.find("ortho");
  const std::string access = ortho == chantier.products.end() ? "closed" : ortho->second.access;
  if (access == "closed")
    throw_usage(
        chantier.where("products.ortho.access"),
        "the access of the ortho is \"closed\": a site shows what is public or asks for a token; write "
        "access = \"public\" or \"token\", or remove the folder " +
            site_folder(chantier).string() + " if it must no longer be served");
}

void require_portal(const std::optional<fs::path>& portal) {
  std::error_code none;
  if (portal && !portal->empty() && !fs::exists(*portal / "index.html", none))
    throw_usage(portal->string(), "holds no built portal (index.html); leave out --portal, or build it");
}

// The number of files that went.
std::uint64_t withdraw_all(PublishRun& run, const std::vector<Record>& records) {
  if (records.empty()) return 0;
  const catalog::Gone known = catalog::known_gone(run.catalog.root());
  std::vector<catalog::Withdrawn> dalles;
  for (const Record& record : records) dalles.push_back(withdrawn_of(run, record, &known));
  tell_withdrawn(run, dalles);
  std::uint64_t gone = 0;
  for (std::size_t i = 0; i < records.size(); ++i) gone += take_off(run, records[i], dalles[i]);
  return gone;
}

// Withdrawn ones go off the site here and now; the service is told first.
Current current_records(PublishRun& run, Summary& summary) {
  Current current;
  std::vector<Record> withdrawn;
  for (const int millesime : run.catalog.millesimes())
    run.catalog.each_latest(
        millesime,
        [&, hot = run.chantier.is_hot(millesime)](const Record& record) {
          const Product* cog = record.product("cog");
          if (record.state == "withdrawn")
            withdrawn.push_back(record);
          else if (hot)
            current.records.push_back(record);
          else if (cog != nullptr && cog->copy_in("hot") != nullptr)
            current.cooled.push_back(record);
        },
        [&](const Finding& finding) {
          run.reporter.finding(finding);
          ++summary.rejected;
        });
  summary.more["withdrawn"] = withdraw_all(run, withdrawn);
  return current;
}

void require_room(const PublishRun& run, const std::vector<Record>& records,
                  const std::vector<VectorFile>& vectors) {
  constexpr std::uint64_t documents_of_a_dalle =
      8'000;  // its STAC item and its rows, twice during the switch
  std::uint64_t bytes = documents_of_a_dalle * (records.size() + 10);
  for (const Record& record : records) bytes += bytes_to_copy(run, record);
  for (const VectorFile& vector : vectors) bytes += vector.stands ? 0 : vector.file.size_bytes;
  store::require_space(run.chantier.hot, bytes, "publishing " + run.chantier.id);
}

Json result_of(const PublishRun& run, const Record& record) {
  const catalog::Product& cog = *record.product("cog");
  return {{"path", run.file(site_path(record, cog)).string()},
          {"dalle", record.dalle},
          {"millesime", record.millesime},
          {"revision", record.revision},
          {"size_bytes", cog.size_bytes},
          {"sha256", cog.sha256}};
}

void deliver(PublishRun& run, const DalleAttempt& attempt, Summary& summary) {
  bool rejected = false;
  for (const Finding& finding : attempt.findings) {
    run.reporter.finding(finding);
    rejected = rejected || finding.severity == Severity::error;
  }
  summary.rejected += rejected ? 1 : 0;
  summary.busy += attempt.busy ? 1 : 0;
  summary.bytes_read += attempt.bytes_read;
  summary.bytes_written += attempt.bytes_written;
  if (!attempt.fresh || !attempt.shown) {
    summary.skipped += attempt.shown ? 1 : 0;
    return;
  }
  Json record = result_of(run, *attempt.shown);
  record["how"] = attempt.how;
  run.reporter.result(record["path"].get<std::string>(), record);
  ++summary.done;
}

void tell_missing(PublishRun& run, std::uint64_t without_cog) {
  if (without_cog == 0) return;
  run.reporter.finding(
      {run.chantier.id, "cog.none",
       std::to_string(without_cog) + " dalles have no COG yet (-v names them); run pcrs-compress",
       Severity::warning, ""});
}

void tell_away(PublishRun& run, std::uint64_t away) {
  if (away == 0) return;
  run.reporter.finding({run.chantier.work.string(), "work.away",
                        "the work folder is not there, and the site lacks what " + std::to_string(away) +
                            " dalles have in it: mount it and run this again, or make their COGs anew "
                            "(pcrs-archive get, then pcrs-compress --overwrite) if it is lost",
                        Severity::warning, ""});
}

// Shown records, in the order of `records`.
std::vector<Record> publish_dalles(PublishRun& run, const std::vector<Record>& records, Summary& summary) {
  std::vector<DalleAttempt> attempts(records.size());
  std::vector<Record> shown;
  std::uint64_t without_cog = 0, away = 0, done = 0;
  parallel_ordered(
      records.size(), run.options.jobs,
      [&](std::size_t i) {
        interrupt::check();
        attempts[i] = publish_dalle(run, records[i]);
      },
      [&](std::size_t i) {
        deliver(run, attempts[i], summary);
        without_cog += records[i].product("cog") == nullptr ? 1 : 0;
        away += attempts[i].away ? 1 : 0;
        if (attempts[i].shown) shown.push_back(std::move(*attempts[i].shown));
        attempts[i] = {};
        run.reporter.progress(++done, records.size(), "dalles");
      });
  tell_missing(run, without_cog);
  tell_away(run, away);
  return shown;
}

struct Written {
  format::Site site;
  unsigned documents = 0;
};

// What is withdrawn while this goes on must not be shown by what is made meanwhile: it is made again.
Written write_site(PublishRun& run, std::vector<Record>& shown,
                   const std::vector<format::PublicFile>& vectors, const format::Surroundings& around,
                   Summary& summary) {
  Written written;
  drop_withdrawn(run, shown);
  do {
    written.site = site_of(run, shown, vectors);
    written.site.around = around;
    written.site.mosaic = publish_mosaic(run, shown, summary);
    written.documents += write_documents(run, written.site);
    written.documents += update_mapserver(run, written.site);
  } while (drop_withdrawn(run, shown));
  written.documents += write_entry_pages(run, written.site);
  return written;
}

void watch_budget(PublishRun& run, std::uint64_t bytes) {
  const std::uint64_t budget = run.chantier.total_budget_bytes;
  if (bytes <= budget) return;
  run.reporter.finding({run.site.string(), "hot.budget",
                        "the hot tier holds " + bytes_text(bytes) + " of " + bytes_text(budget) +
                            ": lower hot.dalle_budget, remove superseded revisions (--prune) or raise "
                            "hot.total_budget",
                        Severity::warning, ""});
}

// Temporaries that killed runs left, in the site's folder and all below it.
void sweep(const PublishRun& run) {
  std::error_code none;
  if (!fs::is_directory(run.site, none)) return;
  std::vector<fs::path> folders{run.site};
  for (fs::recursive_directory_iterator it(run.site, none), end; !none && it != end; it.increment(none))
    if (it->is_directory()) folders.push_back(it->path());
  for (const fs::path& folder : folders) store::sweep_temporaries(folder);
}

}  // namespace

void require_catalog(const PublishRun& run) {
  const fs::path& root = run.catalog.root();
  catalog::require_catalog(root);
  std::error_code error;
  const bool bare = run.catalog.millesimes().empty() && catalog::delivery_ids(root).empty();
  if (bare && fs::exists(run.site / "index.html", error))
    throw_retry(root.string(),
                "this catalog knows neither dalle nor delivery, and " + run.site.string() +
                    " is a published site: mount the true catalog, or remove the site's folder "
                    "if all must start anew");
}

PublishRun::PublishRun(const chantier::Chantier& of, const PublishOptions& with, Reporter& to)
    : chantier(of),
      options(with),
      reporter(to),
      mode(with.dry_run ? store::WriteMode::dry_run : store::WriteMode::real),
      grid{of.crs, of.dalle_side_m, of.gsd_m},
      catalog(of.catalog, of.id, grid, mode),
      journal(catalog.root(), "pcrs-publish", mode),
      hot(store::open_folder_place("hot", of.hot, mode)),
      site(site_folder(of)) {}

fs::path site_folder(const chantier::Chantier& chantier) {
  return chantier.hot / chantier.id;
}

Summary publish_site(const chantier::Chantier& chantier, const PublishOptions& options, Reporter& reporter) {
  require_published(chantier);
  grid::check_projected(chantier.crs, chantier.where("grid.crs"));
  require_portal(options.portal);
  PublishRun run(chantier, options, reporter);
  run.hot->check_online();
  require_catalog(run);
  const auto lock = run.dry() ? store::Lock::none()
                              : store::Lock::of_run(run.catalog.root() / "publish.lock", "pcrs-publish");
  if (!run.dry()) sweep(run);
  Summary summary;
  const Current current = current_records(run, summary);
  const std::vector<VectorFile> vectors = vector_files(run);
  require_room(run, current.records, vectors);
  const format::Surroundings around = surroundings_of(run);
  std::vector<Record> shown = publish_dalles(run, current.records, summary);
  const std::vector<format::PublicFile> published = publish_vectors(run, vectors, summary);
  const auto [site, written] = write_site(run, shown, published, around, summary);
  sweep_mosaic(run, site.mosaic);
  const Known superseded = superseded_of(run, shown);
  const std::uint64_t left = look_after_leftovers(run, current, shown, superseded);
  settle_gone(run, paths_of(superseded));
  if (!run.dry()) sweep_orders(run);
  if (!run.dry()) serve::forget_accesses(run.catalog.root() / "access", chantier.access_log_days, now());
  watch_budget(run, format::total_bytes(site) + left);
  summary.more.update(Json{{"site", (run.site / "index.html").string()},
                           {"dalles", shown.size()},
                           {"documents_written", written},
                           {"site_bytes", format::total_bytes(site)},
                           {"unlisted_bytes", left}});
  reporter.note(1, (run.site / "index.html").string() + ": " + std::to_string(shown.size()) + " dalles, " +
                       bytes_text(format::total_bytes(site)));
  return summary;
}

}  // namespace pcrs::step
