// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include "base/error.hpp"
#include "step/publish.hpp"

namespace pcrs::publish {

cli::Action declare(CLI::App& app) {
  const auto options = std::make_shared<step::PublishOptions>();
  app.require_subcommand(1);
  CLI::App* site = app.add_subcommand("site", "Bring the hot site up to date with the catalog");
  site->add_flag("--move", options->move, "Rename COGs from the work folder instead of linking them");
  site->add_flag("--prune", options->prune, "Remove the files of superseded revisions");
  return [options](const cli::CommonOptions& common, Reporter& reporter) {
    if (common.chantier.empty())
      throw_usage("--chantier", "no chantier is given; name its file here or in PCRS_CHANTIER");
    options->verify = common.overwrite;
    options->dry_run = common.dry_run;
    options->jobs = common.jobs;
    return step::publish_site(chantier::load(common.chantier), *options, reporter);
  };
}

}  // namespace pcrs::publish
