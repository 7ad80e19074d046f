// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <memory>
#include <optional>

#include "cli/app.hpp"
#include "step/tile.hpp"
#include "step/tile_list.hpp"

using pcrs::Reporter;
using pcrs::Summary;
using pcrs::cli::CommonOptions;
namespace tile = pcrs::step::tile;

namespace {

struct Words {
  tile::Options options;
  std::string output;
  std::vector<std::string> sources;
  bool list = false;
  std::string format;
  std::optional<double> cog_quality;
};

Summary list(const Words& words, const CommonOptions& common, Reporter& reporter) {
  pcrs::step::ListOptions options;
  if (!words.format.empty()) options.format = words.format;
  if (!words.output.empty()) options.output = words.output;
  options.overwrite = common.overwrite;
  options.dry_run = common.dry_run;
  return pcrs::step::list_dallage(tile::load_chantier(common.chantier), options, reporter);
}

Summary act(const Words& words, const CommonOptions& common, Reporter& reporter) {
  tile::Options options = words.options;
  if (!words.output.empty()) options.output = words.output;
  options.sources = pcrs::cli::read_inputs(words.sources);
  options.cog_quality = words.cog_quality;
  options.sources_given = !words.sources.empty();
  options.chantier_file = common.chantier;
  options.overwrite = common.overwrite;
  options.dry_run = common.dry_run;
  options.jobs = common.jobs;
  return tile::run(options, reporter);
}

}  // namespace

pcrs::cli::Action declare_tile(CLI::App& app) {
  const auto words = std::make_shared<Words>();
  tile::Options& options = words->options;
  app.add_option("sources", words->sources,
                 "Files to lay, the later over the earlier, or - for a list on stdin; none: the accepted "
                 "orthos of the catalog")
      ->type_name("SOURCE");
  app.add_option(
         "-o,--output", words->output,
         "One-off: write the dalles into this folder and leave the catalog alone; with --list: the file")
      ->type_name("DIR");
  app.add_flag("--list", words->list, "List the dallage of the chantier instead of making dalles");
  app.add_option("--format", words->format, "With --list: text (default), geojson or gpkg")
      ->type_name("FORMAT")
      ->needs("--list");
  app.add_option("--cog", words->cog_quality,
                 "One-off: write aligned COGs, JPEG of this quality, straight from the sources")
      ->type_name("QUALITY");
  app.add_flag(
      "--with-cog", options.with_cog,
      "By the catalog: make the COG of each dalle that is made, within hot.dalle_budget, of the same read");
  app.add_option("--dalle", options.dalles, "Only these dalles of the dallage, by key or name")
      ->type_name("DALLE");
  app.add_option("--resampling", options.resampling,
                 "For sources off the grid or in another CRS: cubic (default), bilinear, nearest")
      ->type_name("METHOD");
  app.add_option("--coarsest", options.coarsest,
                 "Largest pixel of a source, in pixels of the grid (default 1.1)")
      ->type_name("RATIO");
  app.add_option("--source-crs", options.source_crs, "CRS of sources that state none (EPSG:2154)")
      ->type_name("CRS");
  app.get_option("sources")->excludes("--list");
  app.add_flag("--trust-nodata", options.trust_nodata, "Believe nodata on lossy sources too");
  app.add_flag("--verify-sources", options.verify_sources,
               "Read each source once more and compare its SHA-256 with the delivery's; one-off: tell it");
  return [words](const CommonOptions& common, Reporter& reporter) {
    return words->list ? list(*words, common, reporter) : act(*words, common, reporter);
  };
}
