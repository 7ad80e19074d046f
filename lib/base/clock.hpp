// SPDX-License-Identifier: Apache-2.0
// Times are UTC, written as ISO 8601 with a Z; dates as YYYY-MM-DD.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pcrs {

/// Seconds since 1970-01-01T00:00:00Z.
using UnixTime = std::int64_t;

UnixTime now();
std::string utc_text(UnixTime time);                       ///< 2026-03-14T02:07:09Z
std::string compact_utc_text(UnixTime time);               ///< 20260314T020709Z
std::optional<UnixTime> parse_utc(std::string_view text);  ///< the same form, or a bare date
std::string date_text(UnixTime time);                      ///< 2026-03-14

}  // namespace pcrs
