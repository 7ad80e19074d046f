// SPDX-License-Identifier: Apache-2.0
// WMTS 1.0.0 on the published pixels. A tile of the grid's own matrices is a block of a COG, sent as it is
// with its JPEG header rebuilt; edges, other formats and Web Mercator are made by a worker.
#include "serve/wmts.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "format/wmts.hpp"
#include "raster/tile_image.hpp"
#include "serve/conditions.hpp"
#include "serve/gate.hpp"
#include "serve/imagery.hpp"
#include "serve/wmts_call.hpp"
#include "serve/wmts_texts.hpp"

namespace pcrs::serve {

namespace {

using format::web_mercator::tile_px;
using raster::TileFormat;
using raster::TileImage;

constexpr unsigned caching_s = 300;
constexpr std::size_t cache_max_bytes = std::size_t{64} << 20;
constexpr int source_max_px = 2000;  // a side of what one web tile is warped from
constexpr std::array<const char*, 3> types{"image/jpeg", "image/png", "image/webp"};

Response refuse(const WmtsFault& fault) {
  Response response = text_response(fault.status, "application/xml",
                                    format::ows_exception(fault.code, fault.locator, fault.text));
  response.set("Cache-Control", "no-store");
  return response;
}

WmtsFault unknown(const std::string& name, const std::string& value) {
  return {400, "InvalidParameterValue", name, "there is no " + name + " \"" + value + "\""};
}

/// A tile of which everything is known: its layer, its matrix, and that it lies where there may be pixels.
struct Tile {
  WmtsTileCall call;
  int millesime = 0;
  bool web = false;
  grid::TileMatrix matrix;         ///< of the grid's set
  std::array<double, 4> bounds{};  ///< in the CRS of its set
  int side_px = 0;
};

class Wmts {
 public:
  explicit Wmts(const ServicePtr& service)
      : m_service(service), m_imagery(service), m_cache(cache_max_bytes) {}
  std::optional<Response> quick(const Request& request);
  Response answer(const Request& request);

 private:
  std::variant<Tile, WmtsFault> tile_of(const Imagery& imagery, const WmtsTileCall& call) const;
  std::optional<Response> block(const Request& request, const Imagery& imagery, const Tile& tile);
  Response made(const Request& request, const Imagery& imagery, const Tile& tile);
  Response info(const Request& request, const Imagery& imagery, const Tile& tile) const;
  Response capabilities(const Request& request, const Imagery& imagery) const;
  TileImage grid_image(const Imagery& imagery, const Tile& tile) const;
  TileImage web_image(const Imagery& imagery, const Tile& tile) const;
  void lay(TileImage& image, const Imagery& imagery, int millesime, const grid::TileMatrix& matrix,
           const std::array<double, 4>& bounds) const;
  Response sent(const Request& request, std::string bytes, TileFormat format, const std::string& etag,
                const std::string& dalle) const;

