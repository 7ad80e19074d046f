// SPDX-License-Identifier: Apache-2.0
// The overview mosaic below mosaique/: sheets of 20 × 20 dalles at 1/200 of a dalle's side a pixel, and the
// whole of each millésime five times coarser. A name ends in a digest of what the file was made from: what is
// there under the wanted name is right, and a file never changes under its name.
#pragma once
#include <vector>

#include "format/site.hpp"
#include "step/publish_run.hpp"

namespace pcrs::step {

/// Makes what is missing; a dalle that cannot be read is a finding (`mosaic.unreadable`) and left white, and
/// tried again by the next run. The files that make up the mosaic now, none where the chantier wants none.
std::vector<format::MosaicFile> publish_mosaic(PublishRun& run, const std::vector<catalog::Record>& shown,
                                               Summary& summary);

/// Takes off what no longer belongs to it. Call it once no document names it any more.
void sweep_mosaic(const PublishRun& run, const std::vector<format::MosaicFile>& mosaic);

}  // namespace pcrs::step
