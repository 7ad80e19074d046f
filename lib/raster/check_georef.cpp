// SPDX-License-Identifier: Apache-2.0
#include <cpl_conv.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "grid/crs.hpp"
#include "raster/check_context.hpp"
#include "raster/gdal_session.hpp"

namespace pcrs::raster {

namespace {

std::string px(double value) {
  return fixed_text(value, value < 0.01 ? 5 : 3) + " px";
}

std::string metres(double value) {
  return fixed_text(value, 3);
}

std::string wkt_of(GDALDataset& dataset) {
  const OGRSpatialReference* const crs = dataset.GetSpatialRef();
  if (crs == nullptr || crs->IsEmpty()) return {};
  char* text = nullptr;
  const char* const options[] = {"FORMAT=WKT2_2019", nullptr};
  crs->exportToWkt(&text, options);
  const std::string wkt = text == nullptr ? "" : text;
  CPLFree(text);
  return wkt;
}

bool name_confirms(const CheckContext& check, const std::optional<Transform>& transform) {
  const auto& named = check.expected.named;
  const double slack = check.tolerance("name.georeference") * check.expected.gsd_m;
  return named && transform && std::abs((*transform)[0] - double(named->west_m)) <= slack &&
         std::abs((*transform)[3] - double(named->north_m)) <= slack;
}

// A missing CRS is taken from the chantier, which says it explicitly; the name is a second witness.
void add_missing_crs(CheckContext& check, const std::optional<Transform>& transform) {
  if (check.expected.crs.empty()) {
    check.add("crs.missing", Severity::error, "says no CRS and the chantier says none either; deliver it");
    return;
  }
  check.result.facts["crs_source"] = "chantier";
  const bool sure = name_confirms(check, transform);
  check.add("crs.missing", sure ? Severity::note : Severity::warning,
            "says no CRS; the chantier's " + check.expected.crs + " is taken, which the name " +
                (sure ? "confirms" : "does not confirm: a person decides"));
}

// True when coordinates mean what the chantier thinks.
bool check_crs(CheckContext& check, GDALDataset& dataset, const std::optional<Transform>& transform) {
  const std::string wkt = wkt_of(dataset);
  if (wkt.empty()) {
    if (transform) add_missing_crs(check, transform);
    return !check.expected.crs.empty();
  }
  const auto found = grid::compare_crs(wkt, check.expected.crs, check.expected.accept_realisations,
                                       check.tolerance("crs.other"));
  check.result.facts["crs"] = found.spelling;
  check.result.facts["crs_source"] = "file";
  switch (found.verdict) {
    case grid::CrsVerdict::same:
      return true;
    case grid::CrsVerdict::same_by_parameters:
      check.add("crs.spelling", found.spelling + " is " + check.expected.crs +
                                    " by its parameters: " + found.explanation + "; accepted");
      return true;
    case grid::CrsVerdict::other_realisation:
      check.add("crs.realisation", found.spelling + ": " + found.explanation +
                                       "; say which one was used, or list it in accept_realisations");
      return true;
    case grid::CrsVerdict::missing:
      if (transform) add_missing_crs(check, transform);
      return !check.expected.crs.empty();
    case grid::CrsVerdict::other:
      break;
  }
  check.add("crs.other",
            "is in " + found.spelling + ", not " + check.expected.crs + ": " + found.explanation);
  return false;
}

// Neither "nan" of a world file nor numbers whose sums overflow are a place.
bool is_sane(const Transform& transform) {
  return transform[1] != 0 && transform[5] != 0 &&
         std::all_of(transform.begin(), transform.end(), [](double term) { return std::abs(term) < 1e12; });
}

std::optional<Transform> internal_transform(GDALDataset& dataset) {
  Transform transform{};
  if (dataset.GetGeoTransform(transform.data()) != CE_None) return std::nullopt;
  return is_sane(transform) ? std::optional(transform) : std::nullopt;
}

std::optional<Transform> find_transform(CheckContext& check, GDALDataset& dataset) {
  if (const auto inside = internal_transform(dataset)) {
    check.result.facts["georef_source"] = "internal";
    return inside;
  }
  if (const auto world = world_file_of(check.path); world && is_sane(world->second)) {
    check.result.facts["georef_source"] = "world file";
    check.add("georef.world_file", "is placed by " + world->first + " alone; write the place into the image");
    return world->second;
  }
  check.add("georef.missing", dataset.GetGCPCount() > 0
                                  ? "has only control points, no regular georeference; deliver an ortho"
                                  : "says nowhere where it lies; deliver it georeferenced");
  return std::nullopt;
}

bool check_orientation(CheckContext& check, const Transform& t, int width, int height) {
  const double skew = std::abs(t[2]) * height / std::abs(t[1]) + std::abs(t[4]) * width / std::abs(t[5]);
  if (t[1] < 0 || skew > check.tolerance("georef.rotated")) {
    check.add("georef.rotated", "is " + std::string(t[1] < 0 ? "mirrored" : "rotated") + " (terms " +
                                    number_text(t[2]) + " and " + number_text(t[4]) +
                                    "); deliver it north-up");
    return false;
  }
  if (t[5] > 0)
    check.add("georef.bottom_up",
              "stores its rows from south to north (dy " + number_text(t[5]) + "); deliver it north-up");
  return true;
}

// True when the pixel size is the chantier's but for a drift.
bool check_gsd(CheckContext& check, const Transform& t, int width, int height) {
  const double gsd = check.expected.gsd_m;
  const double off_x = std::abs(t[1] - gsd), off_y = std::abs(std::abs(t[5]) - gsd);
  const std::string size = number_text(t[1]) + " x " + number_text(std::abs(t[5])) + " m";
  if (std::max(off_x, off_y) > gsd * check.tolerance("gsd.other")) {
    check.add("gsd.other", "has pixels of " + size + ", not " + number_text(gsd) + " m");
    return false;
  }
  const double drift = std::max(off_x * width, off_y * height) / gsd;
  if (drift > 1e-4)
    check.add("gsd.drift", drift > check.tolerance("gsd.drift") ? Severity::warning : Severity::note,
              "has pixels of " + size + ": " + px(drift) + " over the whole image (tolerance " +
                  number_text(check.tolerance("gsd.drift")) + " px)");
  return true;
}

double off_grid(double value, double step) {
  return std::abs(value / step - std::round(value / step));
}

void check_alignment(CheckContext& check, double west, double north) {
  const double gsd = check.expected.gsd_m;
  const double offset = std::max(off_grid(west, gsd), off_grid(north, gsd));
  if (offset <= 1e-3) return;
  const double limit = check.tolerance("grid.misaligned");
  check.add("grid.misaligned", offset > limit ? Severity::warning : Severity::note,
            "has its upper-left corner at " + metres(west) + ", " + metres(north) + ": " + px(offset) +
                " off the pixel grid (tolerance " + number_text(limit) + " px)");
}

void check_place(CheckContext& check, const std::array<double, 4>& bounds) {
  const auto& named = check.expected.named;
  if (!named) return;
  const auto [west, south, east, north] = bounds;
  const double gsd = check.expected.gsd_m;
  const double away = std::hypot(west - double(named->west_m), north - double(named->north_m));
  if (away > check.tolerance("name.georeference") * gsd) {
    check.add("name.georeference", "is named for the corner " + std::to_string(named->west_m) + ", " +
                                       std::to_string(named->north_m) + " but lies at " + metres(west) +
                                       ", " + metres(north) + ", " + fixed_text(away, 2) + " m away");
    return;
  }
  const double side = double(check.expected.dalle_side_m);
  const double wrong = std::max(std::abs(east - west - side), std::abs(north - south - side)) / gsd;
  if (wrong > check.tolerance("grid.shape"))
    check.add("grid.shape", "covers " + metres(east - west) + " x " + metres(north - south) +
                                " m, not a dalle of " + std::to_string(check.expected.dalle_side_m) + " m");
}

void check_placed(CheckContext& check, const Transform& t, int width, int height, bool crs_is_right) {
  if (!check_orientation(check, t, width, height)) return;
  const double east = t[0] + width * t[1], end = t[3] + height * t[5];
  const std::array<double, 4> bounds{t[0], std::min(t[3], end), east, std::max(t[3], end)};
  check.result.facts["gsd_m"] = t[1];
  // Numbers of another CRS must not pass for places of the chantier's.
  check.result.facts[crs_is_right ? "bounds_m" : "bounds_in_own_crs"] = bounds;
  if (!crs_is_right) return;
  if (check_gsd(check, t, width, height)) check_alignment(check, bounds[0], bounds[3]);
  check_place(check, bounds);
}

}  // namespace

void check_georeference(CheckContext& check, GDALDataset& dataset) {
  const GdalErrors errors;
  const int width = dataset.GetRasterXSize(), height = dataset.GetRasterYSize();
  const auto own = internal_transform(dataset);
  const auto transform = find_transform(check, dataset);
  const bool crs_is_right = check_crs(check, dataset, transform);
  check_sidecars(check, own, width, height);
  if (transform) check_placed(check, *transform, width, height, crs_is_right);
}

}  // namespace pcrs::raster
