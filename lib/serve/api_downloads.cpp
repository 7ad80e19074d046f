// SPDX-License-Identifier: Apache-2.0
// A selection as a list for those who fetch many files: aria2c -i, wget -i, sha256sum -c.
#include "base/error.hpp"
#include "base/text.hpp"
#include "format/stac.hpp"
#include "serve/api_query.hpp"

namespace pcrs::serve {

namespace {

struct ListForm {
  const char* name;
  const char* file;  ///< proposed to browsers
  std::string (*line)(const format::PublicDalle& dalle, const std::string& url);
};

constexpr ListForm forms[] = {
    {"urls", "dalles.txt", [](const format::PublicDalle&, const std::string& url) { return url + "\n"; }},
    {"aria2", "dalles.aria2",
     [](const format::PublicDalle& dalle, const std::string& url) {
       return url + "\n  out=" + dalle.name + "\n  checksum=sha-256=" + dalle.sha256 + "\n";
     }},
    {"sha256", "SHA256SUMS", [](const format::PublicDalle& dalle, const std::string&) {
       return dalle.sha256 + "  " + dalle.name + "\n";
     }}};

Response text_list(const ApiCall& call, const ListForm& form, const std::vector<std::size_t>& found) {
  const format::Site site = call.site();
  std::string text;
  for (const std::size_t number : found) {
    const format::PublicDalle dalle = call.index->dalle(number);
    text += form.line(dalle, format::link_to(site, format::layout::dalle_path(dalle), ""));
  }
  Response response = text_response(200, "text/plain; charset=utf-8", std::move(text));
  response.set("Cache-Control", "no-cache");
  response.set("Content-Disposition", "attachment; filename=\"" + std::string(form.file) + "\"");
  return response;
}

Response json_list(const ApiCall& call, const std::vector<std::size_t>& found) {
  const format::Site site = call.site();
  Json files = Json::array();
  std::uint64_t total = 0;
  for (const std::size_t number : found) {
    const format::PublicDalle dalle = call.index->dalle(number);
    total += dalle.size_bytes;
    files.push_back({{"id", format::stac_id(dalle)},
                     {"name", dalle.name},
                     {"url", format::link_to(site, format::layout::dalle_path(dalle), "")},
                     {"size_bytes", dalle.size_bytes},
                     {"sha256", dalle.sha256}});
  }
  return json_response(call, {{"count", found.size()}, {"size_bytes", total}, {"files", std::move(files)}});
}

}  // namespace

Response api_downloads(const ApiCall& call) {
  const std::string asked = call.value("format").value_or("json");
  const auto found = call.index->find(wanted_of(call));
  if (asked == "json") return json_list(call, found);
  for (const ListForm& form : forms)
    if (asked == form.name) return text_list(call, form, found);
  throw_usage("format", "is \"" + one_line(asked.substr(0, 40)) + "\"; expected json, urls, aria2 or sha256");
}

}  // namespace pcrs::serve
