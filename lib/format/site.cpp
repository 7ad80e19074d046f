// SPDX-License-Identifier: Apache-2.0
#include "format/site.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace pcrs::format {

std::string layout::dalle_path(const PublicDalle& dalle) {
  return std::string(dalles) + "/" + std::to_string(dalle.millesime) + "/" + dalle.name;
}

std::string relative_link(const std::string& target, const std::string& from) {
  std::size_t common = 0;  // the folders that both share
  for (std::size_t i = 0; i < std::min(target.size(), from.size()) && target[i] == from[i]; ++i)
    if (target[i] == '/') common = i + 1;
  const auto up = std::count(from.begin() + static_cast<std::ptrdiff_t>(common), from.end(), '/');
  std::string link;
  for (std::ptrdiff_t i = 0; i < up; ++i) link += "../";
  link += url_encode(target.substr(common));
  return link.empty() ? "./" : link;
}

std::string link_to(const Site& site, const std::string& target, const std::string& from) {
  return site.base_url.empty() ? relative_link(target, from) : site.base_url + "/" + url_encode(target);
}

std::uint64_t total_bytes(const Site& site) {
  std::uint64_t sum = 0;
  for (const PublicDalle& dalle : site.dalles) sum += dalle.size_bytes;
  for (const PublicFile& file : site.vectors) sum += file.size_bytes;
  for (const MosaicFile& file : site.mosaic) sum += file.size_bytes;
  return sum;
}

std::vector<int> millesimes(const Site& site) {
  std::vector<int> years;
  for (const PublicDalle& dalle : site.dalles) years.push_back(dalle.millesime);
  std::sort(years.begin(), years.end());
  years.erase(std::unique(years.begin(), years.end()), years.end());
  return years;
}

}  // namespace pcrs::format
