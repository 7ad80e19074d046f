// SPDX-License-Identifier: Apache-2.0
#include "step/publish_mosaic.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "grid/pyramid.hpp"
#include "raster/cog_writer.hpp"
#include "raster/patches.hpp"
#include "store/digest.hpp"
#include "store/stamp.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

using catalog::Record;
using format::MosaicFile;

constexpr double quality = 80;
// Whatever changes the bytes that the same inputs give is said here.
constexpr const char* recipe = "mosaic 1, quality 80, factors 2 5 10\n";

struct Patch {
  grid::DalleKey corner;
  std::string id;  ///< says its bytes
  fs::path file;
};

// One file to be made: its place, and the patches that it is made of.
struct Plan {
  std::string stem;
  grid::Extent extent;
  double cell_m = 0;
  int patch_px = 0;
  std::vector<double> cells_m;
  std::vector<Patch> patches;

  std::string path(int millesime) const {
    std::string inputs = recipe;
    for (const Patch& patch : patches) inputs += patch.id + "\n";
    return std::string(format::layout::mosaic) + "/" + std::to_string(millesime) + "/" + stem + "-" +
           store::sha256_text(inputs).substr(0, 16) + ".tif";
  }
};

raster::PatchSource source_of(const PublishRun& run, const Plan& plan) {
  const double patch_m = plan.cell_m * plan.patch_px;
  const auto pixels = [&](std::int64_t metres) {
    return static_cast<int>(std::llround(static_cast<double>(metres) / plan.cell_m));
  };
  raster::PatchSource::Patches patches;
  for (const Patch& patch : plan.patches) {
    const auto row = std::llround(static_cast<double>(plan.extent.north_m - patch.corner.north_m) / patch_m);
    const auto column = std::llround(static_cast<double>(patch.corner.west_m - plan.extent.west_m) / patch_m);
    patches[{static_cast<int>(row), static_cast<int>(column)}] = patch.file.string();
  }
  const raster::Geometry geometry{pixels(plan.extent.east_m - plan.extent.west_m),
                                  pixels(plan.extent.north_m - plan.extent.south_m),
                                  static_cast<double>(plan.extent.west_m),
                                  static_cast<double>(plan.extent.north_m),
                                  plan.cell_m,
                                  run.grid.crs};
  return {geometry, plan.patch_px, std::move(patches), run.options.jobs};
}

// A patch that cannot be read is left out, and what is made then has the name of what it holds.
bool drop_unreadable(PublishRun& run, Plan& plan, const Error& error) {
  const auto bad = std::find_if(plan.patches.begin(), plan.patches.end(), [&](const Patch& patch) {
    return error.kind() == ErrorKind::failed && error.where() == patch.file.string();
  });
  if (bad == plan.patches.end()) return false;
  run.reporter.finding({error.where(), "mosaic.unreadable",
                        error.message() + "; left white in the overview mosaic", Severity::warning, ""});
  plan.patches.erase(bad);
  return true;
}

std::string bytes_of(const PublishRun& run, const Plan& plan) {
  raster::CogOptions options;
  options.quality = quality;
  options.jobs = run.options.jobs;
  options.factors.assign(grid::mosaic_factors.begin(), grid::mosaic_factors.end());
  raster::PatchSource source = source_of(run, plan);
  MemorySink sink;
  raster::write_cog(source, sink, options);
  return std::string(as_text(sink.bytes()));
}

// The file of a plan: there already, or made now. Nothing when none of its patches can be read.
std::optional<MosaicFile> make(PublishRun& run, Plan plan, int millesime, std::uint64_t& written) {
  while (!plan.patches.empty()) {
    interrupt::check();
    MosaicFile file{millesime, plan.path(millesime), plan.extent, plan.cells_m, 0};
    const auto stamp = store::stamp_of(run.file(file.path));
    if (stamp) file.size_bytes = stamp->size_bytes;
    if ((stamp && !run.options.verify) || run.dry()) {
      written += stamp ? 0 : 1;
      return file;
    }
    try {
      const std::string bytes = bytes_of(run, plan);
      file.size_bytes = bytes.size();
      written += store::write_file_if_changed(run.file(file.path), bytes) ? 1 : 0;
      return file;
    } catch (const Error& error) {
      if (!drop_unreadable(run, plan, error)) throw;
    }
  }
  return std::nullopt;
}

