// SPDX-License-Identifier: Apache-2.0
#include "grid/region.hpp"

#include <ogr_api.h>
#include <ogr_geometry.h>
#include <ogr_spatialref.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/json_depth.hpp"
#include "base/text.hpp"
#include "grid/ogr.hpp"

namespace pcrs::grid {

namespace {

using GeometryPtr = std::unique_ptr<OGRGeometry>;

constexpr double edge_m = 1e-3;  // a dalle that is met by less than this is its neighbour's

bool is_geographic(const std::string& code) {
  return code == "EPSG:4326";
}

// ---- Boxes and points

bool holds(const AskedCrs& crs, double x, double y) {
  if (!std::isfinite(x) || !std::isfinite(y)) return false;
  return is_geographic(crs.code) ? std::abs(x) <= 180 && std::abs(y) <= 90
                                 : std::abs(x) <= 1e8 && std::abs(y) <= 1e8;
}

GeometryPtr box_geometry(const Bounds& box) {
  OGRLinearRing ring;
  ring.addPoint(box[0], box[1]);
  ring.addPoint(box[0], box[3]);
  ring.addPoint(box[2], box[3]);
  ring.addPoint(box[2], box[1]);
  ring.closeRings();
  auto polygon = std::make_unique<OGRPolygon>();
  polygon->addRing(&ring);
  return polygon;
}

// A box of no width is a line or a point, which OGR must not be told to be a polygon.
GeometryPtr geometry_of(const Bounds& box) {
  if (box[2] > box[0] && box[3] > box[1]) return box_geometry(box);
  if (box[2] <= box[0] && box[3] <= box[1]) return std::make_unique<OGRPoint>(box[0], box[1]);
  auto line = std::make_unique<OGRLineString>();
  line->addPoint(box[0], box[1]);
  line->addPoint(box[2], box[3]);
  return line;
}

// ---- What a geometry holds

struct Extremes : OGRDefaultConstGeometryVisitor {
  explicit Extremes(const AskedCrs& asked) : crs(asked) {}
  using OGRDefaultConstGeometryVisitor::visit;
  void visit(const OGRPoint* point) override {
    ++points;
    sane = sane && (point->IsEmpty() || holds(crs, point->getX(), point->getY()));
  }
  const AskedCrs& crs;
  std::size_t points = 0;
  bool sane = true;
};

void check_points(const OGRGeometry& geometry, const AskedCrs& crs, const std::string& where) {
  Extremes found(crs);
  geometry.accept(&found);
  if (found.points > Region::most_points)
    throw_usage(where, "has " + std::to_string(found.points) + " points; at most " +
                           std::to_string(Region::most_points) + " are taken, simplify it");
  if (!found.sane)
    throw_usage(
        where, "holds coordinates that " + crs.code +
                   " cannot hold: say in which CRS it is (without a word it is in degrees, longitude first)");
}

// A Feature stands for its geometry.
std::string geometry_text(const std::string& text, const std::string& where) {
  constexpr std::size_t deepest = 32;
  if (json_depth(text) > deepest) throw_usage(where, "nests its brackets too deep");
  Json json;
  try {
    json = parse_json(text, where);
  } catch (const Error&) {
    throw_usage(where, "is no JSON; expected a GeoJSON geometry, or WKT");
  }
  if (json.is_object() && json.value("type", Json()) == "Feature" && json.contains("geometry"))
    json = json["geometry"];
  if (!json.is_object() || !json.contains("type"))
    throw_usage(where, "is no GeoJSON geometry (an object with type and coordinates)");
  return json_line(json);
}

GeometryPtr parsed(const std::string& text, const std::string& where) {
  const OgrErrors errors;
  GeometryPtr geometry;
  const std::string_view shown = trim(text);
  if (shown.starts_with('{')) {
    geometry.reset(OGRGeometryFactory::createFromGeoJson(geometry_text(text, where).c_str()));
  } else {
    OGRGeometry* made = nullptr;
    const std::string plain(shown);
    if (OGRGeometryFactory::createFromWkt(plain.c_str(), nullptr, &made) != OGRERR_NONE) made = nullptr;
    geometry.reset(made);
  }
  if (!geometry || geometry->IsEmpty())
    throw_usage(where,
                "cannot be read as WKT or GeoJSON: " +
                    (errors.text().empty() ? "\"" + one_line(text.substr(0, 40)) + "\"" : errors.text()));
  if (geometry->hasCurveGeometry()) throw_usage(where, "has arcs; give it with straight edges");
  geometry->flattenTo2D();
  return geometry;
}

// ---- Into the grid

// Where `within` lies in the asked CRS, with a tenth more all round.
Bounds surroundings(const Bounds& within, OGRCoordinateTransformation* from_grid) {
  std::vector<double> x, y;
  constexpr int steps = 20;
  for (int i = 0; i <= steps; ++i) {
    const double along_x = within[0] + (within[2] - within[0]) * i / steps;
    const double along_y = within[1] + (within[3] - within[1]) * i / steps;
    x.insert(x.end(), {along_x, along_x, within[0], within[2]});
    y.insert(y.end(), {within[1], within[3], along_y, along_y});
  }
  if (from_grid != nullptr) from_grid->Transform(static_cast<int>(x.size()), x.data(), y.data());
  const auto [west, east] = std::minmax_element(x.begin(), x.end());
  const auto [south, north] = std::minmax_element(y.begin(), y.end());
  const double across = (*east - *west) / 10, along = (*north - *south) / 10;
  return {*west - across, *south - along, *east + across, *north + along};
}

bool is_surface_type(const OGRGeometry& geometry) {
  return geometry.getDimension() == 2;
}

// Edges that all cross each other meet in a point a pair: a repair then takes hours.
constexpr std::size_t most_points_to_repair = 100;
constexpr std::size_t bytes_a_point = 16;  // of WKB

GeometryPtr repaired(GeometryPtr geometry, const std::string& where) {
  const OgrErrors errors;
  if (is_surface_type(*geometry) && !geometry->IsValid()) {
    if (geometry->WkbSize() / bytes_a_point > most_points_to_repair)
      throw_usage(where,
                  "crosses itself, with too many points to be repaired; draw it without crossing edges");
    geometry.reset(geometry->MakeValid());
  }
  if (!geometry) throw_usage(where, "cannot be understood as a surface; draw it without crossing edges");
  return geometry;
}

GeometryPtr in_grid(GeometryPtr geometry, const AskedCrs& crs, const std::string& grid_crs,
                    const Bounds& within, const std::string& where) {
  TransformationPtr to_grid, from_grid;
  if (crs.code != grid_crs) {
    const ReferencePtr grid = reference_of(grid_crs), asked = reference_of(crs.code);
    to_grid = transformation(*asked, *grid);
    from_grid = transformation(*grid, *asked);
  }
  const OgrErrors errors;
  const Bounds near = surroundings(within, from_grid.get());
  OGREnvelope box;
  geometry->getEnvelope(&box);
  const bool inside =
      box.MinX >= near[0] && box.MinY >= near[1] && box.MaxX <= near[2] && box.MaxY <= near[3];
  if (!inside) geometry.reset(geometry->Intersection(box_geometry(near).get()));
  if (!geometry) throw_usage(where, "cannot be cut to the territory: " + errors.text());
  if (!to_grid || geometry->IsEmpty()) return geometry;
  // A fiftieth of the territory bends by some metres at most.
  geometry->segmentize(std::max(near[2] - near[0], near[3] - near[1]) / 200);
  if (geometry->transform(to_grid.get()) != OGRERR_NONE)
    throw_usage(where, "cannot be brought to " + grid_crs + ": " + errors.text());
  return geometry;
}

Ring ring_of(const OGRLinearRing& ring) {
  Ring points;
  for (int i = 0; i < ring.getNumPoints(); ++i) points.push_back({ring.getX(i), ring.getY(i)});
  return points;
}

void collect(const OGRGeometry& geometry, Polygons& into) {
  const auto type = wkbFlatten(geometry.getGeometryType());
  if (type == wkbPolygon) {
    Polygon rings;
    for (const OGRLinearRing* ring : *geometry.toPolygon()) rings.push_back(ring_of(*ring));
    if (!rings.empty()) into.push_back(std::move(rings));
  } else if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) {
    for (const OGRGeometry* part : *geometry.toGeometryCollection()) collect(*part, into);
  }
}

GeometryPtr surface_of(const Polygons& polygons) {
  auto all = std::make_unique<OGRMultiPolygon>();
  for (const Polygon& rings : polygons) {
    OGRPolygon polygon;
    for (const Ring& points : rings) {
      OGRLinearRing ring;
      for (const Point& point : points) ring.addPoint(point.x, point.y);
      ring.closeRings();
      polygon.addRing(&ring);
    }
    all->addGeometry(&polygon);
  }
  return all;
}

// Neighbours share edges, which one surface may not.
GeometryPtr merged(GeometryPtr surface) {
  const OgrErrors errors;
  if (surface->IsValid()) return surface;
  GeometryPtr whole(surface->UnionCascaded());
  if (!whole) whole.reset(surface->MakeValid());
  if (!whole) throw_usage("the polygons", "cannot be understood as a surface: " + errors.text());
  return whole;
}

}  // namespace

