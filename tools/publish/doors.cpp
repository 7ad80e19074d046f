// SPDX-License-Identifier: Apache-2.0
#include "doors.hpp"

#include <memory>

#include "cli/app.hpp"
#include "options.hpp"
#include "step/publish_geoplateforme.hpp"
#include "step/publish_suivi.hpp"

namespace pcrs::publish {

namespace {

store::WriteMode mode_of(const cli::CommonOptions& common) {
  return common.dry_run ? store::WriteMode::dry_run : store::WriteMode::real;
}

}  // namespace

cli::Action declare_suivi(CLI::App& app) {
  const auto options = std::make_shared<step::SuiviOptions>();
  CLI::App* sub =
      app.add_subcommand("suivi", "Write the record and the exports of the national follow-up of PCRS");
  sub->add_option("-o,--output", options->output, "Folder to write into")->required();
  return [options](const cli::CommonOptions& common, Reporter& reporter) {
    options->mode = mode_of(common);
    return step::write_suivi(chantier_of(common), *options, reporter);
  };
}

cli::Action declare_geoplateforme(CLI::App& app) {
  const auto options = std::make_shared<step::GeoplateformeOptions>();
  CLI::App* sub = app.add_subcommand("geoplateforme", "Prepare a delivery to IGN's Géoplateforme");
  sub->add_option("-o,--output", options->output, "Folder to prepare it in")->required();
  sub->add_option("--update", options->version, "Version of an update: only what no earlier delivery held")
      ->check(CLI::Range(2, 9999));
  return [options](const cli::CommonOptions& common, Reporter& reporter) {
    options->mode = mode_of(common);
    options->jobs = common.jobs;
    return step::prepare_geoplateforme(chantier_of(common), *options, reporter);
  };
}

}  // namespace pcrs::publish
