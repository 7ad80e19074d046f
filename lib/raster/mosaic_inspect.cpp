// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_source.hpp"

#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "grid/crs.hpp"
#include "raster/mosaic_transform.hpp"
#include "raster/mosaic_vrt.hpp"

namespace pcrs::raster {

namespace {

// What stops a source; caught in inspect_source, where it becomes its finding.
struct Unfit {
  std::string rule, message;
};

bool is_lossy(GDALDataset& dataset) {
  const auto item = [&](const char* key) {
    const char* value = dataset.GetMetadataItem(key, "IMAGE_STRUCTURE");
    return std::string(value ? value : "");
  };
  if (item("COMPRESSION_REVERSIBILITY").rfind("LOSSLESS", 0) == 0) return false;
  if (item("COMPRESSION_REVERSIBILITY") == "LOSSY") return true;
  const std::string compression = item("COMPRESSION");
  for (const char* codec : {"JPEG", "WEBP", "LERC", "JXL"})
    if (compression.find(codec) != std::string::npos) return true;
  return false;
}

bool any_lossy(GDALDataset& dataset, const std::vector<std::string>& vrt_files) {
  return is_lossy(dataset) || std::any_of(vrt_files.begin(), vrt_files.end(), [](const std::string& file) {
           return is_lossy(*open_dataset(file));
         });
}

int band_of(GDALDataset& dataset, GDALColorInterp interpretation) {
  for (int band = 1; band <= dataset.GetRasterCount(); ++band)
    if (dataset.GetRasterBand(band)->GetColorInterpretation() == interpretation) return band;
  return 0;
}

void read_bands(GDALDataset& dataset, MosaicSource& source) {
  for (int band = 1; band <= dataset.GetRasterCount(); ++band) {
    const GDALColorInterp colour = dataset.GetRasterBand(band)->GetColorInterpretation();
    if (colour == GCI_PaletteIndex || colour == GCI_CyanBand)
      throw Unfit{"bands.colour", "is stored as a palette or CMYK; convert it to RGB"};
    if (dataset.GetRasterBand(band)->GetRasterDataType() != GDT_Byte)
      throw Unfit{"bands.type", std::string("holds ") +
                                    GDALGetDataTypeName(dataset.GetRasterBand(band)->GetRasterDataType()) +
                                    " samples; 8 bit is expected and no scale is guessed"};
  }
  source.alpha_band = band_of(dataset, GCI_AlphaBand);
  const std::array<int, 3> named{band_of(dataset, GCI_RedBand), band_of(dataset, GCI_GreenBand),
                                 band_of(dataset, GCI_BlueBand)};
  if (named[0] && named[1] && named[2]) {
    source.rgb_bands = named;
    return;
  }
  if (dataset.GetRasterCount() - (source.alpha_band ? 1 : 0) != 3)
    throw Unfit{"bands.count", "has " + std::to_string(dataset.GetRasterCount()) +
                                   " bands that are not declared red, green, blue; three are expected"};
  for (int band = 1, next = 0; next < 3; ++band)
    if (band != source.alpha_band) source.rgb_bands[static_cast<std::size_t>(next++)] = band;
}

void read_validity(GDALDataset& dataset, const MosaicOptions& options,
                   const std::vector<std::string>& vrt_files, Inspection& found) {
  MosaicSource& source = *found.source;
  GDALRasterBand* first = dataset.GetRasterBand(source.rgb_bands[0]);
  const int flags = first->GetMaskFlags();
  if (source.alpha_band) {
    source.validity = Validity::alpha;
  } else if (flags & GMF_NODATA) {
    int all = 1;
    for (std::size_t i = 0; i < 3; ++i) {
      int has = 0;
      source.nodata[i] = dataset.GetRasterBand(source.rgb_bands[i])->GetNoDataValue(&has);
      all &= has;
    }
    if (!all) return;
    source.lossy_nodata = any_lossy(dataset, vrt_files);
    if (!source.lossy_nodata || options.trust_lossy_nodata)
      source.validity = Validity::nodata;
    else
      found.findings.push_back(
          {source.path, "nodata.lossy",
           "declares nodata, but its compression is lossy: every pixel is taken as valid "
           "(--trust-nodata believes it)",
           Severity::note});
  } else if (flags & GMF_PER_DATASET) {
    source.validity = Validity::mask;
  }
}

void read_georeference(GDALDataset& dataset, MosaicSource& source) {
  if (dataset.GetGeoTransform(source.to_crs.data()) != CE_None)
    throw Unfit{"georef.missing", "nothing says where the image lies"};
  auto& affine = source.to_crs;
  if (!std::all_of(affine.begin(), affine.end(), [](double term) { return std::abs(term) < 1e12; }))
    throw Unfit{"georef.missing", "its georeference is nowhere on Earth; deliver it again"};
  source.bottom_up = affine[5] > 0 && affine[2] == 0 && affine[4] == 0;
  if (!source.bottom_up) return;
  affine[3] += source.height * affine[5];
  affine[5] = -affine[5];
}

std::string crs_of(GDALDataset& dataset, const MosaicOptions& options, MosaicSource& source) {
  const OGRSpatialReference* reference = dataset.GetSpatialRef();
  if (!reference || reference->IsLocal()) {
    if (options.crs_when_missing.empty())
      throw Unfit{"crs.missing", "says no coordinate reference system; give it with --source-crs"};
    source.crs_assumed = true;
    return options.crs_when_missing;
  }
  const char* const wkt2[] = {"FORMAT=WKT2_2018", nullptr};
  char* text = nullptr;
  reference->exportToWkt(&text, wkt2);
  std::string wkt = text ? text : "";
  CPLFree(text);
  return wkt;
}

void read_crs(GDALDataset& dataset, const std::string& crs, double gsd_m, const MosaicOptions& options,
              Inspection& found) {
  MosaicSource& source = *found.source;
  const std::string own = crs_of(dataset, options, source);
  const auto compared = grid::compare_crs(own, crs, options.accept_realisations);
  using grid::CrsVerdict;
  const bool same = compared.verdict == CrsVerdict::same ||
                    compared.verdict == CrsVerdict::same_by_parameters ||
                    (compared.verdict == CrsVerdict::other_realisation &&
                     compared.shift_m <= options.misaligned_px * gsd_m);
  if (compared.verdict == CrsVerdict::missing)
    throw Unfit{"crs.missing", "its coordinate reference system cannot be understood"};
  if (same) return;
  source.other_crs = own;
}

// 21 points a side, so that the curved side of a reprojected image is within.
void find_bounds(const std::string& crs, double gsd_m, const MosaicOptions& options, MosaicSource& source) {
  std::string why;
  TransformationPtr to_grid;
  if (!source.other_crs.empty()) {
    to_grid = make_transformation(source.other_crs, crs, options.datum_m, why);
    if (!to_grid)
      throw Unfit{"crs.other",
                  "cannot be brought to " + crs + " within " + fixed_text(options.datum_m, 2) + " m: " + why};
  }
  std::vector<double> x, y;
  const auto add = [&](double column, double row) {
    x.push_back(source.to_crs[0] + column * source.to_crs[1] + row * source.to_crs[2]);
    y.push_back(source.to_crs[3] + column * source.to_crs[4] + row * source.to_crs[5]);
  };
  for (int i = 0; i <= 20; ++i) {
    const double column = source.width * i / 20.0, row = source.height * i / 20.0;
    add(column, 0);
    add(column, source.height);
    add(0, row);
    add(source.width, row);
  }
  const double centre_x = source.width / 2.0, centre_y = source.height / 2.0;
  add(centre_x, centre_y);
  add(centre_x + 1, centre_y);
  add(centre_x, centre_y + 1);
  if (to_grid && !to_grid->Transform(static_cast<int>(x.size()), x.data(), y.data()))
    throw Unfit{"crs.other", "lies outside what " + crs + " can show"};
  const std::size_t n = x.size();
  const double pixel_m = std::max(std::hypot(x[n - 2] - x[n - 3], y[n - 2] - y[n - 3]),
                                  std::hypot(x[n - 1] - x[n - 3], y[n - 1] - y[n - 3]));
  if (!(pixel_m <= gsd_m * options.coarsest))
    throw Unfit{"gsd.coarse", "its pixel of " + fixed_text(pixel_m, 3) + " m is more than " +
                                  number_text(options.coarsest) + " times the grid's " + number_text(gsd_m) +
                                  " m: it would only be blown up"};
  const auto [west, east] = std::minmax_element(x.begin(), x.end());
  const auto [south, north] = std::minmax_element(y.begin(), y.end());
  source.bounds = {*west, *south, *east, *north};
}

void inspect_open(GDALDataset& dataset, const std::string& crs, double gsd_m, const MosaicOptions& options,
                  const std::vector<std::string>& vrt_files, Inspection& found) {
  MosaicSource& source = *found.source;
  source.width = dataset.GetRasterXSize();
  source.height = dataset.GetRasterYSize();
  if (dataset.GetRasterCount() == 0) throw Unfit{"bands.count", "holds no image"};
  read_bands(dataset, source);
  int block_width = 0;
  dataset.GetRasterBand(source.rgb_bands[0])->GetBlockSize(&block_width, &source.block_height);
  source.costly_blocks = std::string_view(dataset.GetDriverName()) != "GTiff";
  constexpr double largest_block_bytes = 256e6;
  if (3.0 * block_width * source.block_height > largest_block_bytes)
    throw Unfit{"file.block", "one block of it decodes to " +
                                  bytes_text(3ULL * static_cast<unsigned>(block_width) *
                                             static_cast<unsigned>(source.block_height)) +
                                  "; rewrite it with internal tiles (gdal_translate -co TILED=YES)"};
  read_georeference(dataset, source);
  read_crs(dataset, crs, gsd_m, options, found);
  find_bounds(crs, gsd_m, options, source);
  read_validity(dataset, options, vrt_files, found);
}

}  // namespace

Inspection inspect_source(const std::string& path, const std::string& crs, double gsd_m,
                          const MosaicOptions& options) {
  start_gdal();
  Inspection found;
  found.source.emplace();
  found.source->path = path;
  const auto refuse = [&](const std::string& rule, const std::string& message) {
    found.source.reset();
    found.findings.push_back({path, rule, message, Severity::error});
  };
  try {
    std::vector<std::string> vrt_files;
    if (is_vrt(path)) vrt_files = files_of_vrt(path);
    const DatasetPtr dataset = open_dataset(path, Formats::imagery_and_vrt);
    inspect_open(*dataset, crs, gsd_m, options, vrt_files, found);
  } catch (const Unfit& unfit) {
    refuse(unfit.rule, unfit.message);
  } catch (const Error& error) {
    refuse("file.unreadable", error.where() == path ? error.message() : error.what());
  }
  return found;
}

}  // namespace pcrs::raster
