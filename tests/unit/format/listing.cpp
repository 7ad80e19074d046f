// SPDX-License-Identifier: Apache-2.0
#include "format/listing.hpp"

#include <catch2/catch.hpp>
#include <regex>

using namespace pcrs::format;

namespace {

// The links that the national scanner follows.
std::vector<std::string> followed(const std::string& html) {
  std::vector<std::string> links;
  const std::regex anchor("<a href=\"([^\"]*)\"");
  for (std::sregex_iterator it(html.begin(), html.end(), anchor), end; it != end; ++it) {
    const std::string href = (*it)[1];
    if (href != "../" && href != "./" && href[0] != '?' && href[0] != '/') links.push_back(href);
  }
  return links;
}

}  // namespace

TEST_CASE("the scanner finds every entry once, folders by their slash") {
  const std::string html = listing_html(
      "dalles/", {{"2022", std::nullopt}, {"2025", std::nullopt}, {"46-2025-0579-6375.tif", 183200000}});
  CHECK(html.find("<title>Index of /dalles/</title>") != std::string::npos);
  CHECK(followed(html) == std::vector<std::string>{"2022/", "2025/", "46-2025-0579-6375.tif"});
  CHECK(html.find("<td>183200000</td>") != std::string::npos);
}

TEST_CASE("names that HTML or URLs would misread are escaped for each") {
  const std::string html = listing_html("vecteur/", {{"a&b <1>?.gml", 1}, {"?x", 2}, {"C:d", 3}});
  CHECK(followed(html) == std::vector<std::string>{"a%26b%20%3C1%3E%3F.gml", "%3Fx", "C%3Ad"});
  CHECK(html.find(">a&amp;b &lt;1&gt;?.gml</a>") != std::string::npos);
}

TEST_CASE("an empty folder has a listing too") {
  CHECK(followed(listing_html("dalles/", {})).empty());
}
