// SPDX-License-Identifier: Apache-2.0
#include "format/french.hpp"

#include <array>

#include "base/clock.hpp"
#include "base/text.hpp"

namespace pcrs::format {

std::string french_number(double value, int decimals) {
  std::string text = fixed_text(value, decimals);
  const auto point = text.find('.');
  std::string grouped;
  const std::string whole = text.substr(0, point);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0) grouped += "\u202f";
    grouped += whole[i];
  }
  return point == std::string::npos ? grouped : grouped + "," + text.substr(point + 1);
}

std::string french_bytes(std::uint64_t bytes) {
  constexpr std::array units{"octets", "ko", "Mo", "Go", "To"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1000 && unit + 1 < units.size(); ++unit) value /= 1000;
  return french_number(value, unit == 0 || value >= 100 ? 0 : 1) + "\u00a0" + units[unit];
}

std::string french_time(std::string_view utc) {
  static constexpr std::array months{"janvier", "février", "mars",      "avril",   "mai",      "juin",
                                     "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
  if (!parse_utc(utc)) return std::string(utc);
  const auto number = [&](std::size_t at, std::size_t length) {
    return to_number<unsigned>(utc.substr(at, length)).value_or(0);
  };
  const std::string date = std::to_string(number(8, 2)) + (number(8, 2) == 1 ? "er " : " ") +
                           months[(number(5, 2) + 11) % 12] + " " + std::to_string(number(0, 4));
  if (utc.size() < 16) return date;
  return date + " à " + std::string(utc.substr(11, 2)) + "\u00a0h\u00a0" + std::string(utc.substr(14, 2)) +
         " (UTC)";
}

std::string french_count(std::uint64_t count, std::string_view one, std::string_view many) {
  return french_number(static_cast<double>(count)) + "\u00a0" + std::string(count < 2 ? one : many);
}

}  // namespace pcrs::format
