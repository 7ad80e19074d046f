// SPDX-License-Identifier: Apache-2.0
// From records to what the public sees: the site as data, then its documents on disk.
#pragma once
#include <vector>

#include "format/site.hpp"
#include "step/publish_run.hpp"

namespace pcrs::step {

/// The site that shows these records and vector files.
format::Site site_of(const PublishRun& run, const std::vector<catalog::Record>& shown,
                     std::vector<format::PublicFile> vectors);

/// Writes index, STAC, the portal's settings and listings; what already says the same is left alone. The
/// number of documents written (meta/ counts as one).
unsigned write_documents(const PublishRun& run, const format::Site& site);

/// Of these only what tells of dalles: index, STAC, listings, the portal's index; `site` needs neither
/// vectors nor surroundings. What needs them stays as it is until the next publication.
unsigned write_dalle_documents(const PublishRun& run, const format::Site& site);

}  // namespace pcrs::step
