// SPDX-License-Identifier: Apache-2.0
#include "format/wmts.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.hpp"

namespace pcrs::format {

namespace {

constexpr double pixel_m = 0.00028;  // of the "standardised rendering pixel" of OGC
constexpr double edge = 1e-9;

struct Format {
  const char *type, *ending;
};
constexpr std::array<Format, 3> formats{
    {{"image/jpeg", "jpg"}, {"image/png", "png"}, {"image/webp", "webp"}}};
constexpr std::array<Format, 3> info_formats{
    {{"application/json", "json"}, {"text/html", "html"}, {"text/plain", "txt"}}};

std::string element(const std::string& name, const std::string& text) {
  return "<" + name + ">" + xml_escape(text) + "</" + name + ">\n";
}

// Never with an exponent: clients compare this text.
std::string plain_text(double value) {
  std::array<char, 64> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed).ptr;
  return {buffer.data(), end};
}

std::string pair_text(double a, double b) {
  return plain_text(a) + " " + plain_text(b);
}

std::string crs_urn(const std::string& crs) {
  return "urn:ogc:def:crs:" + replace_all(crs, ":", "::");
}

std::string limits_text(const std::string& matrix, const grid::TileRange& range) {
  return "<TileMatrixLimits>" + element("TileMatrix", matrix) +
         element("MinTileRow", std::to_string(range.first_row)) +
         element("MaxTileRow", std::to_string(range.last_row)) +
         element("MinTileCol", std::to_string(range.first_column)) +
         element("MaxTileCol", std::to_string(range.last_column)) + "</TileMatrixLimits>\n";
}

grid::Extent extent_of(const std::array<double, 4>& bounds) {
  return {std::llround(bounds[0]), std::llround(bounds[1]), std::llround(bounds[2]), std::llround(bounds[3])};
}

std::string link_of_grid(const Wmts& wmts, const WmtsLayer& layer) {
  std::string xml =
      "<TileMatrixSetLink>" + element("TileMatrixSet", matrix_set_id(wmts.crs)) + "<TileMatrixSetLimits>\n";
  for (std::size_t i = wmts.first_matrix; i < wmts.matrices.size(); ++i)
    xml += limits_text(std::to_string(i), grid::tiles_of(wmts.matrices[i], extent_of(layer.bounds)));
  return xml + "</TileMatrixSetLimits></TileMatrixSetLink>\n";
}

std::string link_of_web(const Wmts& wmts, const WmtsLayer& layer) {
  std::string xml =
      "<TileMatrixSetLink>" + element("TileMatrixSet", web_mercator::id) + "<TileMatrixSetLimits>\n";
  for (int zoom = wmts.first_zoom; zoom <= wmts.last_zoom; ++zoom)
    xml += limits_text(std::to_string(zoom), web_mercator::tiles_of(zoom, layer.web_bounds));
  return xml + "</TileMatrixSetLimits></TileMatrixSetLink>\n";
}

std::string resource(const char* type, const std::string& format, const std::string& url) {
  return "<ResourceURL format=\"" + format + "\" resourceType=\"" + type + "\" template=\"" +
         xml_escape(url) + "\"/>\n";
}

std::string layer_text(const Wmts& wmts, const WmtsLayer& layer) {
  const auto& box = layer.lonlat;
  std::string xml = "<Layer>\n" + element("ows:Title", layer.title) + "<ows:WGS84BoundingBox>" +
                    element("ows:LowerCorner", pair_text(box[0], box[1])) +
                    element("ows:UpperCorner", pair_text(box[2], box[3])) + "</ows:WGS84BoundingBox>\n";
  xml += element("ows:Identifier", layer.id);  // the schema's order
  xml += "<ows:BoundingBox crs=\"" + crs_urn(wmts.crs) + "\">" +
         element("ows:LowerCorner", pair_text(layer.bounds[0], layer.bounds[1])) +
         element("ows:UpperCorner", pair_text(layer.bounds[2], layer.bounds[3])) + "</ows:BoundingBox>\n";
  xml += "<Style isDefault=\"true\">" + element("ows:Identifier", "normal") + "</Style>\n";
  for (const Format& format : formats) xml += element("Format", format.type);
  for (const Format& format : info_formats) xml += element("InfoFormat", format.type);
  xml += link_of_grid(wmts, layer) + link_of_web(wmts, layer);
  const std::string tile =
      wmts.root_url + "/wmts/1.0.0/" + layer.id + "/normal/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}";
  for (const Format& format : formats) xml += resource("tile", format.type, tile + "." + format.ending);
  for (const Format& format : info_formats)
    xml += resource("FeatureInfo", format.type, tile + "/{J}/{I}." + format.ending);
  return xml + "</Layer>\n";
}

struct Matrix {
  std::string id;
  double cell_m = 0, west = 0, north = 0;
  int tile_px = 0;
  std::int64_t columns = 0, rows = 0;
};

std::string matrix_text(const Matrix& matrix) {
  return "<TileMatrix>" + element("ows:Identifier", matrix.id) +
         element("ScaleDenominator", plain_text(matrix.cell_m / pixel_m)) +
         element("TopLeftCorner", pair_text(matrix.west, matrix.north)) +
         element("TileWidth", std::to_string(matrix.tile_px)) +
         element("TileHeight", std::to_string(matrix.tile_px)) +
         element("MatrixWidth", std::to_string(matrix.columns)) +
         element("MatrixHeight", std::to_string(matrix.rows)) + "</TileMatrix>\n";
}

std::string grid_set_text(const Wmts& wmts) {
  std::string xml = "<TileMatrixSet>\n" + element("ows:Identifier", matrix_set_id(wmts.crs)) +
                    element("ows:SupportedCRS", crs_urn(wmts.crs));
  for (std::size_t i = wmts.first_matrix; i < wmts.matrices.size(); ++i) {
    const grid::TileMatrix& matrix = wmts.matrices[i];
    xml += matrix_text({std::to_string(i), matrix.cell_m, grid::matrix_west_m, grid::matrix_north_m,
                        matrix.tile_px, matrix.columns(), matrix.rows()});
  }
  return xml + "</TileMatrixSet>\n";
}

std::string web_set_text(const Wmts& wmts) {
  std::string xml = "<TileMatrixSet>\n" + element("ows:Identifier", web_mercator::id) +
                    element("ows:SupportedCRS", crs_urn(web_mercator::crs));
  for (int zoom = wmts.first_zoom; zoom <= wmts.last_zoom; ++zoom) {
    const std::int64_t side = std::int64_t{1} << zoom;
    xml += matrix_text({std::to_string(zoom), web_mercator::cell_m(zoom), -web_mercator::half_width_m,
                        web_mercator::half_width_m, web_mercator::tile_px, side, side});
  }
  return xml + "</TileMatrixSet>\n";
}

std::string operation(const std::string& name, const std::string& url) {
  return "<ows:Operation name=\"" + name + "\"><ows:DCP><ows:HTTP><ows:Get xlink:href=\"" + xml_escape(url) +
         "?\"><ows:Constraint "
         "name=\"GetEncoding\"><ows:AllowedValues><ows:Value>KVP</ows:Value></ows:AllowedValues>"
         "</ows:Constraint></ows:Get></ows:HTTP></ows:DCP></ows:Operation>\n";
}

}  // namespace

