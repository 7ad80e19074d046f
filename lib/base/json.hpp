// SPDX-License-Identifier: Apache-2.0
// The one door to nlohmann-json: keys keep the order in which they were written, so that files are stable.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace pcrs {

using Json = nlohmann::ordered_json;

/// Parses `text`; a failure is an Error (failed) that names `where`.
Json parse_json(std::string_view text, const std::string& where);
/// One line, no blanks. Bytes that are not UTF-8 (file names) become U+FFFD rather than an exception.
std::string json_line(const Json& value);
/// Indented by two, ending in a newline: for files that people read.
std::string json_text(const Json& value);

}  // namespace pcrs
