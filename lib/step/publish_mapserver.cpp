// SPDX-License-Identifier: Apache-2.0
#include "step/publish_mapserver.hpp"

#include <algorithm>
#include <functional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "format/dalle_index.hpp"
#include "format/mapfile.hpp"
#include "format/mosaic_index.hpp"
#include "step/publish.hpp"
#include "store/file.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

fs::path absolute_of(const fs::path& path) {
  return fs::absolute(path).lexically_normal();
}

format::Site published_site(const chantier::Chantier& chantier) {
  const fs::path file = site_folder(chantier) / format::layout::dalle_index;
  std::error_code error;
  if (!fs::exists(file, error)) throw_retry(file.string(), "is not there; run pcrs-publish site first");
  const auto lines = split(store::read_file(file), '\n');
  format::Site site = format::parse_index_header(lines.front(), file.string());
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (!lines[i].empty()) site.dalles.push_back(format::parse_index_dalle(lines[i], file.string()));
  const fs::path mosaic = site_folder(chantier) / format::layout::mosaic_index;
  if (fs::exists(mosaic, error))
    site.mosaic = format::parse_mosaic_index(store::read_file(mosaic), mosaic.string());
  return site;
}

// Indexes first: the mapfile that names them comes last.
void write_files(const chantier::Chantier& chantier, const format::Site& site, store::WriteMode mode,
                 const std::function<void(const fs::path&, bool changed)>& each) {
  const fs::path folder = mapfile_of(chantier).parent_path();
  for (const format::Document& document :
       format::mapserver_documents(site, folder.string(), absolute_of(site_folder(chantier)).string())) {
    const fs::path file = folder / document.path;
    each(file, store::write_file_if_changed(file, document.text, mode));
  }
}

}  // namespace

fs::path mapfile_of(const chantier::Chantier& chantier) {
  return absolute_of(chantier.catalog / chantier.id / "wms" / "site.map");
}

Summary write_mapserver(const chantier::Chantier& chantier, const MapserverOptions& options,
                        Reporter& reporter) {
  const auto mode = options.dry_run ? store::WriteMode::dry_run : store::WriteMode::real;
  Summary summary;
  write_files(chantier, published_site(chantier), mode, [&](const fs::path& file, bool changed) {
    ++(changed ? summary.done : summary.skipped);
    if (changed) reporter.result(file.string(), {{"path", file.string()}});
  });
  return summary;
}

unsigned update_mapserver(const PublishRun& run, const format::Site& site) {
  std::error_code none;
  const auto& services = run.chantier.services;
  if (!fs::exists(mapfile_of(run.chantier), none) &&
      std::find(services.begin(), services.end(), "wms") == services.end())
    return 0;
  unsigned written = 0;
  write_files(run.chantier, site, run.mode,
              [&](const fs::path&, bool changed) { written += changed ? 1 : 0; });
  return written;
}

}  // namespace pcrs::step
