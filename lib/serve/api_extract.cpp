// SPDX-License-Identifier: Apache-2.0
// An image cut on demand, for whoever answers an excavation request: at most most_pixels of them, a few at a
// time, in a bounded temporary file that has no name.
#include <algorithm>
#include <cmath>
#include <thread>

#include "base/error.hpp"
#include "base/text.hpp"
#include "format/licence.hpp"
#include "format/stac.hpp"
#include "grid/crs.hpp"
#include "raster/cog_writer.hpp"
#include "raster/extract.hpp"
#include "serve/api_query.hpp"
#include "serve/temporary.hpp"
#include "store/zip_writer.hpp"

namespace pcrs::serve {

namespace {

constexpr double most_pixels = 100e6;       // 500 m × 500 m at 5 cm
constexpr double most_read_pixels = 400e6;  // of the dalles, for an image of coarser pixels
constexpr int longest_side = 65'000;        // of a JPEG
constexpr std::uint64_t most_bytes = 400'000'000;
constexpr int jpeg_quality = 92;
constexpr int deflate_level = 4;
constexpr std::size_t most_named = 30;  // dalles that the file's own notes name

// One of the few that may run at a time.
class Turn {
 public:
  explicit Turn(std::atomic<unsigned>& running) : m_running(running) {
    const unsigned most = std::max(1U, std::thread::hardware_concurrency() / 2);
    m_granted = ++m_running <= most;
  }
  ~Turn() { --m_running; }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  explicit operator bool() const { return m_granted; }

