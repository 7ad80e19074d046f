// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <cstdlib>
#include <memory>

#include "base/error.hpp"
#include "cli/app.hpp"
#include "raster/check.hpp"
#include "step/ingest.hpp"

namespace ingest = pcrs::step::ingest;
using pcrs::catalog::Verdict;
using pcrs::cli::CommonOptions;

namespace {

struct Given {
  ingest::Options run;
  std::vector<std::string> roots;
  ingest::DecideOptions decide;
  bool accept = false, reserve = false, reject = false;
};

void declare_run(CLI::App& app, Given& given) {
  app.add_option("delivery", given.roots, "Folders of the delivery, one a disk; - reads them from stdin");
  app.add_option("--id", given.run.id, "Id of the delivery (default: the name of the first folder)");
  app.add_option("--lot", given.run.lot,
                 "Dalles that the delivery covers: id of a [[lots]] table, a dallage file, or names and keys "
                 "separated by commas");
  app.add_option("--millesime", given.run.millesime,
                 "Year of the acquisition that the delivery shows (default: the chantier's)")
      ->check(CLI::Range(1950, 2199));
  app.add_option("--assembly", given.run.assembly,
                 "Table of national fields (default: the one found in the delivery)");
}

CLI::App* declare_decide(CLI::App& app, Given& given) {
  CLI::App* sub = app.add_subcommand("decide", "Record a person's word on dalles: it overrides the findings");
  sub->add_flag("--accept", given.accept, "Take these dalles in spite of their findings");
  sub->add_flag("--reserve", given.reserve, "Hold these dalles back until someone decides again");
  sub->add_flag("--reject", given.reject, "Refuse these dalles");
  sub->add_option("--delivery", given.decide.delivery,
                  "Id of the delivery (default: the newest that has the dalle)");
  sub->add_option("--reason", given.decide.reason, "Why, for those who read the report")->required();
  sub->add_option("--who", given.decide.who, "Who decides (default: user@host)");
  sub->add_option("dalle", given.decide.dalles, "Keys, names or paths; - reads them from stdin")->required();
  return sub;
}

pcrs::store::WriteMode mode_of(const CommonOptions& common) {
  return common.dry_run ? pcrs::store::WriteMode::dry_run : pcrs::store::WriteMode::real;
}

void need_chantier(const CommonOptions& common) {
  if (common.chantier.empty())
    pcrs::throw_usage("command line", "no chantier: give --chantier FILE or set PCRS_CHANTIER");
}

pcrs::Summary run_ingest(Given& given, const CommonOptions& common, pcrs::Reporter& reporter) {
  need_chantier(common);
  for (const std::string& root : pcrs::cli::read_inputs(given.roots)) given.run.roots.emplace_back(root);
  given.run.chantier = common.chantier;
  given.run.jobs = common.jobs;
  given.run.again = common.overwrite;
  given.run.mode = mode_of(common);
  return ingest::run(given.run, reporter);
}

pcrs::Summary run_decide(Given& given, const CommonOptions& common, pcrs::Reporter& reporter) {
  need_chantier(common);
  if (given.accept + given.reserve + given.reject != 1)
    pcrs::throw_usage("command line", "give one of --accept, --reserve and --reject");
  given.decide.chantier = common.chantier;
  given.decide.dalles = pcrs::cli::read_inputs(given.decide.dalles);
  given.decide.verdict = given.accept    ? Verdict::accepted
                         : given.reserve ? Verdict::reserved
                                         : Verdict::rejected;
  given.decide.mode = mode_of(common);
  return ingest::decide(given.decide, reporter);
}

}  // namespace

pcrs::cli::Action declare_ingest(CLI::App& app) {
  const auto given = std::make_shared<Given>();
  declare_run(app, *given);
  const CLI::App* decide = declare_decide(app, *given);
  // The child that reads one file under limits; an empty group keeps it out of the help.
  app.add_subcommand("check-one")->group("")->callback([] { std::exit(pcrs::raster::serve_check_one()); });
  return [=](const CommonOptions& common, pcrs::Reporter& reporter) {
    return decide->parsed() ? run_decide(*given, common, reporter) : run_ingest(*given, common, reporter);
  };
}
