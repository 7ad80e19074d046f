// SPDX-License-Identifier: Apache-2.0
#include "step/compress.hpp"

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "grid/crs.hpp"
#include "step/compress_catalog.hpp"
#include "step/compress_files.hpp"

namespace pcrs::step::compress {

namespace {

void check_options(const Options& options) {
  const int ways =
      options.quality.has_value() + options.budget_bytes.has_value() + options.lossless.has_value();
  if (ways > 1) throw_usage("--quality, --budget, --lossless", "exclude each other; give one");
  if (options.quality && !(*options.quality >= 1 && *options.quality <= 100))
    throw_usage("--quality", "is a number from 1 to 100");
  if (options.quality_max && !(*options.quality_max >= 1 && *options.quality_max <= 100))
    throw_usage("--quality-max", "is a number from 1 to 100");
  if (options.lossless == raster::Compression::deflate && options.lossless_level > 9)
    throw_usage("--level", "goes to 9 for deflate");
  if (options.quality_max && (options.quality || options.lossless))
    throw_usage("--quality-max", "goes with a budget");
  if (options.output) {
    if (!options.inputs_given || options.inputs.empty()) throw_usage("-o", "needs the files to compress");
    if (ways == 0 && options.chantier_file.empty())
      throw_usage("--quality, --budget, --lossless", "one of them is needed without a chantier");
    return;
  }
  if (options.chantier_file.empty())
    throw_usage("-o", "is needed for files; by the catalog, --chantier (or PCRS_CHANTIER) is");
  if (options.lossless)
    throw_usage("--lossless",
                "needs files and -o: the COGs of the catalog are JPEG, beside the lossless dalles");
  if (!options.source_crs.empty()) throw_usage("--source-crs", "goes with files and -o");
}

Encoding encoding_of(const Options& options, const std::optional<chantier::Chantier>& chantier) {
  Encoding encoding;
  encoding.cog.layout = options.layout;
  encoding.cog.jobs = effective_jobs(options.jobs);
  encoding.cog.level = options.lossless_level;
  encoding.mode = options.dry_run ? store::WriteMode::dry_run : store::WriteMode::real;
  encoding.dalle.crs_when_missing = options.source_crs;
  encoding.digest_source = options.digest_sources;
  if (chantier) {
    encoding.dalle.crs = chantier->crs;
    encoding.dalle.accept_realisations = chantier->accept_realisations;
    encoding.quality_max = chantier->quality_max;
  }
  if (options.quality_max) encoding.quality_max = *options.quality_max;
  if (options.lossless)
    encoding.cog.compression = *options.lossless;
  else if (options.quality)
    encoding.cog.quality = *options.quality;
  else if (options.budget_bytes)
    encoding.budget_bytes = options.budget_bytes;
  else
    encoding.budget_bytes = chantier->dalle_budget_bytes;
  return encoding;
}

}  // namespace

Summary run(const Options& options, Reporter& reporter) {
  check_options(options);
  std::optional<chantier::Chantier> chantier;
  if (!options.chantier_file.empty()) chantier = chantier::load(options.chantier_file);
  if (chantier) grid::check_projected(chantier->crs, chantier->where("grid.crs"));
  const Encoding encoding = encoding_of(options, chantier);
  return options.output ? compress_files(options, encoding, reporter)
                        : compress_catalog(options, *chantier, encoding, reporter);
}

}  // namespace pcrs::step::compress
