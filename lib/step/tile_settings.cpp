// SPDX-License-Identifier: Apache-2.0
#include "step/tile_settings.hpp"

#include <algorithm>
#include <filesystem>

#include "base/error.hpp"
#include "base/text.hpp"
#include "grid/crs.hpp"
#include "raster/check_rules.hpp"

namespace pcrs::step::tile {

namespace {

raster::Resampling parse_resampling(const std::string& text) {
  for (const auto known :
       {raster::Resampling::nearest, raster::Resampling::bilinear, raster::Resampling::cubic})
    if (raster::resampling_text(known) == text) return known;
  throw_usage("--resampling", "is nearest, bilinear or cubic, not " + text);
}

}  // namespace

void check_options(const Options& options) {
  if (options.sources_given && !options.output)
    throw_usage("-o",
                "is needed with sources on the command line: what the catalog records comes from "
                "deliveries (pcrs-ingest)");
  if (options.output && !std::filesystem::is_directory(*options.output)) {
    const std::string extension = lower_ascii(options.output->extension().string());
    if (extension == ".tif" || extension == ".tiff")
      throw_usage("-o",
                  options.output->string() + " names a file; dalles take the names of the grid in a folder");
  }
  if (!options.source_crs.empty() && !options.sources_given)
    throw_usage("--source-crs",
                "goes with sources on the command line; for a delivery, pcrs-ingest knows it");
  if (options.cog_quality && !options.output)
    throw_usage("--cog", "goes with -o; the catalog's COGs are made of its lossless dalles (pcrs-compress)");
  if (options.cog_quality && !(*options.cog_quality >= 1 && *options.cog_quality <= 100))
    throw_usage("--cog", "is a number from 1 to 100");
  if (options.with_cog && options.output)
    throw_usage("--with-cog", "goes with the catalog; --cog QUALITY makes COGs into a folder");
  if (!(options.coarsest >= 1)) throw_usage("--coarsest", "is a ratio of 1 or more");
}

raster::MosaicOptions mosaic_options(const Options& options, const chantier::Chantier& chantier) {
  raster::MosaicOptions mosaic;
  mosaic.resampling = parse_resampling(options.resampling);
  mosaic.misaligned_px = raster::tolerance_of("grid.misaligned", chantier.tolerances);
  mosaic.coarsest = options.coarsest;
  mosaic.trust_lossy_nodata = options.trust_nodata;
  mosaic.accept_realisations = chantier.accept_realisations;
  return mosaic;
}

raster::CogOptions encoding_of(const Options& options, const chantier::Chantier& chantier) {
  raster::CogOptions encoding;
  if (options.cog_quality) {
    encoding.quality = *options.cog_quality;
    return encoding;
  }
  encoding.overviews = false;
  encoding.level = chantier.lossless_level;
  switch (chantier.lossless) {
    case chantier::LosslessCompression::none:
      encoding.compression = raster::Compression::none;
      break;
    case chantier::LosslessCompression::deflate:
      encoding.compression = raster::Compression::deflate;
      break;
    case chantier::LosslessCompression::zstd:
      encoding.compression = raster::Compression::zstd;
      break;
  }
  return encoding;
}

Json all_parameters(const Options& options, const raster::MosaicOptions& mosaic,
                    const raster::CogOptions& encoding, int side_px) {
  Json parameters = Json::object();
  if (encoding.compression == raster::Compression::jpeg) {
    parameters["compression"] = "jpeg";
    parameters["quality"] = encoding.quality;
  } else if (encoding.compression == raster::Compression::none) {
    parameters["compression"] = "none";
  } else {
    parameters["compression"] = encoding.compression == raster::Compression::zstd ? "zstd" : "deflate";
    parameters["level"] = encoding.level;
    parameters["predictor"] = 2;
  }
  parameters["block_px"] = raster::plan_layout(side_px, side_px, encoding.layout).block_px;
  parameters["resampling"] = options.resampling;
  parameters["misaligned_px"] = mosaic.misaligned_px;
  parameters["trust_nodata"] = options.trust_nodata;
  parameters["source_crs"] = options.source_crs;
  return parameters;
}

grid::DallageSource dallage_source_of(const chantier::Chantier& chantier) {
  return {chantier.footprint, chantier.dallage, chantier.dallage_field, chantier.where("footprint.file"),
          chantier.where("footprint.dallage")};
}

grid::Dallage dallage_of(const Options& options, const chantier::Chantier& chantier,
                         const grid::GridSpec& grid) {
  grid::check_projected(chantier.crs, chantier.where("grid.crs"));
  const std::string where = chantier.where("grid.name_pattern");
  const grid::NamePattern pattern(chantier.name_pattern, where);
  pattern.check_fits(grid, where);
  grid::Dallage dallage = grid::load_dallage(dallage_source_of(chantier), grid, pattern);
  if (options.dalles.empty()) return dallage;
  grid::Dallage wanted = grid::dallage_of_words(options.dalles, grid, pattern, "--dalle");
  for (const std::string& word : options.dalles) grid::require_year(word, grid, pattern, chantier.millesime);
  for (const grid::DallageCell& cell : wanted)
    if (!grid::find_cell(dallage, cell.key))
      throw_usage("--dalle", grid::key_text(cell.key, grid) + " is not in the dallage of " + chantier.id);
  return wanted;
}

// Dalles made at a time. One of 20 000 px takes up to 300 MB (JPEG 2000 blocks of 1024 px are the worst): it
// is made alone, by as many threads as there are, so that the process stays under 512 MB (a JPEG above
// quality 95 may take more).
unsigned lanes_for(unsigned jobs, int side_px, const raster::CogOptions& encoding, bool with_cog) {
  std::int64_t dalle_bytes = std::int64_t{15'000} * side_px;
  if (with_cog) dalle_bytes += std::int64_t{side_px} * side_px * 3 / 16;  // strips of the prediction
  if (encoding.compression == raster::Compression::jpeg || with_cog)      // waits in memory: see MemoryOutput
    dalle_bytes += std::int64_t{side_px} * side_px * (encoding.quality <= 95 ? 6 : 18) / 10;
  const std::int64_t fit = std::max<std::int64_t>(1, 400'000'000 / dalle_bytes);
  return static_cast<unsigned>(std::min<std::int64_t>(jobs, fit));
}

}  // namespace pcrs::step::tile
