// SPDX-License-Identifier: Apache-2.0
#include "step/archive.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "catalog/journal.hpp"
#include "step/archive_context.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

Summary checkpoint(const fs::path& chantier_file, store::WriteMode mode, Reporter& reporter) {
  Context context(chantier_file, std::nullopt, mode);
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
  Context context(chantier_file, std::nullopt, store::WriteMode::dry_run);
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
  Context context(chantier_file, std::nullopt, mode);
  store::write_file(context.catalog().root() / "heartbeat", utc_text(now()) + "\n", mode);
  Summary summary;
  summary.done = 1;
  return summary;
}

Summary places(const fs::path& chantier_file, const std::optional<std::string>& name, Reporter& reporter) {
  const chantier::Chantier chantier = chantier::load(chantier_file);
  Summary summary;
  for (const char* known : {"work", "catalog", "intermediate", "nas", "hot"}) {
    const auto folder = folder_of(chantier, known);
    if ((name && *name != known) || !folder) continue;
    ++summary.done;
    reporter.result(name ? folder->string() : std::string(known) + "\t" + folder->string(),
                    {{"place", known}, {"path", folder->string()}});
  }
  if (summary.done == 0)
    throw_usage(name.value_or(""), "is no place of this chantier: work, catalog, intermediate, nas or hot");
  return summary;
}

}  // namespace pcrs::step::archive
