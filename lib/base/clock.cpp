// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

#include <array>
#include <ctime>

#include "base/text.hpp"

namespace pcrs {

namespace {

std::string formatted(UnixTime time, const char* format) {
  const std::time_t seconds = time;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> buffer{};
  return {buffer.data(), std::strftime(buffer.data(), buffer.size(), format, &parts)};
}

}  // namespace

UnixTime now() {
  return std::time(nullptr);
}
std::string utc_text(UnixTime time) {
  return formatted(time, "%Y-%m-%dT%H:%M:%SZ");
}
std::string date_text(UnixTime time) {
  return formatted(time, "%Y-%m-%d");
}

std::string compact_utc_text(UnixTime time) {
  std::string text = utc_text(time);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

std::optional<UnixTime> parse_utc(std::string_view text) {
  const bool bare_date = text.size() == 10;
  if (!bare_date && text.size() != 20) return std::nullopt;
  const std::string whole = bare_date ? std::string(text) + "T00:00:00Z" : std::string(text);
  const auto field = [&](std::size_t at, std::size_t count) {
    return to_number<int>(std::string_view(whole).substr(at, count));
  };
  const auto year = field(0, 4), month = field(5, 2), day = field(8, 2);
  const auto hour = field(11, 2), minute = field(14, 2), second = field(17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  std::tm parts{};
  parts.tm_year = *year - 1900;
  parts.tm_mon = *month - 1;
  parts.tm_mday = *day;
  parts.tm_hour = *hour;
  parts.tm_min = *minute;
  parts.tm_sec = *second;
  const UnixTime time = timegm(&parts);
  // timegm carries 31 February over to March: writing it back shows it, and checks the separators too.
  return utc_text(time) == whole ? std::optional(time) : std::nullopt;
}

}  // namespace pcrs
