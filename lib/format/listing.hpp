// SPDX-License-Identifier: Apache-2.0
// The HTML listing of a folder, as the national scanner crawls it: a title that starts with `Index of`, and
// no link but `../` and the entries, relative, folders ending in '/'. No date: it says the same until the
// folder changes.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pcrs::format {

struct ListingEntry {
  std::string name;                         ///< folders without their '/'
  std::optional<std::uint64_t> size_bytes;  ///< nothing: a folder
};

/// `folder` is the path shown, from the site's root: `dalles/2025/`. Entries are listed as given.
std::string listing_html(const std::string& folder, const std::vector<ListingEntry>& entries);

}  // namespace pcrs::format