  const ServicePtr m_service;
  const ImageryKeeper m_imagery;
  CogIndexes m_indexes;
  TileCache m_cache;
};

std::optional<int> millesime_of(const Imagery& imagery, const std::string& layer) {
  const auto& years = imagery.millesimes();
  if (layer == "ortho") return imagery.current();
  const auto year =
      layer.starts_with("ortho-") ? to_number<int>(std::string_view(layer).substr(6)) : std::nullopt;
  return year && std::count(years.begin(), years.end(), *year) > 0 ? year : std::nullopt;
}

// Zooms of Web Mercator: the last is the first that is as fine as the dalles.
int last_zoom(const Imagery& imagery) {
  constexpr double widest = 1.6;  // of a metre at 51° north: 1 / cos
  int zoom = 0;
  while (zoom < 23 && format::web_mercator::cell_m(zoom) > imagery.grid().gsd_m * widest) ++zoom;
  return zoom;
}
constexpr int first_zoom = 6;

std::variant<Tile, WmtsFault> Wmts::tile_of(const Imagery& imagery, const WmtsTileCall& call) const {
  const auto year = millesime_of(imagery, call.layer);
  if (!year) return unknown("Layer", call.layer);
  const auto number = to_number<int>(call.matrix).value_or(-1);
  Tile tile{call, *year, call.matrix_set == format::web_mercator::id, {}, {}, 0};
  grid::TileRange range;
  if (tile.web) {
    if (number < first_zoom || number > last_zoom(imagery)) return unknown("TileMatrix", call.matrix);
    const std::int64_t last = (std::int64_t{1} << number) - 1;
    range = {0, last, 0, last};
    if (range.holds(call.column, call.row))
      tile.bounds = format::web_mercator::bounds(number, call.column, call.row);
    tile.side_px = tile_px;
  } else if (call.matrix_set == format::matrix_set_id(imagery.grid().crs)) {
    const auto& matrices = imagery.matrices();
    if (number < 0 || number >= static_cast<int>(matrices.size())) return unknown("TileMatrix", call.matrix);
    tile.matrix = matrices[static_cast<std::size_t>(number)];
    range = {0, tile.matrix.columns() - 1, 0, tile.matrix.rows() - 1};
    const double west = grid::matrix_west_m + static_cast<double>(call.column) * tile.matrix.tile_m();
    const double north = grid::matrix_north_m - static_cast<double>(call.row) * tile.matrix.tile_m();
    tile.bounds = {west, north - tile.matrix.tile_m(), west + tile.matrix.tile_m(), north};
    tile.side_px = tile.matrix.tile_px;
  } else {
    return unknown("TileMatrixSet", call.matrix_set);
  }
  if (!range.holds(call.column, call.row))
    return WmtsFault{400, "TileOutOfRange", range.holds(call.column, 0) ? "TileRow" : "TileCol",
                     "the matrix has no such tile"};
  return tile;
}

Response Wmts::sent(const Request& request, std::string bytes, TileFormat format, const std::string& etag,
                    const std::string& dalle) const {
  Response response = text_response(200, types[static_cast<std::size_t>(format)], std::move(bytes));
  response.set("Cache-Control", caching(*m_service, request, caching_s));
  if (!etag.empty()) response.set("ETag", etag);
  response.dalle = dalle;
  return conditional(request, std::move(response));
}

// Where nothing is, a client that draws transparency gets it; one that asks for JPEG is told that there is no
// tile.
Response no_pixels() {
  return refuse({404, "TileOutOfRange", "", "there are no pixels here"});
}

// It had pixels until a person withdrew them.
Response withdrawn() {
  return refuse({410, "TileOutOfRange", "", "the dalle that this tile showed was withdrawn"});
}

std::string read_part(const SiteEntry& entry, const raster::BlockPlace& place, const std::string& where) {
  std::string bytes(place.size_bytes, '\0');
  if (place.offset + place.size_bytes > entry.size_bytes ||
      ::pread(entry.file.number(), bytes.data(), bytes.size(), static_cast<off_t>(place.offset)) !=
          static_cast<ssize_t>(bytes.size()))
    throw_failed(where, "is cut short");
  return bytes;
}

// Of the dalles' own levels; what the mosaic shows is drawn without them.
bool shows_withdrawn(const Imagery& imagery, const Tile& tile) {
  return !tile.web && !tile.matrix.mosaic && imagery.withholds(tile.millesime, tile.bounds);
}

// The block that a tile of the grid's set is, when it can be sent as it is.
std::optional<Response> Wmts::block(const Request& request, const Imagery& imagery, const Tile& tile) {
  if (tile.web || tile.call.format != TileFormat::jpeg || (!tile.matrix.mosaic && !imagery.aligned()))
    return std::nullopt;
  const auto pictures = imagery.pictures(tile.millesime, tile.matrix, tile.bounds);
  if (pictures.empty()) return shows_withdrawn(imagery, tile) ? withdrawn() : no_pixels();
  const Picture& picture = pictures.front();
  const auto entry = m_service->site.open("/" + picture.path);
  if (pictures.size() > 1 || !entry) return std::nullopt;
  const auto index = m_indexes.of(picture.path, *entry);
  const double metres = picture.placed.width * picture.placed.gsd_m;
  const raster::TiffLevel* level =
      index->level_of_width(static_cast<int>(std::llround(metres / tile.matrix.cell_m)));
  if (level == nullptr || index->block_px != tile.matrix.tile_px) return std::nullopt;
  const auto column = std::llround((tile.bounds[0] - picture.placed.west) / tile.matrix.tile_m());
  const auto row = std::llround((picture.placed.north - tile.bounds[3]) / tile.matrix.tile_m());
  const auto columns = (level->width + index->block_px - 1) / index->block_px;
  const auto at = static_cast<std::size_t>(row * columns + column);
  if (at >= level->image.size()) return std::nullopt;
  if (at < level->mask.size()) {
    const std::string mask = read_part(*entry, level->mask[at], picture.path);
    const raster::Coverage coverage = raster::coverage_of(as_bytes(mask), index->block_px);
    if (coverage == raster::Coverage::none) return no_pixels();
    if (coverage == raster::Coverage::some) return std::nullopt;
  }
  const std::string data = read_part(*entry, level->image[at], picture.path);
  const std::string etag = "\"" + std::to_string(entry->modified_ns) + "-" +
                           std::to_string(entry->size_bytes) + "-" + std::to_string(level->width) + "-" +
                           std::to_string(at) + "\"";
  return sent(request, raster::whole_jpeg(level->jpeg_tables, as_bytes(data)), tile.call.format, etag,
              picture.dalle);
}

void Wmts::lay(TileImage& image, const Imagery& imagery, int millesime, const grid::TileMatrix& matrix,
               const std::array<double, 4>& bounds) const {
  for (const Picture& picture : imagery.pictures(millesime, matrix, bounds)) {
    const auto entry = m_service->site.open("/" + picture.path);
    if (!entry) continue;  // withdrawn since
    // By its descriptor: what was opened below the site is what is read.
    raster::lay_over(image, bounds[0], bounds[3], matrix.cell_m,
                     "/proc/self/fd/" + std::to_string(entry->file.number()), picture.placed);
  }
}

TileImage Wmts::grid_image(const Imagery& imagery, const Tile& tile) const {
  TileImage image(tile.side_px, tile.side_px);
  lay(image, imagery, tile.millesime, tile.matrix, tile.bounds);
  return image;
}

// From the coarsest level that is fine enough, two pixels more on each side than the tile needs.
TileImage Wmts::web_image(const Imagery& imagery, const Tile& tile) const {
  const std::string& crs = imagery.grid().crs;
  auto box = raster::bounds_in(tile.bounds, format::web_mercator::crs, crs);
  const double wanted_m = (box[2] - box[0]) / tile_px;
  const grid::TileMatrix* best = &imagery.matrices().front();
  for (const grid::TileMatrix& matrix : imagery.matrices())
    if (best->cell_m > wanted_m && matrix.cell_m < best->cell_m) best = &matrix;
  const double cell_m = best->cell_m;
  for (std::size_t i : {0U, 1U}) box[i] = (std::floor(box[i] / cell_m) - 2) * cell_m;
  for (std::size_t i : {2U, 3U}) box[i] = (std::ceil(box[i] / cell_m) + 2) * cell_m;
  const int width = static_cast<int>(std::llround((box[2] - box[0]) / cell_m));
  const int height = static_cast<int>(std::llround((box[3] - box[1]) / cell_m));
  TileImage blank(tile_px, tile_px);
  if (width > source_max_px || height > source_max_px)
    return blank;  // further out than any level is made for
  TileImage source(width, height);
  lay(source, imagery, tile.millesime, *best, box);
  if (source.is_blank()) return blank;
  return raster::warp_tile(source, box[0], box[3], cell_m, crs, tile.bounds, tile_px, tile_px,
                           format::web_mercator::crs);
}

Response Wmts::made(const Request& request, const Imagery& imagery, const Tile& tile) {
  const WmtsTileCall& call = tile.call;
  const std::string key = std::to_string(imagery.generation()) + " " + std::to_string(tile.millesime) + " " +
                          call.matrix_set + " " + call.matrix + " " + std::to_string(call.row) + " " +
                          std::to_string(call.column) + " " + types[static_cast<std::size_t>(call.format)];
  auto bytes = m_cache.find(key);
  if (!bytes) {
    const TileImage image = tile.web ? web_image(imagery, tile) : grid_image(imagery, tile);
    if (image.is_blank() && shows_withdrawn(imagery, tile)) return withdrawn();
    if (call.format == TileFormat::jpeg && image.is_blank()) return no_pixels();
    bytes = std::make_shared<const std::string>(raster::encode_tile(image, call.format));
    m_cache.keep(key, bytes);
  }
  return sent(request, *bytes, call.format, "", "");
}

Response Wmts::info(const Request& request, const Imagery& imagery, const Tile& tile) const {
  const WmtsTileCall& call = tile.call;
  const auto inside = [&](std::int64_t pixel) { return pixel >= 0 && pixel < tile.side_px; };
  if (!inside(call.i) || !inside(call.j))
    return refuse({400, "PointIJOutOfRange", inside(call.i) ? "J" : "I", "the tile has no such pixel"});
  const double cell_m = (tile.bounds[2] - tile.bounds[0]) / tile.side_px;
  double x = tile.bounds[0] + (static_cast<double>(call.i) + 0.5) * cell_m;
  double y = tile.bounds[3] - (static_cast<double>(call.j) + 0.5) * cell_m;
  if (tile.web) {
    constexpr double point_m = 1e-3;  // bounds without a width are none
    const auto point =
        raster::bounds_in({x, y, x + point_m, y + point_m}, format::web_mercator::crs, imagery.grid().crs);
    x = point[0];
    y = point[1];
  }
  Response response =
      wmts_info(request, call.info_type, imagery.grid(), imagery.dalle_at(tile.millesime, x, y));
  response.set("Cache-Control", caching(*m_service, request, 0));
  return response;
}

Response Wmts::capabilities(const Request& request, const Imagery& imagery) const {
  const format::Wmts wmts =
      wmts_description(m_service->chantier, imagery, request.root_url, first_zoom, last_zoom(imagery));
  Response response = text_response(200, "application/xml", format::wmts_capabilities(wmts));
  response.set("Cache-Control", "no-cache");
  response.set("Vary", "Authorization, X-Forwarded-Host, X-Forwarded-Proto, X-Forwarded-Prefix");
  return conditional(request, std::move(response));
}

std::optional<Response> Wmts::quick(const Request& request) {
  const WmtsCall call = parse_wmts(request);
  if (const auto* fault = std::get_if<WmtsFault>(&call)) return refuse(*fault);
  const auto* asked = std::get_if<WmtsTileCall>(&call);
  if (asked == nullptr || asked->info || asked->format != TileFormat::jpeg) return std::nullopt;
  const ImageryPtr imagery = m_imagery.current();
  const auto tile = tile_of(*imagery, *asked);
  if (const auto* fault = std::get_if<WmtsFault>(&tile)) return refuse(*fault);
  return block(request, *imagery, std::get<Tile>(tile));
}

Response Wmts::answer(const Request& request) {
  const WmtsCall call = parse_wmts(request);
  if (const auto* fault = std::get_if<WmtsFault>(&call)) return refuse(*fault);
  const ImageryPtr imagery = m_imagery.current();
  if (std::holds_alternative<WmtsCapabilitiesCall>(call)) return capabilities(request, *imagery);
  const auto tile = tile_of(*imagery, std::get<WmtsTileCall>(call));
  if (const auto* fault = std::get_if<WmtsFault>(&tile)) return refuse(*fault);
  const Tile& asked = std::get<Tile>(tile);
  return asked.call.info ? info(request, *imagery, asked) : made(request, *imagery, asked);
}

}  // namespace

void add_wmts(Router& router, const ServicePtr& service) {
  const auto wmts = std::make_shared<Wmts>(service);
  for (const char* path : {"/wmts", "/wmts/"}) {
    Route route{path, [wmts](const Request& request) { return wmts->answer(request); }};
    route.heavy = true;
    route.quick = [wmts](const Request& request) { return wmts->quick(request); };
    router.add(std::move(route));
  }
}

}  // namespace pcrs::serve
