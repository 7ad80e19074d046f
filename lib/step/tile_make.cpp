// SPDX-License-Identifier: Apache-2.0
#include "step/tile_make.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "raster/mosaic_conform.hpp"
#include "step/tile_national.hpp"
#include "step/tile_write.hpp"
#include "store/digest.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::tile {

namespace {

raster::Geometry geometry_of(const Context& context, const Job& job) {
  const int side_px = context.grid.pixels_a_side();
  return {side_px,
          side_px,
          static_cast<double>(job.key.west_m),
          static_cast<double>(job.key.north_m),
          context.grid.gsd_m,
          context.grid.crs};
}

void add_findings(Outcome& outcome, const std::vector<Finding>& findings, const std::string& dalle) {
  for (Finding finding : findings) {
    finding.dalle = dalle;
    outcome.findings.push_back(std::move(finding));
  }
}

bool any_error(const Outcome& outcome) {
  return std::any_of(outcome.findings.begin(), outcome.findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::error; });
}

// A file that changed is told even when nothing is to be made of it; one that is away is needed only then.
void compare_with_ingest(const Context& context, const Job& job, bool needed, Outcome& outcome) {
  const std::string dalle = grid::key_text(job.key, context.grid);
  for (const std::size_t i : job.inputs)
    if (const auto fault = context.inputs.changed(i); fault && (needed || fault->rule != "source.missing"))
      add_findings(outcome, {*fault}, dalle);
}

std::vector<const raster::MosaicSource*> inspect_all(const Context& context, const Job& job,
                                                     Outcome& outcome) {
  std::vector<const raster::MosaicSource*> sources;
  for (const std::size_t i : job.inputs) {
    const raster::Inspection& inspection = context.inputs.inspect(i);
    add_findings(outcome, inspection.findings, grid::key_text(job.key, context.grid));
    if (inspection.source) sources.push_back(&*inspection.source);
  }
  return sources;
}

// False when a source cannot be read.
bool find_digests(const Context& context, const Job& job, Outcome& outcome) {
  try {
    outcome.made.derived_from = context.inputs.digests(job.inputs);
    return true;
  } catch (const Error& error) {
    add_findings(outcome, {{error.where(), "source.unreadable", error.message(), Severity::error}},
                 grid::key_text(job.key, context.grid));
    return false;
  }
}

struct Used {
  int resampled = 0, reprojected = 0;
  bool shifted = false, lossy_nodata = false, crs_assumed = false;
};

Used used_of(const raster::Mosaic& mosaic) {
  Used used;
  for (const raster::LayerPlan& layer : mosaic.plan()) {
    if (layer.hidden) continue;
    used.resampled += layer.placement.fit == raster::Fit::resampled;
    used.reprojected += layer.placement.fit == raster::Fit::reprojected;
    used.shifted |= layer.placement.shift_px > 1e-3;
    used.lossy_nodata |= layer.source->lossy_nodata;
    used.crs_assumed |= layer.source->crs_assumed;
  }
  return used;
}

// A parameter that had no say is not kept: another value of it must not make the dalle again.
Json parameters_kept(const Json& all, const Used& used) {
  Json kept = all;
  const bool warped = used.resampled + used.reprojected > 0;
  if (!warped) kept.erase("resampling");
  if (!warped && !used.shifted) kept.erase("misaligned_px");
  if (!used.lossy_nodata) kept.erase("trust_nodata");
  if (!used.crs_assumed) kept.erase("source_crs");
  return kept;
}

void tell_resampling(const raster::Mosaic& mosaic, const raster::MosaicOptions& options,
                     const std::string& dalle, Outcome& outcome) {
  for (const raster::LayerPlan& layer : mosaic.plan()) {
    if (layer.hidden || layer.placement.fit == raster::Fit::exact) continue;
    const bool other_crs = layer.placement.fit == raster::Fit::reprojected;
    const std::string why =
        other_crs ? "is in another coordinate reference system" : "its pixels do not fall on the grid";
    outcome.findings.push_back({layer.source->path, other_crs ? "tile.reprojected" : "tile.resampled",
                                why + ": resampled (" + raster::resampling_text(options.resampling) + ")",
                                Severity::note, dalle});
  }
}

// The same dalle again keeps its revision, a changed one gets the next.
int revision_to_make(const Context& context, const Known& known, const Recipe& recipe) {
  if (!known.before) return 1;
  const bool same =
      known.before->same_sources && same_parameters(known.before->parameters, recipe.parameters);
  return same ? known.before->revision : context.ledger.next_revision(known.before);
}

