// SPDX-License-Identifier: Apache-2.0
#include "step/publish_suivi.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "format/national.hpp"
#include "format/suivi.hpp"
#include "grid/dallage.hpp"
#include "step/publish_documents.hpp"
#include "step/publish_place.hpp"
#include "step/publish_shown.hpp"
#include "step/publish_vector.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

std::uint64_t expected_dalles(const chantier::Chantier& chantier, const grid::GridSpec& grid) {
  const grid::NamePattern pattern(chantier.name_pattern, chantier.where("grid.name_pattern"));
  return grid::load_dallage({chantier.footprint, chantier.dallage, chantier.dallage_field,
                             chantier.where("footprint.file"), chantier.where("footprint.dallage")},
                            grid, pattern)
      .size();
}

std::vector<format::PublicFile> standing_vectors(const PublishRun& run) {
  std::vector<format::PublicFile> standing;
  for (VectorFile& vector : vector_files(run))
    if (vector.stands) standing.push_back(std::move(vector.file));
  return standing;
}

std::string portal_id(const chantier::Chantier& chantier) {
  return chantier.national.value("idPCRS", "");
}

}  // namespace

Summary write_suivi(const chantier::Chantier& chantier, const SuiviOptions& options, Reporter& reporter) {
  if (!chantier.suivi)
    throw_usage(chantier.file.string(),
                "has no section [suivi]: add regime, perimetres, acteurs and etapes, see pcrs-chantier(5)");
  refuse_published(chantier, options.output);
  const PublishOptions publish{.dry_run = options.mode == store::WriteMode::dry_run};
  PublishRun run(chantier, publish, reporter);
  run.hot->check_online();
  catalog::require_catalog(run.catalog.root());
  Summary summary;
  const auto shown = shown_records(run, chantier.millesime, summary);
  const format::Site site = site_of(run, shown, standing_vectors(run));
  const format::Project project{site, *chantier.suivi, chantier.millesime,
                                expected_dalles(chantier, run.grid), portal_id(chantier)};
  const auto write = [&](const char* name, const std::string& text) {
    const fs::path path = options.output / name;
    const bool written = store::write_file_if_changed(path, text, options.mode);
    ++(written ? summary.done : summary.skipped);
    if (written) reporter.result(path.string(), {{"path", path.string()}});
  };
  write("projet.json", json_text(format::project_record(project)));
  write("livrables.geojson", json_text(format::livrables_geojson(project, date_text(now()))));
  write("dalles.geojson", format::national_export(site, chantier.millesime));
  summary.more["dalles"] = shown.size();
  summary.more["expected_dalles"] = project.expected_dalles;
  return summary;
}

}  // namespace pcrs::step
