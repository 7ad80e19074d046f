// SPDX-License-Identifier: Apache-2.0
#include "step/publish_nginx.hpp"

#include "base/error.hpp"
#include "format/nginx.hpp"
#include "step/publish.hpp"
#include "step/publish_mapserver.hpp"
#include "step/publish_place.hpp"
#include "store/file.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

Summary write_nginx(const chantier::Chantier& chantier, const NginxOptions& options, Reporter& reporter) {
  if (options.output == "-") throw_usage("-o", "is \"-\"; expected the file to write");
  refuse_published(chantier, options.output);
  format::NginxSettings settings;
  settings.id = chantier.id;
  settings.public_url = chantier.base_url.empty() ? "" : chantier.base_url + "/" + chantier.id;
  settings.site_folder = fs::absolute(site_folder(chantier)).lexically_normal().string();
  settings.service = options.service;
  settings.listen = options.listen;
  settings.log_folder = fs::absolute(options.log_folder).string();
  settings.wms_socket = options.wms_socket;
  settings.mapfile = mapfile_of(chantier).string();
  const std::string text = format::nginx_conf(settings, chantier.where("publish.base_url"));
  const auto mode = options.dry_run ? store::WriteMode::dry_run : store::WriteMode::real;
  Summary summary;
  if (!store::write_file_if_changed(options.output, text, mode)) {
    ++summary.skipped;
    return summary;
  }
  reporter.result(options.output.string(), {{"path", options.output.string()}});
  ++summary.done;
  return summary;
}

}  // namespace pcrs::step