void keep(const Context& context, const Job& job, const Recipe& recipe, const Known& known,
          Outcome& outcome) {
  outcome.status = Status::kept;
  outcome.made = *known.before;
  outcome.path = context.ledger.folder() / outcome.made.name;
  if (!known.put_back && outcome.made.same_national) return;
  if (known.put_back) {
    outcome.made.mtime_ns = stamp_of(outcome.path)->mtime_ns;
    outcome.made.verified_how = "SHA-256";
  } else {
    outcome.made.mtime_ns = 0;
  }
  context.ledger.touch(job.key, recipe, outcome.made);
}

// False when this revision is taken by other bytes.
bool make_revision(const Context& context, const Job& job, const Recipe& recipe, const Known& known,
                   const std::vector<const raster::MosaicSource*>& sources, Outcome& outcome) {
  raster::MosaicDalle dalle(geometry_of(context, job), sources, context.inputs.options());
  const raster::Mosaic& mosaic = dalle.mosaic();
  const Used used = used_of(mosaic);
  outcome.made.parameters = parameters_kept(recipe.parameters, used);
  outcome.made.facts = {{"resampled_sources", used.resampled}, {"reprojected_sources", used.reprojected}};
  if (Json differing = national_differences(context.inputs, job.inputs); !differing.empty())
    outcome.made.facts["national_differs"] = std::move(differing);
  if (!write_dalle(context, job, recipe, known, dalle, outcome)) return false;
  tell_resampling(mosaic, context.inputs.options(), grid::key_text(job.key, context.grid), outcome);
  return true;
}

void make_now(const Context& context, const Job& job, const Recipe& recipe, const Known& known,
              Outcome& outcome) {
  const auto sources = inspect_all(context, job, outcome);
  if (any_error(outcome) || !find_digests(context, job, outcome)) return;
  outcome.made.revision = revision_to_make(context, known, recipe);
  if (make_revision(context, job, recipe, known, sources, outcome)) return;
  outcome.made.revision = context.ledger.next_revision(known.before);
  make_revision(context, job, recipe, known, sources, outcome);
}

}  // namespace

std::string status_text(Status status) {
  switch (status) {
    case Status::made:
      return "made";
    case Status::copied:
      return "copied";
    case Status::kept:
      return "kept";
    case Status::empty:
      return "empty";
    case Status::rejected:
      return "rejected";
    case Status::busy:
      break;
  }
  return "busy";
}

Recipe recipe_of(const Context& context, const Job& job) {
  Recipe recipe;
  for (const std::size_t i : job.inputs) {
    recipe.sources.push_back(context.inputs[i].source);
    recipe.identities.push_back(context.inputs[i].identity);
  }
  recipe.parameters = context.parameters;
  recipe.national = national_of(context.inputs, job.inputs);
  return recipe;
}

Known look_up(const Context& context, const Job& job, const Recipe& recipe) {
  Known known;
  known.before = context.ledger.find(job.key, recipe);
  if (!known.before || context.overwrite) return known;
  const Made& before = *known.before;
  if (!before.same_sources || !same_parameters(before.parameters, recipe.parameters)) return known;
  if (before.empty) {
    known.stands = true;
    return known;
  }
  if (before.name.empty()) return known;
  const fs::path path = context.ledger.folder() / before.name;
  const auto stamp = stamp_of(path);
  if (!stamp) {
    known.stands = before.elsewhere;
  } else if (*stamp == Stamp{before.size_bytes, before.mtime_ns}) {
    known.stands = true;
  } else if (stamp->size_bytes == before.size_bytes) {
    known.stands = known.put_back = store::sha256_file(path) == before.sha256;
  }
  return known;
}

Outcome make_dalle(const Context& context, const Job& job) {
  Outcome outcome;
  const auto lock = context.ledger.lock(job.key);
  if (!lock) {
    outcome.status = Status::busy;
    return outcome;
  }
  const Recipe recipe = recipe_of(context, job);
  const Known known = look_up(context, job, recipe);
  compare_with_ingest(context, job, !known.stands, outcome);
  if (!any_error(outcome)) {
    if (known.stands)
      keep(context, job, recipe, known, outcome);
    else
      make_now(context, job, recipe, known, outcome);
  }
  if (any_error(outcome)) outcome.status = Status::rejected;
  return outcome;
}

}  // namespace pcrs::step::tile
