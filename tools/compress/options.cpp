// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <memory>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/app.hpp"
#include "step/compress.hpp"

namespace compress = pcrs::step::compress;
using pcrs::cli::CommonOptions;

namespace {

struct Given {
  compress::Options options;
  std::string output, budget, lossless, layout = "aligned";
  double quality = 0, quality_max = 0;
};

void declare(CLI::App& app, Given& given) {
  app.add_option(
      "dalle", given.options.inputs,
      "Image files with -o, else keys or names of dalles of the chantier; - reads them from stdin");
  app.add_option("-o,--output", given.output, "The file to write, or the folder to write into");
  app.add_option("--quality", given.quality, "JPEG quality, 1 to 100, fractions allowed");
  app.add_option("--budget", given.budget, "Largest size of a dalle (200MB): the highest quality that fits");
  app.add_flag("--lossless", given.lossless, "No loss: --lossless (zstd) or --lossless=deflate");
  app.add_option("--level", given.options.lossless_level, "Effort of --lossless (default 1)")
      ->check(CLI::Range(1, 22));
  app.add_option("--quality-max", given.quality_max,
                 "Under a budget, no higher quality (default: the chantier's, 95 without one)");
  app.add_option("--layout", given.layout, "aligned (default), or classic: 512 px blocks and powers of two")
      ->check(CLI::IsMember({"aligned", "classic"}));
  app.add_flag("--source-digest", given.options.digest_sources,
               "With -o and --json, the SHA-256 of each source too, taken in the same read");
  app.add_option("--source-crs", given.options.source_crs, "CRS of files that state none (EPSG:2154)");
}

// CLI11 gives a flag without a value as "true"; only a flag leaves the word after it alone.
pcrs::raster::Compression lossless_of(const std::string& text) {
  if (text == "zstd" || text == "true") return pcrs::raster::Compression::zstd;
  if (text == "deflate") return pcrs::raster::Compression::deflate;
  pcrs::throw_usage("--lossless", "is zstd or deflate, not " + text);
}

compress::Options complete(const CLI::App& app, const Given& given, const CommonOptions& common) {
  compress::Options options = given.options;
  options.chantier_file = common.chantier;
  if (app.count("--output") > 0) options.output = given.output;
  if (app.count("--quality") > 0) options.quality = given.quality;
  if (app.count("--quality-max") > 0) options.quality_max = given.quality_max;
  if (app.count("--lossless") > 0) options.lossless = lossless_of(given.lossless);
  if (app.count("--budget") > 0) {
    options.budget_bytes = pcrs::parse_bytes(given.budget);
    if (options.budget_bytes.value_or(0) == 0)
      pcrs::throw_usage("--budget", "is a size such as 200MB, not " + given.budget);
  }
  if (given.layout == "classic") options.layout = pcrs::raster::Layout::classic;
  options.inputs_given = app.count("dalle") > 0;
  options.inputs = pcrs::cli::read_inputs(options.inputs);
  options.overwrite = common.overwrite;
  options.dry_run = common.dry_run;
  options.jobs = common.jobs;
  return options;
}

}  // namespace

pcrs::cli::Action declare_compress(CLI::App& app) {
  const auto given = std::make_shared<Given>();
  declare(app, *given);
  return [given, &app](const CommonOptions& common, pcrs::Reporter& reporter) {
    return compress::run(complete(app, *given, common), reporter);
  };
}