 private:
  std::atomic<unsigned>& m_running;
  bool m_granted = false;
};

struct Plan {
  raster::Geometry geometry;
  grid::Polygons polygons;  ///< in the geometry's CRS
  bool jpeg = false;
  int millesime = 0;
  std::vector<format::PublicDalle> dalles;
  std::vector<std::string> files;
};

std::string crs_of(const ApiCall& call) {
  const std::string& grid = call.index->site().grid.crs;
  const auto crs = crs_parameter(call, "crs");
  if (!crs) return grid;
  if (!grid::is_projected_here(crs->code, grid))
    throw_usage("crs", "is none that images are given in; expected " + grid + " or EPSG:3942 to EPSG:3950");
  return crs->code;
}

double gsd_of(const ApiCall& call) {
  const double finest = call.index->site().grid.gsd_m;
  const auto text = call.value("gsd-m");
  if (!text) return finest;
  const auto gsd = to_number<double>(*text);
  if (!gsd || !(*gsd >= finest * (1 - 1e-9)) || !(*gsd <= finest * 100))
    throw_usage("gsd_m", "is \"" + one_line(text->substr(0, 40)) + "\"; expected metres, from " +
                             number_text(finest) + " to " + number_text(finest * 100));
  return std::max(*gsd, finest);
}

bool wants_jpeg(const ApiCall& call) {
  const std::string format = call.value("format").value_or("geotiff");
  if (format != "geotiff" && format != "jpeg")
    throw_usage("format", "is \"" + one_line(format.substr(0, 40)) + "\"; expected geotiff or jpeg");
  return format == "jpeg";
}

// What was drawn in a projection is meant in it; an image's CRS without another word is the drawing's too.
grid::Region region_of(const ApiCall& call) {
  const grid::AskedCrs fallback = crs_parameter(call, "crs").value_or(grid::AskedCrs{"EPSG:4326", false});
  auto region = polygon_of(call, fallback);
  if (!region) throw_usage("polygon", "is not given; it says what to cut out");
  if (!region->is_empty() && !region->is_surface())
    throw_usage("polygon", "is no surface; a point or a line cannot be cut out");
  return std::move(*region);
}

void check_size(const raster::Geometry& geometry, double finest_m) {
  const double pixels = double(geometry.width) * geometry.height;
  const double read = pixels * (geometry.gsd_m / finest_m) * (geometry.gsd_m / finest_m);
  if (pixels <= most_pixels && read <= most_read_pixels &&
      std::max(geometry.width, geometry.height) <= longest_side)
    return;
  throw_usage("polygon",
              "asks for " + std::to_string(geometry.width) + " x " + std::to_string(geometry.height) +
                  " pixels; at most " + fixed_text(most_pixels / 1e6, 0) + " million are cut, from " +
                  fixed_text(most_read_pixels * finest_m * finest_m / 1e4, 0) +
                  " hectares: draw a smaller place, ask for coarser pixels (gsd_m), or take the dalles "
                  "(/api/downloads)");
}

// Of the newest millésime that shows the place, unless one was asked for: two are never mixed in one image.
void add_dalles(const ApiCall& call, grid::Region region, Plan& plan) {
  Wanted wanted;
  wanted.region = std::move(region);
  wanted.millesimes = millesimes_of(call);
  const auto found = call.index->find(wanted);
  for (auto number = found.rbegin(); number != found.rend(); ++number) {
    format::PublicDalle dalle = call.index->dalle(*number);
    if (plan.millesime == 0) plan.millesime = dalle.millesime;
    if (dalle.millesime != plan.millesime) break;
    const std::string path = format::layout::dalle_path(dalle);
    if (!call.api.service->site.open("/" + path)) continue;  // withdrawn a moment ago
    plan.files.push_back((call.api.service->site.folder() / path).string());
    plan.dalles.push_back(std::move(dalle));
  }
}

// What is asked for, before anything is done that takes long.
struct Asked {
  bool jpeg = false;
  std::string crs;
  double gsd_m = 0;
  grid::Region region;
};

// By its box in the grid's CRS: another CRS turns it by some degrees, so half as much again passes here.
void check_box(const ApiCall& call, const Asked& asked) {
  constexpr double slack = 1.5;
  const grid::Bounds box = asked.region.bounds();
  const double width = (box[2] - box[0]) / asked.gsd_m, height = (box[3] - box[1]) / asked.gsd_m;
  if (width * height <= most_pixels * slack && std::max(width, height) <= longest_side * slack) return;
  raster::Geometry geometry;
  geometry.width = static_cast<int>(std::min(width, 1e9));
  geometry.height = static_cast<int>(std::min(height, 1e9));
  geometry.gsd_m = asked.gsd_m;
  check_size(geometry, call.index->site().grid.gsd_m);
}

Asked asked_of(const ApiCall& call) {
  Asked asked{wants_jpeg(call), crs_of(call), gsd_of(call), region_of(call)};
  if (!asked.region.is_empty()) check_box(call, asked);
  return asked;
}

std::optional<Plan> plan_of(const ApiCall& call, Asked asked) {
  Plan plan;
  plan.jpeg = asked.jpeg;
  plan.polygons = asked.region.polygons_in(asked.crs);
  plan.geometry = raster::extract_geometry(plan.polygons, asked.crs, asked.gsd_m);
  if (plan.geometry.width > 0) check_size(plan.geometry, call.index->site().grid.gsd_m);
  add_dalles(call, std::move(asked.region), plan);
  if (plan.files.empty() || plan.geometry.width == 0) return std::nullopt;
  return plan;
}

// ---- What the file says of itself, in French as its readers are

std::string acquired(const Plan& plan) {
  std::string first = "9999", last;
  for (const format::PublicDalle& dalle : plan.dalles) {
    const format::Instant instant = format::instant_of(dalle);
    if (instant.datetime.is_null()) return std::to_string(plan.millesime);
    first = std::min(first, instant.start.substr(0, 10));
    last = std::max(last, instant.start.substr(0, 10));
  }
  return first == last ? first : first + "_" + last;
}

std::string name_of(const ApiCall& call, const Plan& plan) {
  const raster::Geometry& geometry = plan.geometry;
  return call.index->site().id + "-" + acquired(plan) + "-" + replace_all(geometry.crs, ":", "") + "-" +
         fixed_text(geometry.west, 0) + "-" + fixed_text(geometry.north, 0);
}

std::string dalle_names(const Plan& plan) {
  std::string text;
  for (std::size_t i = 0; i < std::min(plan.dalles.size(), most_named); ++i)
    text += (i > 0 ? ", " : "") + plan.dalles[i].name;
  return text + (plan.dalles.size() > most_named ? ", …" : "");
}

raster::FileNotes notes_of(const ApiCall& call, const Plan& plan) {
  const format::Site& site = call.index->site();
  const auto ortho = site.products.find("ortho");
  const format::Licence licence =
      format::licence_of(ortho == site.products.end() ? "" : ortho->second.licence);
  const std::string made = utc_text(now());
  raster::FileNotes notes;
  notes.description = site.title + ", extrait. Millésime " + std::to_string(plan.millesime) +
                      ", acquisition " + replace_all(acquired(plan), "_", " / ") + ", " + plan.geometry.crs +
                      ", pixel " + number_text(plan.geometry.gsd_m) + " m. Dalles : " + dalle_names(plan) +
                      ".";
  notes.artist = site.producer;
  notes.copyright = (site.producer.empty() ? "" : site.producer + ", ") + licence.label +
                    (licence.url.empty() ? "" : ", " + licence.url);
  notes.date_time = replace_all(made.substr(0, 10), "-", ":") + " " + made.substr(11, 8);
  return notes;
}

// ---- The two forms

void write_geotiff(raster::Extract& extract, const raster::FileNotes& notes, Temporary& file) {
  raster::CogOptions options;
  options.compression = raster::Compression::deflate;
  options.level = deflate_level;
  options.layout = raster::Layout::classic;
  options.notes = notes;
  raster::write_cog(extract, file, options);
}

// What CAD programs open together: image, world file, .prj; the .aux.xml tells GDAL and QGIS the CRS.
void write_zip(raster::Extract& extract, const raster::FileNotes& notes, const std::string& name,
               Temporary& file) {
  const raster::Geometry& geometry = extract.geometry();
  store::ZipWriter zip(file, now());
  zip.begin(name + ".jpg");
  raster::write_jpeg(extract, zip, jpeg_quality, notes.description + " " + notes.copyright);
  zip.add(name + ".jgw", raster::world_file(geometry));
  zip.add(name + ".prj", grid::esri_wkt(geometry.crs));
  zip.add(name + ".jpg.aux.xml",
          "<PAMDataset>\n  <SRS>" + xml_escape(grid::crs_wkt(geometry.crs)) + "</SRS>\n</PAMDataset>\n");
  zip.add("LISEZMOI.txt", notes.description + "\r\n" + notes.copyright + "\r\n");
  zip.finish();
}

Response withdrawn() {
  return problem(410, "the dalles that showed this place were withdrawn");
}

// While an image was cut, a dalle of it may have been withdrawn.
bool is_outdated(const ApiCall& call, const Plan& plan) {
  const GonePtr gone = call.api.service->gone->current();
  return std::any_of(plan.dalles.begin(), plan.dalles.end(), [&](const format::PublicDalle& dalle) {
    return gone->is_withdrawn(format::layout::dalle_path(dalle));
  });
}

Response nothing_there(const ApiCall& call) {
  if (call.index->withholds(millesimes_of(call), region_of(call).bounds())) return withdrawn();
  return problem(404,
                 "no published dalle shows this place in the years asked for; polygon-crs says in which CRS "
                 "the polygon is");
}

// All of the answer but its body.
Response head_of(const Plan& plan, const std::string& name) {
  Response response;
  response.set("Content-Type", plan.jpeg ? "application/zip" : "image/tiff; application=geotiff");
  response.set("Content-Disposition",
               "attachment; filename=\"" + name + (plan.jpeg ? ".zip" : ".tif") + "\"");
  response.set("Cache-Control", "no-store");
  return response;
}

Response busy(const std::string& detail, const char* wait_s) {
  Response response = problem(503, detail);
  response.set("Retry-After", wait_s);
  return response;
}

Response send(const ApiCall& call, const Plan& plan) {
  const std::string name = name_of(call, plan);
  Response response = head_of(plan, name);
  if (call.request.method == "HEAD") {
    response.length_unknown = true;
    return response;
  }
  const auto place = call.api.room->take(most_bytes);
  if (!place)
    return busy("extracts that others are still taking fill the room for them; try again later", "60");
  const raster::FileNotes notes = notes_of(call, plan);
  raster::Extract extract(plan.geometry, plan.polygons, plan.files);
  Temporary file(most_bytes);
  if (plan.jpeg)
    write_zip(extract, notes, name, file);
  else
    write_geotiff(extract, notes, file);
  if (is_outdated(call, plan)) return withdrawn();
  FilePart part = file.release();
  place->fit(part.size_bytes);
  part.held = place;
  response.body = std::move(part);
  if (plan.dalles.size() == 1)
    response.dalle = grid::key_text(plan.dalles.front().key, call.index->site().grid);
  return response;
}

}  // namespace

Response api_extract(const ApiCall& call) {
  Asked asked = asked_of(call);
  const Turn turn(call.api.extracts);
  if (!turn) return busy("other extracts are being cut; try again in a moment", "10");
  const auto plan = plan_of(call, std::move(asked));
  return plan ? send(call, *plan) : nothing_there(call);
}

}  // namespace pcrs::serve
