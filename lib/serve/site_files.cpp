// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/text.hpp"
#include "serve/conditions.hpp"
#include "serve/gate.hpp"
#include "serve/service.hpp"

namespace pcrs::serve {

namespace {

struct MediaType {
  std::string_view ending;
  std::string_view type;
};
constexpr std::array<MediaType, 24> media_types{
    {{".tif", "image/tiff; application=geotiff; profile=cloud-optimized"},
     {".html", "text/html; charset=utf-8"},
     {".json", "application/json"},
     {".geojson", "application/geo+json"},
     {".gpkg", "application/geopackage+sqlite3"},
     {".xml", "application/xml"},
     {".jsonld", "application/ld+json"},
     {".css", "text/css; charset=utf-8"},
     {".js", "text/javascript; charset=utf-8"},
     {".mjs", "text/javascript; charset=utf-8"},
     {".map", "application/json"},
     {".webmanifest", "application/manifest+json"},
     {".svg", "image/svg+xml"},
     {".png", "image/png"},
     {".jpg", "image/jpeg"},
     {".webp", "image/webp"},
     {".ico", "image/vnd.microsoft.icon"},
     {".woff2", "font/woff2"},
     {".wasm", "application/wasm"},
     {".txt", "text/plain; charset=utf-8"},
     {".csv", "text/csv; charset=utf-8"},
     {".pdf", "application/pdf"},
     {".zip", "application/zip"},
     {".gml", "application/gml+xml"}}};

std::string media_type_of(std::string_view path) {
  for (const MediaType& known : media_types)
    if (ends_with_nocase(path, known.ending)) return std::string(known.type);
  return "application/octet-stream";
}

std::string hex_number(std::uint64_t value) {
  std::string text;
  for (; value > 0 || text.empty(); value /= 16) text.insert(text.begin(), "0123456789abcdef"[value % 16]);
  return text;
}

// nginx's own form, so that a file has one tag whoever serves it. Dalles never change under their name, and a
// document that is written again gets another second (step/publish_place).
Representation representation_of(const SiteEntry& entry) {
  const std::int64_t seconds = entry.modified_ns / 1'000'000'000;
  return {entry.size_bytes,
          "\"" + hex_number(static_cast<std::uint64_t>(seconds)) + "-" + hex_number(entry.size_bytes) + "\"",
          seconds};
}

// A correction has a new name, but a dalle that is withdrawn must go from caches too, and soon.
constexpr unsigned image_caching_s = 300;
constexpr const char* document_caching = "no-cache";

// The proxy sends the file itself, ranges and all. What it will send is counted here, for quotas.
Response hand_over(std::string_view prefix, const std::string& path, Response response, std::uint64_t bytes) {
  response.status = 200;
  std::erase_if(response.headers, [](const auto& field) { return field.first == "Content-Range"; });
  response.set("X-Accel-Redirect", std::string(prefix) + url_encode(path));
  response.body = std::string();
  response.handed_over_bytes = bytes;
  return response;
}

Response gone() {
  return problem(410, "this dalle was corrected or withdrawn; the index says what there is now");
}

Response site_file(const Service& service, const Request& request) {
  const SiteRoot& site = service.site;
  const GonePtr list = service.gone->current();
  std::string path = request.path;
  const std::string below = path.substr(1);
  if (list->is_withdrawn(below)) return gone();  // there or not
  auto entry = site.open(path);
  if (entry && entry->is_folder) {
    if (!path.ends_with('/')) return moved_to(request, path + "/");
    path += "index.html";
    entry = site.open(path);
  }
  if (!entry || entry->is_folder)
    return list->is_superseded(below) ? gone() : problem(404, "nothing is published at this address");
  return send_file(service, request, path, std::move(*entry));
}

}  // namespace

Response send_file(const Service& service, const Request& request, const std::string& path, SiteEntry entry) {
  const Representation what = representation_of(entry);
  const Selection selection = select(request, what);
  Response response = response_of(selection, what);
  if (selection.status >= 400) return response;
  const bool image = path.ends_with(".tif");
  response.set("Cache-Control", image ? caching(service, request, image_caching_s) : document_caching);
  if (selection.status == 304) return response;
  response.set("Content-Type", media_type_of(path));
  const auto prefix = request.header("x-accel-prefix");
  if (prefix && !prefix->empty())
    return hand_over(*prefix, path, std::move(response), selection.range.size_bytes);
  response.body = FilePart{std::move(entry.file), selection.range.first, selection.range.size_bytes};
  return response;
}

void add_site_files(Router& router, const ServicePtr& service) {
  router.add({"/", [service](const Request& request) { return site_file(*service, request); }});
}

}  // namespace pcrs::serve