std::map<grid::DalleKey, Plan> sheet_plans(const PublishRun& run, const std::vector<const Record*>& dalles) {
  const grid::GridSpec sheets = grid::sheet_grid(run.grid);
  const double cell_m = grid::mosaic_sheet_cell_m(run.grid);
  std::map<grid::DalleKey, Plan> plans;
  for (const Record* record : dalles) {
    const grid::DalleKey corner = grid::sheet_of(record->key, run.grid);
    Plan& plan = plans[corner];
    if (plan.patches.empty())
      plan = {grid::key_text(corner, sheets),
              {corner.west_m, corner.north_m - sheets.dalle_side_m, corner.west_m + sheets.dalle_side_m,
               corner.north_m},
              cell_m,
              grid::mosaic_dalle_px,
              {cell_m, cell_m * grid::mosaic_factors.front()},
              {}};
    const catalog::Product& cog = *record->product("cog");
    plan.patches.push_back(
        {record->key, record->dalle + " " + cog.sha256, run.file(site_path(*record, cog))});
  }
  return plans;
}

Plan whole_plan(const PublishRun& run, const std::vector<std::pair<grid::DalleKey, MosaicFile>>& sheets) {
  Plan plan{"ensemble", {}, grid::mosaic_whole_cell_m(run.grid), grid::mosaic_sheet_in_whole_px, {}, {}};
  std::vector<grid::DalleKey> corners;
  for (const auto& [corner, sheet] : sheets) {
    corners.push_back(corner);
    plan.patches.push_back({corner, sheet.path, run.file(sheet.path)});
  }
  plan.extent = grid::whole_extent(corners, run.grid);
  plan.cells_m = {plan.cell_m};
  for (const int factor : grid::mosaic_factors) plan.cells_m.push_back(plan.cell_m * factor);
  return plan;
}

void add_millesime(PublishRun& run, int millesime, const std::vector<const Record*>& dalles,
                   std::vector<MosaicFile>& mosaic, std::uint64_t& written) {
  std::vector<std::pair<grid::DalleKey, MosaicFile>> sheets;
  for (auto& [corner, plan] : sheet_plans(run, dalles))
    if (auto sheet = make(run, std::move(plan), millesime, written))
      sheets.emplace_back(corner, std::move(*sheet));
  if (sheets.empty()) return;
  if (auto whole = make(run, whole_plan(run, sheets), millesime, written))
    mosaic.push_back(std::move(*whole));
  for (auto& [corner, sheet] : sheets) mosaic.push_back(std::move(sheet));
}

}  // namespace

std::vector<MosaicFile> publish_mosaic(PublishRun& run, const std::vector<Record>& shown, Summary& summary) {
  std::vector<MosaicFile> mosaic;
  std::uint64_t written = 0;
  std::map<int, std::vector<const Record*>> by_millesime;
  if (run.chantier.mosaic)
    for (const Record& record : shown) by_millesime[record.millesime].push_back(&record);
  for (const auto& [millesime, dalles] : by_millesime) add_millesime(run, millesime, dalles, mosaic, written);
  summary.more["mosaic_written"] = written;
  return mosaic;
}

void sweep_mosaic(const PublishRun& run, const std::vector<MosaicFile>& mosaic) {
  std::set<std::string> wanted;
  for (const MosaicFile& file : mosaic) wanted.insert(run.key(file.path));
  std::vector<std::string> stale;
  run.hot->list(run.key(std::string(format::layout::mosaic) + "/"), [&](const store::ObjectInfo& object) {
    if (wanted.count(object.key) == 0) stale.push_back(object.key);
  });
  for (const std::string& key : stale)
    if (!run.dry()) run.hot->remove(key);
}

}  // namespace pcrs::step
