// SPDX-License-Identifier: Apache-2.0
#include "step/publish_mapserver.hpp"

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

}  // namespace

fs::path mapfile_of(const chantier::Chantier& chantier) {
  return absolute_of(chantier.catalog / chantier.id / "wms" / "site.map");
}

Summary write_mapserver(const chantier::Chantier& chantier, const MapserverOptions& options,
                        Reporter& reporter) {
  const format::Site site = published_site(chantier);
  const fs::path folder = mapfile_of(chantier).parent_path();
  const auto mode = options.dry_run ? store::WriteMode::dry_run : store::WriteMode::real;
  Summary summary;
  // Indexes first: the mapfile that names them comes last.
  for (const format::Document& document :
       format::mapserver_documents(site, folder.string(), absolute_of(site_folder(chantier)).string())) {
    const fs::path file = folder / document.path;
    if (!store::write_file_if_changed(file, document.text, mode)) {
      ++summary.skipped;
      continue;
    }
    reporter.result(file.string(), {{"path", file.string()}});
    ++summary.done;
  }
  return summary;
}

}  // namespace pcrs::step
