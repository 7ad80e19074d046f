// SPDX-License-Identifier: Apache-2.0
// The web portal's part of a publication: what only it shows, and its installation into the site.
#pragma once
#include "format/site.hpp"
#include "step/publish_run.hpp"

namespace pcrs::step {

/// A dallage that cannot be read is a note: the portal then shows no coverage. Throws Error (usage) on a
/// file of communes that cannot be.
format::Surroundings surroundings_of(PublishRun& run);

/// The entry pages: `texte.html`, and `index.html`, which is the portal where the options say so, else the
/// text. The number of files that changed.
unsigned write_entry_pages(const PublishRun& run, const format::Site& site);

}  // namespace pcrs::step
