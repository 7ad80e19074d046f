// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <map>

#include "base/error.hpp"
#include "cli/app.hpp"
#include "doors.hpp"
#include "front.hpp"
#include "step/publish.hpp"
#include "step/publish_requests.hpp"
#include "step/publish_serve.hpp"
#include "step/publish_tokens.hpp"
#include "step/publish_withdraw.hpp"

namespace pcrs::publish {

namespace {

// Where the portal lies that was built or installed with this executable; empty where none was.
std::filesystem::path own_portal() {
  std::error_code none;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", none).parent_path().parent_path();
  for (const char* place : {"share/pcrs-dalles/portail", "portail"})
    if (std::filesystem::exists(folder / place / "index.html", none)) return folder / place;
  return {};
}

cli::Action declare_site(CLI::App& app) {
  const auto options = std::make_shared<step::PublishOptions>();
  CLI::App* site = app.add_subcommand("site", "Bring the hot site up to date with the catalog");
  site->add_flag("--move", options->move, "Rename COGs from the work folder instead of linking them");
  site->add_flag("--prune", options->prune, "Remove the files of superseded revisions");
  const auto portal_folder = std::make_shared<std::filesystem::path>(own_portal());
  auto* portal = site->add_option("--portal", *portal_folder,
                                  "Folder of the built portal (default: the one that came with this)");
  const auto text_only = std::make_shared<bool>(false);
  site->add_flag("--no-portal", *text_only, "The entry page is text")->excludes(portal);
  return [options, portal_folder, text_only](const cli::CommonOptions& common, Reporter& reporter) {
    const chantier::Chantier chantier = chantier_of(common);
    options->portal = *text_only ? std::filesystem::path() : *portal_folder;
    options->verify = common.overwrite;
    options->dry_run = common.dry_run;
    options->jobs = common.jobs;
    return step::publish_site(chantier, *options, reporter);
  };
}

cli::Action declare_withdraw(CLI::App& app) {
  const auto options = std::make_shared<step::WithdrawOptions>();
  CLI::App* sub =
      app.add_subcommand("withdraw", "Take dalles off the site, now and with all their revisions");
  sub->add_option("dalle", options->dalles, "Keys or names; - reads them from stdin")->required();
  sub->add_option("--why", options->why, "The reason; the journal keeps it")->required();
  sub->add_option("--millesime", options->millesime, "Year of the dalles (default: the chantier's)")
      ->check(CLI::Range(1950, 2199));
  sub->add_flag("--undo", options->undo, "The withdrawal was a mistake: publish them again");
  return [options](const cli::CommonOptions& common, Reporter& reporter) {
    options->dalles = cli::read_inputs(options->dalles);
    if (options->dalles.empty()) throw_usage("stdin", "no dalle was given");
    options->dry_run = common.dry_run;
    options->jobs = common.jobs;
    return step::withdraw(chantier_of(common), *options, reporter);
  };
}

cli::Action declare_token(CLI::App& app) {
  const auto options = std::make_shared<step::TokenOptions>();
  CLI::App* sub = app.add_subcommand("token", "Tokens for what is not public: create, list, revoke, usage");
  sub->add_option("action", options->action, "create, list, revoke or usage")
      ->required()
      ->check(CLI::IsMember({"create", "list", "revoke", "usage"}));
  sub->add_option("id", options->ids, "Tokens to revoke, or to tell the usage of (default: all)");
  sub->add_option("--owner", options->owner, "Who answers for the token's use");
  sub->add_option("--scope", options->scopes,
                  "Products that it opens: ortho, vector, lossless (default: ortho)")
      ->delimiter(',')
      ->allow_extra_args(false);
  sub->add_option("--expires", options->expires, "Its last day, YYYY-MM-DD (default: none)");
  sub->add_option("--daily-bytes", options->daily_bytes,
                  "Most bytes a day, such as 50GB (default: no bound)");
  sub->add_option("--rate", options->rate, "Most requests a minute (default: no bound)")
      ->check(CLI::Range(1, 1'000'000));
  sub->add_option("--days", options->days, "Days of usage, today included")
      ->capture_default_str()
      ->check(CLI::Range(1, 36'500));
  sub->add_option("--access-log", options->log, "Folder of the access logs (default: CATALOG/ID/access)");
  return [options](const cli::CommonOptions& common, Reporter& reporter) {
    options->dry_run = common.dry_run;
    return step::tokens(chantier_of(common), *options, reporter);
  };
}

cli::Action declare_request(CLI::App& app) {
  const auto options = std::make_shared<step::RequestOptions>();
  CLI::App* sub = app.add_subcommand("request", "What people asked for by the API: list, grant, refuse");
  sub->add_option("action", options->action, "list, grant or refuse")
      ->required()
      ->check(CLI::IsMember({"list", "grant", "refuse"}));
  sub->add_option("id", options->ids, "Requests to grant or to refuse");
  sub->add_option("--why", options->why, "Told to who asked, and kept in the journal");
  sub->add_option("--days", options->days, "Days that it can be fetched (default: requests.days)")
      ->check(CLI::Range(1, 365));
  return [options](const cli::CommonOptions& common, Reporter& reporter) {
    options->dry_run = common.dry_run;
    return step::requests(chantier_of(common), *options, reporter);
  };
}

cli::Action declare_serve(CLI::App& app) {
  const auto options = std::make_shared<step::ServeOptions>();
  CLI::App* serve = app.add_subcommand("serve", "Answer HTTP requests for the hot site, until a signal");
  serve->add_option("--listen", options->listen, "Address and port; port 0: any free one")
      ->capture_default_str();
  serve->add_option("--access-log", options->log, "Folder of the access log (default: CATALOG/ID/access)");
  return [options](const cli::CommonOptions& common, Reporter& reporter) {
    const chantier::Chantier chantier = chantier_of(common);
    options->dry_run = common.dry_run;
    options->jobs = common.jobs;
    return step::serve_site(chantier, *options, reporter);
  };
}

}  // namespace

chantier::Chantier chantier_of(const cli::CommonOptions& common) {
  if (common.chantier.empty())
    throw_usage("--chantier", "no chantier is given; name its file here or in PCRS_CHANTIER");
  return chantier::load(common.chantier);
}

cli::Action declare(CLI::App& app) {
  app.require_subcommand(1);
  const std::map<std::string, cli::Action> commands = {{"site", declare_site(app)},
                                                       {"withdraw", declare_withdraw(app)},
                                                       {"token", declare_token(app)},
                                                       {"request", declare_request(app)},
                                                       {"serve", declare_serve(app)},
                                                       {"nginx", declare_nginx(app)},
                                                       {"mapserver", declare_mapserver(app)},
                                                       {"suivi", declare_suivi(app)},
                                                       {"geoplateforme", declare_geoplateforme(app)}};
  return [&app, commands](const cli::CommonOptions& common, Reporter& reporter) {
    return commands.at(app.get_subcommands().front()->get_name())(common, reporter);
  };
}

}  // namespace pcrs::publish
