// SPDX-License-Identifier: Apache-2.0
// Inside the publish step: what the last publication shows, for what is derived from it without publishing.
#pragma once
#include <vector>

#include "step/publish_run.hpp"

namespace pcrs::step {

/// The records whose COGs the site lists, of one millésime, in reading order: of each dalle the newest
/// revision that stands in the hot tier, none of a withdrawn one. Records that cannot be read are findings.
std::vector<catalog::Record> shown_records(PublishRun& run, int millesime, Summary& summary);

}  // namespace pcrs::step
