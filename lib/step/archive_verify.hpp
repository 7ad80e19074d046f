// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: one volume, read whole.
#pragma once
#include "step/archive.hpp"
#include "step/archive_cold.hpp"
#include "step/archive_medium.hpp"

namespace pcrs::step::archive {

/// `tags`: the folder that holds all of the volume but its tars, the volume's own where it is one. `cold`:
/// the catalog that is to know of it, or none. Throws Error (failed) at a file of `tags` that cannot be read.
void verify_volume(const Medium& medium, const std::filesystem::path& tags, const VerifyOptions& options,
                   Cold* cold, Reporter& reporter, Summary& summary);

}  // namespace pcrs::step::archive