std::optional<AskedCrs> asked_crs(std::string_view text, const std::string& grid_crs) {
  const std::string word = lower_ascii(trim(text));
  if (word == "crs84" || word == "ogc:crs84" || word.ends_with("/def/crs/ogc/1.3/crs84") ||
      word == "urn:ogc:def:crs:ogc:1.3:crs84" || word == "urn:ogc:def:crs:ogc::crs84")
    return AskedCrs{"EPSG:4326", false};
  std::string_view number = word;
  const bool by_authority =
      word.find("def/crs/epsg/") != word.npos || word.starts_with("urn:ogc:def:crs:epsg:");
  if (by_authority)
    number = number.substr(number.find_last_of("/:") + 1);
  else if (word.starts_with("epsg:"))
    number.remove_prefix(5);
  const auto code = to_number<int>(number);
  if (!code) return std::nullopt;
  const std::string name = "EPSG:" + std::to_string(*code);
  const bool known =
      name == grid_crs || *code == 2154 || (*code >= 3942 && *code <= 3950) || *code == 3857 || *code == 4326;
  if (!known) return std::nullopt;
  return AskedCrs{name, by_authority && *code == 4326};
}

bool is_projected_here(const std::string& code, const std::string& grid_crs) {
  return code == grid_crs || code == "EPSG:2154" || (code >= "EPSG:3942" && code <= "EPSG:3950");
}

