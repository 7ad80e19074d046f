// SPDX-License-Identifier: Apache-2.0
#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <atomic>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "grid/feature_check.hpp"
#include "grid/feature_file.hpp"
#include "grid/ogr.hpp"

namespace pcrs::grid {

namespace {

/// A configuration option of GDAL for this thread, put back at the end.
class ThreadOption {
 public:
  ThreadOption(const char* key, const char* value) : m_key(key) {
    if (const char* before = CPLGetThreadLocalConfigOption(key, nullptr)) m_before = before;
    CPLSetThreadLocalConfigOption(key, value);
  }
  ~ThreadOption() { CPLSetThreadLocalConfigOption(m_key, m_before.empty() ? nullptr : m_before.c_str()); }
  ThreadOption(const ThreadOption&) = delete;
  ThreadOption& operator=(const ThreadOption&) = delete;

 private:
  const char* m_key;
  std::string m_before;
};

/// A file in GDAL's memory, gone at the end.
class MemoryFile {
 public:
  MemoryFile() {
    static std::atomic<unsigned> count{0};
    m_path = "/vsimem/pcrs-features-" + std::to_string(count++) + ".gpkg";
  }
  ~MemoryFile() { VSIUnlink(m_path.c_str()); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  const char* path() const { return m_path.c_str(); }
  std::string bytes() const {
    vsi_l_offset length = 0;
    const GByte* data = VSIGetMemFileBuffer(m_path.c_str(), &length, FALSE);
    return data == nullptr ? "" : std::string(reinterpret_cast<const char*>(data), length);
  }

 private:
  std::string m_path;
};

OGRFieldType ogr_type(FieldType type) {
  switch (type) {
    case FieldType::text:
      return OFTString;
    case FieldType::integer:
      return OFTInteger64;
    default:
      return OFTReal;
  }
}

OGRwkbGeometryType ogr_type(GeometryType type) {
  switch (type) {
    case GeometryType::point:
      return wkbPoint;
    case GeometryType::polygon:
      return wkbPolygon;
    default:
      return wkbMultiPolygon;
  }
}

std::unique_ptr<OGRLinearRing> ogr_ring(Ring ring, bool is_outer) {
  // OGC order, the same for every writer: outer rings counter-clockwise.
  if ((signed_area(ring) > 0) != is_outer) std::reverse(ring.begin(), ring.end());
  auto made = std::make_unique<OGRLinearRing>();
  for (const Point& point : ring) made->addPoint(point.x, point.y);
  return made;
}

std::unique_ptr<OGRPolygon> ogr_polygon(const Polygon& polygon) {
  auto made = std::make_unique<OGRPolygon>();
  for (const Ring& ring : polygon) made->addRingDirectly(ogr_ring(ring, &ring == &polygon.front()).release());
  return made;
}

std::unique_ptr<OGRGeometry> ogr_geometry(const Geometry& geometry, GeometryType type) {
  if (const auto* point = std::get_if<Point>(&geometry))
    return std::make_unique<OGRPoint>(point->x, point->y);
  const auto* one = std::get_if<Polygon>(&geometry);
  if (one != nullptr && type == GeometryType::polygon) return ogr_polygon(*one);
  auto many = std::make_unique<OGRMultiPolygon>();
  if (one != nullptr) many->addGeometryDirectly(ogr_polygon(*one).release());
  if (const auto* polygons = std::get_if<Polygons>(&geometry))
    for (const Polygon& polygon : *polygons) many->addGeometryDirectly(ogr_polygon(polygon).release());
  return many;
}

// File names of contractors come in any encoding; a table holds UTF-8.
std::string utf8_text(const std::string& text) {
  return is_utf8(text) ? text : parse_json(json_line(text), "text").get<std::string>();
}

void set_values(OGRFeature& row, const std::vector<FieldValue>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int field = static_cast<int>(i);
    if (const auto* text = std::get_if<std::string>(&values[i]))
      row.SetField(field, utf8_text(*text).c_str());
    if (const auto* whole = std::get_if<std::int64_t>(&values[i])) row.SetField(field, GIntBig{*whole});
    if (const auto* real = std::get_if<double>(&values[i])) row.SetField(field, *real);
    if (values[i].index() == 0) row.SetFieldNull(field);
  }
}

void check(bool good, const std::string& layer, const OgrErrors& errors) {
  if (!good) throw_failed(layer, "cannot be written as GeoPackage: " + errors.text());
}

void write_layer(GDALDataset& file, const Layer& layer, const OgrErrors& errors) {
  const ReferencePtr reference = reference_of(layer.crs);
  OGRLayer* table = file.CreateLayer(layer.name.c_str(), reference.get(), ogr_type(layer.type), nullptr);
  check(table != nullptr, layer.name, errors);
  for (const Field& field : layer.fields) {
    OGRFieldDefn definition(field.name.c_str(), ogr_type(field.type));
    check(table->CreateField(&definition) == OGRERR_NONE, layer.name, errors);
  }
  check(file.StartTransaction() == OGRERR_NONE, layer.name, errors);
  for (const Feature& feature : layer.features) {
    OGRFeature row(table->GetLayerDefn());
    set_values(row, feature.values);
    if (feature.geometry.index() != 0)
      row.SetGeometryDirectly(ogr_geometry(feature.geometry, layer.type).release());
    check(table->CreateFeature(&row) == OGRERR_NONE, layer.name, errors);
  }
  check(file.CommitTransaction() == OGRERR_NONE, layer.name, errors);
}

}  // namespace

std::string geopackage_bytes(const Layer& layer) {
  return geopackage_bytes(std::span(&layer, 1));
}

std::string geopackage_bytes(std::span<const Layer> layers) {
  for (const Layer& layer : layers) check_layer(layer);
  start_ogr();
  std::string newest = "1970-01-01T00:00:00Z";
  for (const Layer& layer : layers) newest = std::max(newest, layer.changed_at);
  const ThreadOption date("OGR_CURRENT_DATE", newest.c_str());
  const ThreadOption journal("OGR_SQLITE_JOURNAL", "MEMORY");
  const ThreadOption synchronous("OGR_SQLITE_SYNCHRONOUS", "OFF");
  const OgrErrors errors;
  const MemoryFile memory;
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  DatasetPtr file(driver->Create(memory.path(), 0, 0, 0, GDT_Unknown, nullptr));
  check(file != nullptr, memory.path(), errors);
  for (const Layer& layer : layers) write_layer(*file, layer, errors);
  GDALClose(file.release());  // not by DatasetPtr: what closing says is kept here
  check(errors.text().empty(), layers.empty() ? "GeoPackage" : layers.front().name, errors);
  return memory.bytes();
}

}  // namespace pcrs::grid
