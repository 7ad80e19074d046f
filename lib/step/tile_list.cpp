// SPDX-License-Identifier: Apache-2.0
#include "step/tile_list.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "grid/crs.hpp"
#include "grid/dallage.hpp"
#include "step/tile_settings.hpp"
#include "store/file.hpp"

namespace pcrs::step {

namespace {

enum class Format { text, geojson, geopackage };

Format format_of(const ListOptions& options) {
  const std::string extension = options.output ? lower_ascii(options.output->extension().string()) : "";
  if (!options.format && (extension == ".geojson" || extension == ".json")) return Format::geojson;
  if (!options.format && extension == ".gpkg") return Format::geopackage;
  const std::string format = options.format.value_or("text");
  if (format == "text") return Format::text;
  if (!options.output && (format == "geojson" || format == "gpkg"))
    throw_usage("--format " + format, "needs a file; name it with -o");
  if (format == "geojson") return Format::geojson;
  if (format == "gpkg") return Format::geopackage;
  throw_usage("--format " + format, "is unknown; expected text, geojson or gpkg");
}

std::string names_text(const grid::Layer& layer) {
  std::string text;
  for (const grid::Feature& feature : layer.features) text += std::get<std::string>(feature.values[1]) + "\n";
  return text;
}

std::string file_text(const grid::Layer& layer, Format format) {
  switch (format) {
    case Format::geojson:
      return grid::geojson_text(layer);
    case Format::geopackage:
      return grid::geopackage_bytes(layer);
    default:
      return names_text(layer);
  }
}

void tell_names(const grid::Layer& layer, Reporter& reporter) {
  for (const grid::Feature& feature : layer.features) {
    const auto& name = std::get<std::string>(feature.values[1]);
    reporter.result(name, {{"type", "dalle"},
                           {"dalle", std::get<std::string>(feature.values[0])},
                           {"name", name},
                           {"inside", std::get<double>(feature.values[2])}});
  }
}

// True if written.
bool write(const std::filesystem::path& path, const std::string& text, const ListOptions& options) {
  const bool exists = std::filesystem::exists(path);
  const bool same =
      exists && std::filesystem::file_size(path) == text.size() && store::read_file(path) == text;
  if (same) return false;
  if (exists && !options.overwrite)
    throw_usage(path.string(), "exists and says something else; --overwrite replaces it");
  store::write_file(path, text, options.dry_run ? store::WriteMode::dry_run : store::WriteMode::real);
  return true;
}

grid::Layer layer_of(const chantier::Chantier& chantier) {
  const grid::GridSpec grid{chantier.crs, chantier.dalle_side_m, chantier.gsd_m};
  grid::check_projected(chantier.crs, chantier.where("grid.crs"));
  const std::string where = chantier.where("grid.name_pattern");
  const grid::NamePattern pattern(chantier.name_pattern, where);
  pattern.check_fits(grid, where);
  const auto dallage = grid::load_dallage(tile::dallage_source_of(chantier), grid, pattern);
  grid::Layer layer = grid::dallage_layer(dallage, grid, pattern, chantier.millesime, chantier.code);
  layer.changed_at = padded_text(chantier.millesime, 4) + "-01-01T00:00:00Z";
  return layer;
}

}  // namespace

Summary list_dallage(const chantier::Chantier& chantier, const ListOptions& options, Reporter& reporter) {
  const Format format = format_of(options);
  const grid::Layer layer = layer_of(chantier);
  Summary summary;
  summary.more["dalles"] = layer.features.size();
  if (!options.output) {
    tell_names(layer, reporter);
    summary.done = layer.features.size();
    return summary;
  }
  const std::string text = file_text(layer, format);
  const bool written = write(*options.output, text, options);
  (written ? summary.done : summary.skipped) = 1;
  summary.bytes_written = written && !options.dry_run ? text.size() : 0;
  reporter.result(options.output->string(),
                  {{"type", "file"}, {"path", options.output->string()}, {"dalles", layer.features.size()}});
  return summary;
}

}  // namespace pcrs::step
