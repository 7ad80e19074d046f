// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "base/json.hpp"
#include "step/tile_input.hpp"

namespace pcrs::step::tile {

/// Fields of the national index on which every source of a dalle agrees. Where they differ, or one is silent,
/// nothing is chosen: the field is absent.
Json national_of(const Inputs& inputs, const std::vector<std::size_t>& of);
/// Those other fields, with the values found, each once, in the order in which the sources are laid; null
/// for a source that is silent.
Json national_differences(const Inputs& inputs, const std::vector<std::size_t>& of);

}  // namespace pcrs::step::tile
