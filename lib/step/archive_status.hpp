// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: how one copy stands.
#pragma once
#include <string>

#include "step/archive_context.hpp"
#include "step/archive_outcome.hpp"

namespace pcrs::step::archive {

/// `ok`, `missing`, `damaged`, `pruned` or `offline`; `-` where no copy is recorded and none is needed.
struct CopyState {
  std::string tier;
  std::string state;
  std::string path;     ///< as people find it, empty when there is no copy
  std::string about{};  ///< of a copy that was pruned: when and why
};

/// The tiers that must hold a product, then those that hold it beside.
std::vector<std::string> wanted_tiers(const Context& context, const catalog::Product& product);
/// The states of every wanted or recorded copy; with `verify` they are read and hashed. Faults go to the
/// outcome, as notes where nothing is lost: a work file that is gone while another copy is sound, a published
/// COG that a newer revision replaced. A dalle that was `withdrawn` is not to be published.
std::vector<CopyState> copy_states(Context& context, const catalog::Product& product, bool current,
                                   bool withdrawn, bool verify, Outcome& outcome);
Json to_json(const catalog::Product& product, const std::vector<CopyState>& states);

/// All that is known of one dalle, from the hot copy back to the delivery's files, as lines and as JSON.
void tell_history(Context& context, const catalog::Record& newest, bool verify, Outcome& outcome);

}  // namespace pcrs::step::archive
