// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: all that lies under a root of a delivery, as it is.
#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "base/report.hpp"
#include "store/tar.hpp"

namespace pcrs::step::archive {

struct SourceEntry {
  std::filesystem::path location;
  store::TarMember member;
  /// What the entries come sorted by: a folder as if it ended in '/'.
  std::string key() const { return member.kind == store::TarKind::folder ? member.path + "/" : member.path; }
};

/// Calls `each` with `top` (called `name`) and everything below it, in the order of keys: folders before what
/// they hold, hidden files and litter too, links unfollowed. Stops when `each` returns false, and then
/// returns false. Holds the names of one folder at a time, and of those above it. Findings:
/// source.unreadable, source.special.
bool walk_source(const std::filesystem::path& top, const std::string& name,
                 const std::function<bool(const SourceEntry&)>& each,
                 const std::function<void(const Finding&)>& report);

}  // namespace pcrs::step::archive
