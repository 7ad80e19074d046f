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

/// Which copy of which revision.
struct CopyId {
  grid::DalleKey key;
  int millesime = 0;
  int revision = 1;
};

/// Marks a copy of a lossless product in an archive place as inventory does, so that status and repair know
/// what a reading met; not the work file, nor one that was made anew meanwhile. `by`: as catalog::Damage::by.
void mark_bad_copy(Context& context, const CopyId& id, const catalog::Product& product,
                   const std::string& place, const std::string& fault, const char* by);
/// Says how much is about to be read at a place, and for an object store at which price, as inventory does.
Json announce_reading(Context& context, const std::string& place, std::uint64_t objects, std::uint64_t bytes,
                      Reporter& reporter);

}  // namespace pcrs::step::archive