struct Region::State {
  GeometryPtr geometry;  // in the grid's CRS
  std::string crs;
  bool box = false;
  OGRPreparedGeometryUniquePtr prepared;
};

Region::Region(std::unique_ptr<State> state) : m_state(std::move(state)) {
  const OgrErrors errors;
  m_state->prepared.reset(OGRCreatePreparedGeometry(OGRGeometry::ToHandle(m_state->geometry.get())));
}
Region::~Region() = default;
Region::Region(Region&&) noexcept = default;
Region& Region::operator=(Region&&) noexcept = default;

Region Region::of_box(const Bounds& asked, const AskedCrs& crs, const std::string& grid_crs,
                      const Bounds& within, const std::string& where) {
  Bounds box = asked;
  if (crs.latitude_first) box = {asked[1], asked[0], asked[3], asked[2]};
  for (const std::size_t corner : {std::size_t{0}, std::size_t{2}})
    if (!holds(crs, box[corner], box[corner + 1]))
      throw_usage(where, "holds numbers that " + crs.code + " cannot hold");
  if (box[3] < box[1]) throw_usage(where, "ends south of where it begins; expected west,south,east,north");
  auto state = std::make_unique<State>();
  state->crs = grid_crs;
  state->box = crs.code == grid_crs;
  if (box[2] >= box[0]) {
    state->geometry = geometry_of(box);
  } else if (is_geographic(crs.code)) {  // it crosses the meridian of 180 degrees
    auto both = std::make_unique<OGRMultiPolygon>();
    both->addGeometry(box_geometry({box[0], box[1], 180, box[3]}).get());
    both->addGeometry(box_geometry({-180, box[1], box[2], box[3]}).get());
    state->geometry = std::move(both);
  } else {
    throw_usage(where, "ends west of where it begins; expected west,south,east,north");
  }
  state->geometry = in_grid(std::move(state->geometry), crs, grid_crs, within, where);
  return Region(std::move(state));
}

Region Region::of_text(const std::string& text, const AskedCrs& crs, const std::string& grid_crs,
                       const Bounds& within, const std::string& where) {
  auto state = std::make_unique<State>();
  state->crs = grid_crs;
  state->geometry = parsed(text, where);
  if (crs.latitude_first) state->geometry->swapXY();
  check_points(*state->geometry, crs, where);
  state->geometry = in_grid(repaired(std::move(state->geometry), where), crs, grid_crs, within, where);
  return Region(std::move(state));
}

Region Region::of_polygons(const Polygons& polygons, const std::string& grid_crs) {
  auto state = std::make_unique<State>();
  state->crs = grid_crs;
  state->geometry = merged(surface_of(polygons));
  return Region(std::move(state));
}

bool Region::is_empty() const {
  return m_state->geometry->IsEmpty();
}

bool Region::is_surface() const {
  return is_surface_type(*m_state->geometry);
}

Bounds Region::bounds() const {
  if (is_empty()) return {0, 0, 0, 0};
  OGREnvelope box;
  m_state->geometry->getEnvelope(&box);
  return {box.MinX, box.MinY, box.MaxX, box.MaxY};
}

double Region::area() const {
  return OGR_G_Area(OGRGeometry::ToHandle(m_state->geometry.get()));
}

bool Region::is_box() const {
  return m_state->box && is_surface();
}

bool Region::meets(const Bounds& square) const {
  const OgrErrors errors;
  const double in = is_surface() ? edge_m : 0;
  const GeometryPtr inner = box_geometry({square[0] + in, square[1] + in, square[2] - in, square[3] - in});
  if (!m_state->prepared) return m_state->geometry->Intersects(inner.get()) != 0;
  return OGRPreparedGeometryIntersects(m_state->prepared.get(), OGRGeometry::ToHandle(inner.get())) != 0;
}

Polygons Region::polygons_in(const std::string& crs) const {
  const OgrErrors errors;
  GeometryPtr geometry(m_state->geometry->clone());
  if (crs != m_state->crs) {
    const Bounds box = bounds();
    geometry->segmentize(std::max({box[2] - box[0], box[3] - box[1], 1.0}) / 500);
    const TransformationPtr way = transformation(*reference_of(m_state->crs), *reference_of(crs));
    if (geometry->transform(way.get()) != OGRERR_NONE)
      throw_usage("polygon", "cannot be brought to " + crs + ": " + errors.text());
  }
  Polygons polygons;
  collect(*geometry, polygons);
  return polygons;
}

}  // namespace pcrs::grid
