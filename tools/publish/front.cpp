// SPDX-License-Identifier: Apache-2.0
#include "front.hpp"

#include <memory>

#include "cli/app.hpp"
#include "options.hpp"
#include "step/publish_mapserver.hpp"
#include "step/publish_nginx.hpp"

namespace pcrs::publish {

cli::Action declare_nginx(CLI::App& app) {
  const auto options = std::make_shared<step::NginxOptions>();
  CLI::App* sub = app.add_subcommand("nginx", "Write the configuration of the nginx before the service");
  sub->add_option("-o,--output", options->output, "File to write")->required();
  sub->add_option("--service", options->service, "Address and port of the service")->capture_default_str();
  sub->add_option("--listen", options->listen,
                  "Where nginx listens (default: 443 or 80, by publish.base_url)");
  sub->add_option("--log-folder", options->log_folder, "Folder of nginx's logs")->capture_default_str();
  sub->add_option("--wms-socket", options->wms_socket, "Socket of MapServer's FastCGI, for /wms");
  return [options](const cli::CommonOptions& common, Reporter& reporter) {
    options->dry_run = common.dry_run;
    return step::write_nginx(chantier_of(common), *options, reporter);
  };
}

cli::Action declare_mapserver(CLI::App& app) {
  app.add_subcommand("mapserver", "Bring MapServer's mapfile and tile indexes up to date with the site");
  return [](const cli::CommonOptions& common, Reporter& reporter) {
    return step::write_mapserver(chantier_of(common), {common.dry_run}, reporter);
  };
}

}  // namespace pcrs::publish