double web_mercator::cell_m(int zoom) {
  return 2 * half_width_m / tile_px / static_cast<double>(std::int64_t{1} << zoom);
}

std::array<double, 4> web_mercator::bounds(int zoom, std::int64_t column, std::int64_t row) {
  const double side = cell_m(zoom) * tile_px;
  const double west = -half_width_m + static_cast<double>(column) * side;
  const double north = half_width_m - static_cast<double>(row) * side;
  return {west, north - side, west + side, north};
}

grid::TileRange web_mercator::tiles_of(int zoom, const std::array<double, 4>& bounds) {
  const double side = cell_m(zoom) * tile_px;
  const std::int64_t last = (std::int64_t{1} << zoom) - 1;
  const auto at = [&](double metres, bool upper) {
    const double tile = metres / side;
    return std::clamp<std::int64_t>(
        std::llround(upper ? std::ceil(tile - edge) - 1 : std::floor(tile + edge)), 0, last);
  };
  return {at(bounds[0] + half_width_m, false), at(bounds[2] + half_width_m, true),
          at(half_width_m - bounds[3], false), at(half_width_m - bounds[1], true)};
}

std::string matrix_set_id(const std::string& crs) {
  return crs == "EPSG:2154" ? "LAMB93" : replace_all(crs, ":", "_");
}

std::string wmts_capabilities(const Wmts& wmts) {
  const std::string url = wmts.root_url + "/wmts";
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Capabilities xmlns=\"http://www.opengis.net/wmts/1.0\" "
      "xmlns:ows=\"http://www.opengis.net/ows/1.1\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
      "version=\"1.0.0\">\n";
  xml += "<ows:ServiceIdentification>" + element("ows:Title", wmts.title) +
         element("ows:ServiceType", "OGC WMTS") + element("ows:ServiceTypeVersion", "1.0.0") +
         "</ows:ServiceIdentification>\n";
  xml += "<ows:ServiceProvider>" + element("ows:ProviderName", wmts.provider) + "<ows:ServiceContact>" +
         (wmts.contact.empty() ? "" : element("ows:IndividualName", wmts.contact)) +
         "</ows:ServiceContact></ows:ServiceProvider>\n<ows:OperationsMetadata>\n";
  for (const char* name : {"GetCapabilities", "GetTile", "GetFeatureInfo"}) xml += operation(name, url);
  xml += "</ows:OperationsMetadata>\n<Contents>\n";
  for (const WmtsLayer& layer : wmts.layers) xml += layer_text(wmts, layer);
  return xml + grid_set_text(wmts) + web_set_text(wmts) + "</Contents>\n<ServiceMetadataURL xlink:href=\"" +
         xml_escape(url) + "/1.0.0/WMTSCapabilities.xml\"/>\n</Capabilities>\n";
}

std::string ows_exception(const std::string& code, const std::string& named, const std::string& said) {
  // Both may repeat what the client sent.
  const std::string locator = is_utf8(named) ? named : url_encode(named);
  const std::string text = is_utf8(said) ? said : url_encode(said);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ows:ExceptionReport "
         "xmlns:ows=\"http://www.opengis.net/ows/1.1\" version=\"1.1.0\">\n<ows:Exception exceptionCode=\"" +
         code + "\"" + (locator.empty() ? "" : " locator=\"" + xml_escape(locator) + "\"") + ">" +
         element("ows:ExceptionText", text) + "</ows:Exception>\n</ows:ExceptionReport>\n";
}

}  // namespace pcrs::format
