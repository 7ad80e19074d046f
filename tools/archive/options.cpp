// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <memory>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/app.hpp"
#include "cold.hpp"
#include "step/archive.hpp"

namespace archive = pcrs::step::archive;
using pcrs::Reporter;
using pcrs::Summary;
using pcrs::cli::CommonOptions;

namespace {

struct Given {
  archive::PutOptions put;
  archive::GetOptions get;
  archive::InventoryOptions inventory;
  std::string sample;
  bool full = false;
  archive::RepairOptions repair;
  archive::PruneOptions prune;
  archive::StatusOptions status;
  std::optional<std::filesystem::path> key;
  std::optional<std::string> place;
  archive::RebuildOptions rebuild;
  bool in_use = false;
  std::string limit_rate;
};

void declare_selection(CLI::App* sub, archive::Selection& selection) {
  sub->add_option("dalle", selection.dalles,
                  "Keys or names of dalles; - reads them from stdin (default: all that have a record)");
  sub->add_option("--millesime", selection.millesime, "Year of the dalles (default: the chantier's)")
      ->check(CLI::Range(1950, 2199));
}

void declare_rate(CLI::App* sub, std::string& limit_rate) {
  sub->add_option("--limit-rate", limit_rate, "Copy no faster than this in all, such as 20MB/s");
}

// 20MB/s and 20MB say the same; 0 is no rate.
std::uint64_t bytes_per_second(const std::string& text) {
  if (text.empty()) return 0;
  const bool named = pcrs::ends_with_nocase(text, "/s");
  const auto rate = pcrs::parse_bytes(named ? text.substr(0, text.size() - 2) : text);
  if (!rate || *rate == 0)
    pcrs::throw_usage("--limit-rate", "is \"" + text + "\"; expected a size a second, such as 20MB/s");
  return *rate;
}

CLI::App* declare_put(CLI::App& app, archive::PutOptions& options, std::string& limit_rate) {
  CLI::App* sub =
      app.add_subcommand("put", "Copy lossless dalles into the intermediate tier and onto the NAS");
  declare_selection(sub, options.selection);
  sub->add_option("--place", options.place, "Only into this place: intermediate or nas");
  sub->add_flag("--release", options.release, "Remove work files whose copies are all verified");
  declare_rate(sub, limit_rate);
  return sub;
}

CLI::App* declare_get(CLI::App& app, archive::GetOptions& options, std::string& limit_rate) {
  CLI::App* sub = app.add_subcommand("get", "Restore dalles from the cheapest sound copy");
  declare_selection(sub, options.selection);
  sub->add_option("-o,--output", options.output,
                  "Folder to restore into (default: the chantier's work folder)");
  CLI::Option* product =
      sub->add_option("--product", options.product, "What to restore: lossless (default) or cog");
  product->check(CLI::IsMember({"lossless", "cog"}));
  CLI::Option* revision =
      sub->add_option("--revision", options.revision, "This revision (default: the newest)");
  revision->check(CLI::Range(1, 1'000'000));
  sub->add_flag("--for-cog", options.for_cog,
                "Only lossless dalles that lack a COG made of them; implies --trust")
      ->excludes(product)
      ->excludes(revision);
  sub->add_flag("--trust", options.trust,
                "Take a file of the right size for the right one, without reading it");
  declare_rate(sub, limit_rate);
  return sub;
}

CLI::App* declare_inventory(CLI::App& app, Given& given) {
  CLI::App* sub = app.add_subcommand(
      "inventory", "Compare presence, size and ETag of every copy with its record; read some or all");
  declare_selection(sub, given.inventory.selection);
  sub->add_option("--place", given.inventory.place, "Only this place: intermediate or nas");
  CLI::Option* sample = sub->add_option(
      "--sample", given.sample, "Read this share of each place as well, longest unread first, such as 2%");
  sub->add_flag("--full", given.full, "Read every copy as well")->excludes(sample);
  declare_rate(sub, given.limit_rate);
  return sub;
}

CLI::App* declare_repair(CLI::App& app, Given& given) {
  CLI::App* sub = app.add_subcommand("repair", "Make lost and damaged copies again from a sound one");
  declare_selection(sub, given.repair.selection);
  declare_rate(sub, given.limit_rate);
  return sub;
}

CLI::App* declare_prune(CLI::App& app, archive::PruneOptions& options) {
  CLI::App* sub = app.add_subcommand(
      "prune", "Say which copies of superseded revisions the policy lets go; remove them with --delete");
  declare_selection(sub, options.selection);
  sub->add_option("--place", options.place, "Only in this place: intermediate or nas");
  sub->add_option("--older-than", options.older_than_days,
                  "Only what was superseded so many days ago, beyond the policy's keep_days")
      ->check(CLI::Range(1, 36'500));
  sub->add_flag("--delete", options.remove, "Remove them, by the credentials of PCRS_PRUNE_*");
  return sub;
}

void declare_places(CLI::App& app, Given& given) {
  CLI::App* sub = app.add_subcommand("places", "Print where the tiers of the chantier are");
  sub->add_option("place", given.place, "work, catalog, intermediate, nas or hot (default: all)");
  sub->add_flag("--in-use", given.in_use,
                "Of intermediate, nas and hot, those that hold something of this chantier");
}

// 2% → 0.02
double share_of(const std::string& text, bool full) {
  if (full) return 1;
  if (text.empty()) return 0;
  const auto percent = pcrs::to_number<double>(
      std::string_view(text).substr(0, text.size() - (text.ends_with('%') ? 1U : 0U)));
  if (!text.ends_with('%') || !percent || !(*percent > 0 && *percent <= 100))
    pcrs::throw_usage("--sample", "is \"" + text + "\"; expected a percentage up to 100%, such as 2%");
  return *percent / 100;
}

CLI::App* declare_status(CLI::App& app, archive::StatusOptions& options) {
  CLI::App* sub =
      app.add_subcommand("status", "Say which copies exist and what is missing; all of one dalle");
  declare_selection(sub, options.selection);
  sub->add_flag("--verify", options.verify, "Read and hash every copy, not only its size");
  sub->add_option("--report", options.report, "Write a page in French into this file, HTML");
  return sub;
}

std::string need_chantier(const CommonOptions& common) {
  if (common.chantier.empty())
    pcrs::throw_usage("--chantier", "is missing: give the chantier file, or set PCRS_CHANTIER");
  return common.chantier;
}

void complete(archive::Selection& selection, const CommonOptions& common) {
  selection.chantier_file = need_chantier(common);
  const bool named = !selection.dalles.empty();
  selection.dalles = pcrs::cli::read_inputs(selection.dalles);
  // An empty list on stdin means no dalle, never all of them.
  if (named && selection.dalles.empty()) pcrs::throw_usage("stdin", "no dalle was given");
}

pcrs::store::WriteMode mode_of(const CommonOptions& common) {
  return common.dry_run ? pcrs::store::WriteMode::dry_run : pcrs::store::WriteMode::real;
}

// What all that copy or read many dalles have in common.
template <typename Options>
Options completed(Options options, const CommonOptions& common, const std::string& limit_rate) {
  options.limit_bytes_s = bytes_per_second(limit_rate);
  complete(options.selection, common);
  if constexpr (requires { options.overwrite; }) options.overwrite = common.overwrite;
  options.jobs = common.jobs;
  options.mode = mode_of(common);
  return options;
}

Summary run_inventory(const Given& given, const CommonOptions& common, Reporter& reporter) {
  archive::InventoryOptions options = given.inventory;
  options.share = share_of(given.sample, given.full);
  return archive::inventory(completed(options, common, given.limit_rate), reporter);
}

Summary run_status(archive::StatusOptions options, const CommonOptions& common, Reporter& reporter) {
  complete(options.selection, common);
  options.jobs = common.jobs;
  options.mode = mode_of(common);
  return archive::status(options, reporter);
}

Summary run_prune(archive::PruneOptions options, const CommonOptions& common, Reporter& reporter) {
  complete(options.selection, common);
  options.jobs = common.jobs;
  options.mode = mode_of(common);
  return archive::prune(options, reporter);
}

// What keeps the catalog and its journal; `places` is the one that is left when no other was asked for.
pcrs::cli::Action declare_upkeep(CLI::App& app, const std::shared_ptr<Given>& given) {
  const CLI::App* checkpoint =
      app.add_subcommand("checkpoint", "Write a checkpoint of the journal, signed if there is a key");
  CLI::App* journal = app.add_subcommand("journal", "Check the journal against itself and its checkpoints");
  journal->add_option("--key", given->key,
                      "Ed25519 key, private or public, that signed the newest checkpoint");
  const CLI::App* backup = app.add_subcommand(
      "backup", "Copy the catalog and the journal to every place, and list the objects of folders");
  CLI::App* rebuild = app.add_subcommand("rebuild", "Make a lost catalog again from what a place holds");
  rebuild->add_option("place", given->rebuild.place, "intermediate or nas")->required();
  const CLI::App* heartbeat = app.add_subcommand("heartbeat", "Leave the sign of life that status looks for");
  declare_places(app, *given);
  return [=](const CommonOptions& common, Reporter& reporter) {
    const std::string chantier = need_chantier(common);
    if (checkpoint->parsed()) return archive::checkpoint(chantier, mode_of(common), reporter);
    if (journal->parsed()) return archive::verify_journal(chantier, given->key, reporter);
    if (backup->parsed()) return archive::backup(chantier, mode_of(common), reporter);
    if (rebuild->parsed())
      return archive::rebuild({chantier, given->rebuild.place, mode_of(common)}, reporter);
    if (heartbeat->parsed()) return archive::heartbeat(chantier, mode_of(common));
    return archive::places(chantier, given->place, given->in_use, reporter);
  };
}

}  // namespace

pcrs::cli::Action declare_archive(CLI::App& app) {
  const auto given = std::make_shared<Given>();
  app.require_subcommand(1);
  const CLI::App* put = declare_put(app, given->put, given->limit_rate);
  const CLI::App* get = declare_get(app, given->get, given->limit_rate);
  const CLI::App* inventory = declare_inventory(app, *given);
  const CLI::App* repair = declare_repair(app, *given);
  const CLI::App* prune = declare_prune(app, given->prune);
  const CLI::App* status = declare_status(app, given->status);
  const auto upkeep = declare_upkeep(app, given);
  const auto cold = declare_cold(app);
  return [=](const CommonOptions& common, Reporter& reporter) {
    if (const auto summary = cold(common, reporter)) return *summary;
    if (put->parsed()) return archive::put(completed(given->put, common, given->limit_rate), reporter);
    if (get->parsed()) return archive::get(completed(given->get, common, given->limit_rate), reporter);
    if (inventory->parsed()) return run_inventory(*given, common, reporter);
    if (repair->parsed())
      return archive::repair(completed(given->repair, common, given->limit_rate), reporter);
    if (prune->parsed()) return run_prune(given->prune, common, reporter);
    if (status->parsed()) return run_status(given->status, common, reporter);
    return upkeep(common, reporter);
  };
}
