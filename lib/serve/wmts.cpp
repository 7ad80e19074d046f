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

struct Drawn {
  Drawn(int width, int height) : image(width, height) {}
  TileImage image;
  std::string dalle;     ///< key, where it shows one alone
  bool is_whole = true;  ///< false: a file was away, so that the next one who asks may see more
};

class Wmts {
 public:
  explicit Wmts(const ServicePtr& service)
      : m_service(service), m_imagery(service), m_cache(cache_max_bytes) {}
  std::optional<Response> quick(const Request& request);
  Response answer(const Request& request);

 private:
  std::variant<Tile, WmtsFault> tile_of(const Imagery& imagery, const WmtsTileCall& call) const;
  std::optional<Response> block(const Request& request, const Imagery& imagery, const Tile& tile,
                                bool may_wait);
  std::optional<Response> block_of(const Request& request, const Tile& tile, const Picture& picture,
                                   const SiteEntry& entry, const raster::CogIndex& index) const;
  Response made(const Request& request, const Imagery& imagery, const Tile& tile);
  Response info(const Request& request, const Imagery& imagery, const Tile& tile) const;
  Response capabilities(const Request& request, const Imagery& imagery) const;
  Drawn grid_image(const Imagery& imagery, const Tile& tile) const;
  Drawn web_image(const Imagery& imagery, const Tile& tile) const;
  void lay(Drawn& drawn, const Imagery& imagery, int millesime, const grid::TileMatrix& matrix,
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

// The first of which no tile needs more than a few blocks of the coarsest level. A web tile lies across the
// grid at some degrees, and its metres are longest at the equator.
int first_zoom(const Imagery& imagery) {
  constexpr double across = 1.15;
  const double most_m = imagery.matrices()[imagery.first_matrix()].cell_m * source_max_px;
  int zoom = 0;
  while (zoom < last_zoom(imagery) && format::web_mercator::cell_m(zoom) * tile_px * across > most_m) ++zoom;
  return zoom;
}

std::variant<Tile, WmtsFault> Wmts::tile_of(const Imagery& imagery, const WmtsTileCall& call) const {
  const auto year = millesime_of(imagery, call.layer);
  if (!year) return unknown("Layer", call.layer);
  const auto number = to_number<int>(call.matrix).value_or(-1);
  Tile tile{call, *year, call.matrix_set == format::web_mercator::id, {}, {}, 0};
  grid::TileRange range;
  if (tile.web) {
    if (number < first_zoom(imagery) || number > last_zoom(imagery))
      return unknown("TileMatrix", call.matrix);
    const std::int64_t last = (std::int64_t{1} << number) - 1;
    range = {0, last, 0, last};
    if (range.holds(call.column, call.row))
      tile.bounds = format::web_mercator::bounds(number, call.column, call.row);
    tile.side_px = tile_px;
  } else if (call.matrix_set == format::matrix_set_id(imagery.grid().crs)) {
    const auto& matrices = imagery.matrices();
    if (number < static_cast<int>(imagery.first_matrix()) || number >= static_cast<int>(matrices.size()))
      return unknown("TileMatrix", call.matrix);
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

// Empty where the index of a damaged file says what cannot be: a block is never larger than its pixels.
std::string read_part(const SiteEntry& entry, const raster::BlockPlace& place, int block_px) {
  constexpr std::uint64_t headers = 65536;
  const auto side = static_cast<std::uint64_t>(block_px);
  const std::uint64_t size = place.size_bytes;
  if (size > 3 * side * side + headers || size > entry.size_bytes || place.offset > entry.size_bytes - size)
    return {};
  std::string bytes(size, '\0');
  const ssize_t got =
      ::pread(entry.file.number(), bytes.data(), bytes.size(), static_cast<off_t>(place.offset));
  return got == static_cast<ssize_t>(size) ? bytes : "";
}

// Of the dalles' own levels; what the mosaic shows is drawn without them.
bool shows_withdrawn(const Imagery& imagery, const Tile& tile) {
  return !tile.web && !tile.matrix.mosaic && imagery.withholds(tile.millesime, tile.bounds);
}

// How many tiles it is from an edge of the image; nothing when the tile lies across its blocks.
std::optional<std::int64_t> whole_tiles(double metres, const grid::TileMatrix& matrix) {
  constexpr double slack = 1e-3;
  const double tiles = metres / matrix.tile_m();
  const std::int64_t whole = std::llround(tiles);
  return std::abs(tiles - static_cast<double>(whole)) < slack ? std::optional(whole) : std::nullopt;
}

// The block that a tile of the grid's set is, when it can be sent as it is.
std::optional<Response> Wmts::block(const Request& request, const Imagery& imagery, const Tile& tile,
                                    bool may_wait) {
  if (tile.web || tile.call.format != TileFormat::jpeg || (!tile.matrix.mosaic && !imagery.aligned()))
    return std::nullopt;
  const auto pictures = imagery.pictures(tile.millesime, tile.matrix, tile.bounds);
  if (pictures.empty()) return shows_withdrawn(imagery, tile) ? withdrawn() : no_pixels();
  const Picture& picture = pictures.front();
  const auto entry = m_service->site.open("/" + picture.path);
  if (pictures.size() > 1 || !entry) return std::nullopt;
  const auto index = may_wait ? m_indexes.of(picture.path, *entry) : m_indexes.at_hand(picture.path, *entry);
  return index ? block_of(request, tile, picture, *entry, *index) : std::nullopt;
}

// Of one file. Whatever is not as our writer leaves it is decoded and drawn instead.
std::optional<Response> Wmts::block_of(const Request& request, const Tile& tile, const Picture& picture,
                                       const SiteEntry& entry, const raster::CogIndex& index) const {
  const double metres = picture.placed.width * picture.placed.gsd_m;
  const raster::TiffLevel* level =
      index.level_of_width(static_cast<int>(std::llround(metres / tile.matrix.cell_m)));
  if (level == nullptr || index.block_px != tile.matrix.tile_px) return std::nullopt;
  const auto column = whole_tiles(tile.bounds[0] - picture.placed.west, tile.matrix);
  const auto row = whole_tiles(picture.placed.north - tile.bounds[3], tile.matrix);
  const std::int64_t columns = (level->width + index.block_px - 1) / index.block_px;
  if (!column || !row || *column < 0 || *column >= columns || *row < 0) return std::nullopt;
  const auto at = static_cast<std::size_t>(*row * columns + *column);
  if (at >= level->image.size()) return std::nullopt;
  if (at < level->mask.size()) {
    const std::string mask = read_part(entry, level->mask[at], index.block_px);
    const raster::Coverage coverage = raster::coverage_of(as_bytes(mask), index.block_px);
    if (coverage == raster::Coverage::none) return no_pixels();
    if (coverage == raster::Coverage::some) return std::nullopt;
  }
  const std::string data = read_part(entry, level->image[at], index.block_px);
  if (!raster::is_jpeg(as_bytes(data))) return std::nullopt;
  const std::string etag = "\"" + std::to_string(entry.modified_ns) + "-" + std::to_string(entry.size_bytes) +
                           "-" + std::to_string(level->width) + "-" + std::to_string(at) + "\"";
  return sent(request, raster::whole_jpeg(level->jpeg_tables, as_bytes(data)), tile.call.format, etag,
              picture.dalle);
}

void Wmts::lay(Drawn& drawn, const Imagery& imagery, int millesime, const grid::TileMatrix& matrix,
               const std::array<double, 4>& bounds) const {
  const auto pictures = imagery.pictures(millesime, matrix, bounds);
  if (pictures.size() == 1) drawn.dalle = pictures.front().dalle;
  for (const Picture& picture : pictures) {
    const auto entry = m_service->site.open("/" + picture.path);
    drawn.is_whole = drawn.is_whole && entry;
    if (!entry) continue;  // withdrawn since, or away
    try {
      // By its descriptor: what was opened below the site is what is read.
      raster::lay_over(drawn.image, bounds[0], bounds[3], matrix.cell_m,
                       "/proc/self/fd/" + std::to_string(entry->file.number()), picture.placed);
    } catch (const Error& error) {
      throw Error(error.kind(), picture.path, error.message());
    }
  }
}

Drawn Wmts::grid_image(const Imagery& imagery, const Tile& tile) const {
  Drawn drawn(tile.side_px, tile.side_px);
  lay(drawn, imagery, tile.millesime, tile.matrix, tile.bounds);
  return drawn;
}

// From the coarsest level that is fine enough, two pixels more on each side than the tile needs.
Drawn Wmts::web_image(const Imagery& imagery, const Tile& tile) const {
  const std::string& crs = imagery.grid().crs;
  auto box = raster::bounds_in(tile.bounds, format::web_mercator::crs, crs);
  const double wanted_m = (box[2] - box[0]) / tile_px;
  const grid::TileMatrix* best = &imagery.matrices()[imagery.first_matrix()];
  for (const grid::TileMatrix& matrix : imagery.matrices())
    if (best->cell_m > wanted_m && matrix.cell_m < best->cell_m) best = &matrix;
  const double cell_m = best->cell_m;
  for (std::size_t i : {0U, 1U}) box[i] = (std::floor(box[i] / cell_m) - 2) * cell_m;
  for (std::size_t i : {2U, 3U}) box[i] = (std::ceil(box[i] / cell_m) + 2) * cell_m;
  const int width = static_cast<int>(std::llround((box[2] - box[0]) / cell_m));
  const int height = static_cast<int>(std::llround((box[3] - box[1]) / cell_m));
  Drawn drawn(tile_px, tile_px);
  if (width > source_max_px || height > source_max_px)
    return drawn;  // further out than any level is made for
  Drawn source(width, height);
  lay(source, imagery, tile.millesime, *best, box);
  drawn.dalle = source.dalle;
  drawn.is_whole = source.is_whole;
  if (!source.image.is_blank())
    drawn.image = raster::warp_tile(source.image, box[0], box[3], cell_m, crs, tile.bounds, tile_px, tile_px,
                                    format::web_mercator::crs);
  return drawn;
}

Response Wmts::made(const Request& request, const Imagery& imagery, const Tile& tile) {
  const WmtsTileCall& call = tile.call;
  const std::string key = std::to_string(imagery.generation()) + " " + std::to_string(tile.millesime) + " " +
                          call.matrix_set + " " + std::to_string(to_number<int>(call.matrix).value_or(-1)) +
                          " " + std::to_string(call.row) + " " + std::to_string(call.column) + " " +
                          types[static_cast<std::size_t>(call.format)];
  if (const MadeTilePtr known = m_cache.find(key))
    return sent(request, known->bytes, call.format, "", known->dalle);
  const Drawn drawn = tile.web ? web_image(imagery, tile) : grid_image(imagery, tile);
  if (drawn.image.is_blank() && shows_withdrawn(imagery, tile)) return withdrawn();
  if (call.format == TileFormat::jpeg && drawn.image.is_blank()) return no_pixels();
  const auto made =
      std::make_shared<const MadeTile>(MadeTile{raster::encode_tile(drawn.image, call.format), drawn.dalle});
  if (drawn.is_whole) m_cache.keep(key, made);
  Response response = sent(request, made->bytes, call.format, "", made->dalle);
  if (!drawn.is_whole) response.set("Cache-Control", "no-store");
  return response;
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
  const format::Wmts wmts = wmts_description(m_service->chantier, imagery, request.root_url,
                                             first_zoom(imagery), last_zoom(imagery));
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
  // What is to be read first is read by a worker: here all connections would wait for a slow disk.
  const ImageryPtr imagery = m_imagery.at_hand();
  if (!imagery) return std::nullopt;
  const auto tile = tile_of(*imagery, *asked);
  if (const auto* fault = std::get_if<WmtsFault>(&tile)) return refuse(*fault);
  return block(request, *imagery, std::get<Tile>(tile), false);
}

Response Wmts::answer(const Request& request) {
  const WmtsCall call = parse_wmts(request);
  if (const auto* fault = std::get_if<WmtsFault>(&call)) return refuse(*fault);
  const ImageryPtr imagery = m_imagery.current();
  if (std::holds_alternative<WmtsCapabilitiesCall>(call)) return capabilities(request, *imagery);
  const auto tile = tile_of(*imagery, std::get<WmtsTileCall>(call));
  if (const auto* fault = std::get_if<WmtsFault>(&tile)) return refuse(*fault);
  const Tile& asked = std::get<Tile>(tile);
  if (asked.call.info) return info(request, *imagery, asked);
  if (auto response = block(request, *imagery, asked, true)) return std::move(*response);
  return made(request, *imagery, asked);
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
