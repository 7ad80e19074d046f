// SPDX-License-Identifier: Apache-2.0
// The WMS of a chantier: what MapServer reads, outside the site.
#pragma once
#include <filesystem>

#include "base/report.hpp"
#include "chantier/chantier.hpp"
#include "format/site.hpp"
#include "step/publish_run.hpp"

namespace pcrs::step {

struct MapserverOptions {
  bool dry_run = false;
};

/// CATALOG/ID/wms/site.map
std::filesystem::path mapfile_of(const chantier::Chantier& chantier);

/// Brings mapfile, tile indexes and settings up to date with the published site. Results: the files that
/// changed. Throws Error: retry when nothing is published yet.
Summary write_mapserver(const chantier::Chantier& chantier, const MapserverOptions& options,
                        Reporter& reporter);

/// The same for a publication, where the chantier names `wms` among its services or the files were made once:
/// they name files that it is about to remove. The number that changed.
unsigned update_mapserver(const PublishRun& run, const format::Site& site);

}  // namespace pcrs::step
