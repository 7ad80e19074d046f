// SPDX-License-Identifier: Apache-2.0
// Inside the publish step: taking off the site what a person withdrew, and telling the service so.
#pragma once
#include <vector>

#include "catalog/gone.hpp"
#include "step/publish_run.hpp"

namespace pcrs::step {

/// A withdrawn dalle with the files of the site that show it, there or not. With `gone`: as the list has it
/// already, when it knows all revisions; the mosaic that is there now is then one without it.
catalog::Withdrawn withdrawn_of(PublishRun& run, const catalog::Record& newest,
                                const catalog::Gone* gone = nullptr);

/// Tells the service that these must not be served. Nothing in a dry run.
void tell_withdrawn(const PublishRun& run, const std::vector<catalog::Withdrawn>& dalles);

/// Removes those files: no pixel of the dalle is left on the site. The number of dalle files that went.
unsigned take_off(PublishRun& run, const catalog::Record& newest, const catalog::Withdrawn& withdrawn);

/// Takes those out of `shown` that were withdrawn since they were read. True when there were any.
bool drop_withdrawn(const PublishRun& run, std::vector<catalog::Record>& shown);

/// The list after a publication: of the withdrawn dalles those that still are, and `superseded`.
void settle_gone(const PublishRun& run, std::vector<std::string> superseded);

}  // namespace pcrs::step
