// SPDX-License-Identifier: Apache-2.0
// Inside the publish step: the files of granted requests, how they come and how they go.
#pragma once
#include "serve/orders.hpp"
#include "step/publish_run.hpp"

namespace pcrs::step {

/// Brings every file of the order into its folder of the site, each with its final name only when its digest
/// is right. True when all stand there. Findings and counts go to `summary` and the run's reporter.
bool fetch_files(PublishRun& run, const serve::Order& order, Summary& summary);

/// Removes the files of orders that are over or refused and those of withdrawn dalles, folders of no order,
/// and the orders themselves `requests.keep_days` after their end.
void sweep_orders(PublishRun& run);

}  // namespace pcrs::step
