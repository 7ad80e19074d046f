// SPDX-License-Identifier: Apache-2.0
// Figures and dates as French readers expect them. UTF-8.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace pcrs::format {

/// A decimal comma, and a narrow no-break space every three digits.
std::string french_number(double value, int decimals = 0);
/// `1,2 Go` (powers of ten).
std::string french_bytes(std::uint64_t bytes);
/// `23 novembre 2026 à 04 h 27 (UTC)` of `2026-11-23T04:27:10Z`; the text itself when it is no such time.
std::string french_time(std::string_view utc);
/// `1 dalle`, `2 dalles`, `0 dalle`: French counts zero as singular.
std::string french_count(std::uint64_t count, std::string_view one, std::string_view many);

}  // namespace pcrs::format
