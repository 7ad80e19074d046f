// SPDX-License-Identifier: Apache-2.0
#include "step/archive.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "catalog/journal.hpp"
#include "remote/remote_place.hpp"
#include "step/archive_context.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

// A folder that is not there holds nothing: it may be a place that is new.
bool is_used(const chantier::Storage& at, const std::string& id, const std::string& name) {
  if (at.url) return !remote::open_remote_place(name, *at.url)->is_empty(id + "/");
  std::error_code error;
  return fs::exists(at.folder / id, error) && !fs::is_empty(at.folder / id, error);
}

}  // namespace

Summary checkpoint(const fs::path& chantier_file, store::WriteMode mode, Reporter& reporter) {
  Context context(chantier_file, std::nullopt, mode, {.open = false});
  const fs::path file =
      catalog::write_checkpoint(context.catalog().root(), context.chantier().signing_key, mode);
  if (!context.chantier().signing_key)
    reporter.note(1, file.string() + ": not signed, the chantier file has no [journal] signing_key");
  reporter.result(file.string(),
                  {{"path", file.string()}, {"signed", context.chantier().signing_key.has_value()}});
  Summary summary;
  summary.done = 1;
  return summary;
}

Summary verify_journal(const fs::path& chantier_file, const std::optional<fs::path>& key,
                       Reporter& reporter) {
  Context context(chantier_file, std::nullopt, store::WriteMode::dry_run, {.open = false});
  std::optional<fs::path> used = key;
  // The machine that verifies need not hold the private key: then the public one beside each checkpoint
  // serves.
  std::error_code error;
  if (!used && context.chantier().signing_key && fs::exists(*context.chantier().signing_key, error))
    used = context.chantier().signing_key;
  Summary summary;
  for (const Finding& finding : catalog::verify_journal(context.catalog().root(), used)) {
    reporter.finding(finding);
    if (finding.severity != Severity::note) ++summary.rejected;
  }
  return summary;
}

Summary heartbeat(const fs::path& chantier_file, store::WriteMode mode) {
  Context context(chantier_file, std::nullopt, mode, {.open = false});
  store::write_file(context.catalog().root() / "heartbeat", utc_text(now()) + "\n", mode);
  Summary summary;
  summary.done = 1;
  return summary;
}

Summary places(const fs::path& chantier_file, const std::optional<std::string>& name, bool in_use,
               Reporter& reporter) {
  const chantier::Chantier chantier = chantier::load(chantier_file);
  Summary summary;
  bool known = false;
  for (const std::string tier : {"work", "catalog", "intermediate", "nas", "hot"}) {
    const auto at = storage_of(chantier, tier);
    if ((name && *name != tier) || !at) continue;
    known = true;
    if (in_use && (tier == "work" || tier == "catalog" || !is_used(*at, chantier.id, tier))) continue;
    ++summary.done;
    reporter.result(name ? at->text() : tier + "\t" + at->text(), {{"place", tier}, {"path", at->text()}});
  }
  if (!known)
    throw_usage(name.value_or(""), "is no place of this chantier: work, catalog, intermediate, nas or hot");
  return summary;
}

}  // namespace pcrs::step::archive
