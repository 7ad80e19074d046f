// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: which copies of superseded revisions the policy lets go.
#pragma once
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "catalog/pruned.hpp"
#include "step/archive_context.hpp"

namespace pcrs::step::archive {

/// All revisions of a dalle of one millésime, oldest first.
using Revisions = std::vector<catalog::Record>;

/// A copy that may go.
struct Leaving {
  int revision = 1;
  catalog::Copy copy;
  std::uint64_t size_bytes = 0;
  std::string sha256;
  std::string why;     ///< since when it is superseded
  bool begun = false;  ///< its removal was begun by a run that did not end
  bool may_go = true;  ///< false: begun, and the policy keeps it now
};

/// Why no revision of the dalle may go now, by the record of the newest; empty when one may.
std::string hindrance(const Context& context, const Revisions& revisions, UnixTime now);
/// What may go from `places`, if there is no hindrance, and what was begun.
std::vector<Leaving> leaving(const Context& context, const Revisions& revisions,
                             const std::vector<std::string>& places, int older_than_days, UnixTime now);

/// Which revisions with copies in `places` only the policy's days keep, and until when; empty: none.
std::string staying(const Context& context, const Revisions& revisions,
                    const std::vector<std::string>& places, int older_than_days, UnixTime now);

/// Notes of objects below the chantier's name that no record knows. They stay: whoever put them knows why.
void tell_unknown(Context& context, const std::vector<std::string>& places, Reporter& reporter);

}  // namespace pcrs::step::archive
