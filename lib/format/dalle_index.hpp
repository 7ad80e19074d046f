// SPDX-License-Identifier: Apache-2.0
// `meta/dalles.jsonl`: what is published, one dalle a line, for programs that search it (the service's API
// does). FORMAT.md has every key.
#pragma once
#include <string>
#include <string_view>

#include "format/site.hpp"

namespace pcrs::format {

/// A header, then the dalles in the order of the site.
std::string dalle_index(const Site& site);

/// The site that a header describes, without dalles and base_url. Throws Error (failed) naming `where`: no
/// such header, or a version that is not ours.
Site parse_index_header(std::string_view line, const std::string& where);
/// Throws Error (failed) naming `where`.
PublicDalle parse_index_dalle(std::string_view line, const std::string& where);

}  // namespace pcrs::format
