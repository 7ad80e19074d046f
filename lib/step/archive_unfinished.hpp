// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: what uploads that died have left in a place, which is billed and shows nowhere.
#pragma once
#include <functional>
#include <string>

#include "base/report.hpp"
#include "store/place.hpp"

namespace pcrs::step::archive {

/// Hands each upload below `prefix` to `tidy`. What cannot be listed or removed is told, and hinders nothing
/// else.
void each_unfinished(store::Place& place, const std::string& prefix, Reporter& reporter, Summary& summary,
                     const std::function<void(const store::Unfinished&)>& tidy);
/// `NAME: an upload of KEY begun TIME`.
std::string told_of(const store::Place& place, const store::Unfinished& upload);
/// Abandons it and tells: what is removed with -v, what stays and may be billed always.
void abandon(store::Place& place, const store::Unfinished& upload, store::WriteMode mode, Reporter& reporter);

}  // namespace pcrs::step::archive
