// SPDX-License-Identifier: Apache-2.0
#include "format/listing.hpp"

#include "base/text.hpp"

namespace pcrs::format {

namespace {

std::string row(const ListingEntry& entry) {
  const std::string shown = entry.size_bytes ? entry.name : entry.name + "/";
  const std::string size = entry.size_bytes ? std::to_string(*entry.size_bytes) : "–";
  return "<tr><td><a href=\"" + url_encode(shown) + "\">" + xml_escape(shown) + "</a></td><td>" + size +
         "</td></tr>\n";
}

}  // namespace

std::string listing_html(const std::string& folder, const std::vector<ListingEntry>& entries) {
  const std::string title = "Index of /" + xml_escape(folder);
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
      title +
      "</title>\n<style>body{font:16px/1.5 sans-serif;margin:1.5rem}td,th{text-align:left;padding:0 2rem 0 0}"
      "td+td,th+th{text-align:right;font-variant-numeric:tabular-nums}</style>\n</head>\n<body>\n<main>\n"
      "<h1>" +
      title +
      "</h1>\n<p><a href=\"../\">../</a></p>\n<table>\n"
      "<thead><tr><th scope=\"col\">Nom</th><th scope=\"col\">Octets</th></tr></thead>\n<tbody>\n";
  for (const ListingEntry& entry : entries) html += row(entry);
  return html + "</tbody>\n</table>\n</main>\n</body>\n</html>\n";
}

}  // namespace pcrs::format
