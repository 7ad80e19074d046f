// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: what is wrong with a copy.
#pragma once
#include <string>

#include "step/archive_context.hpp"

namespace pcrs::step::archive {

inline constexpr const char* is_missing = "is missing";

/// By presence, size and ETag; empty when nothing is. Reads no byte.
std::string look_fault(Tier& tier, const catalog::Copy& copy, const catalog::Product& product);
/// By its bytes, from the medium.
std::string read_fault(const Context& context, Tier& tier, const catalog::Copy& copy,
                       const catalog::Product& product);

}  // namespace pcrs::step::archive
