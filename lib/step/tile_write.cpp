// SPDX-License-Identifier: Apache-2.0
#include "step/tile_write.hpp"

#include <vector>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "raster/mosaic_conform.hpp"
#include "store/digest.hpp"
#include "store/file.hpp"
#include "store/passing_digest.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::tile {

namespace {

void add_error(Outcome& outcome, const Context& context, const Job& job, Finding finding) {
  finding.dalle = grid::key_text(job.key, context.grid);
  outcome.findings.push_back(std::move(finding));
}

// The one source is the dalle: its bytes are kept. What ingest decoded is known by its digest; a file that
// nobody has decoded yet is decoded now, so that damage does not pass.
std::optional<Finding> copy_source(const Input& input, raster::MosaicDalle& dalle, store::OutputFile& output,
                                   Outcome& outcome) {
  try {
    if (input.source.sha256.empty()) {
      const int width = dalle.geometry().width, height = dalle.geometry().height;
      constexpr int step = 256;
      std::vector<std::uint8_t> rgb(std::size_t{3} * step * static_cast<std::size_t>(width));
      for (int row = 0; row < height; row += step) {
        const int rows = std::min(step, height - row);
        const std::size_t size =
            std::size_t{3} * static_cast<std::size_t>(rows) * static_cast<std::size_t>(width);
        dalle.read_rows(rows, std::span(rgb).first(size), {});
      }
    }
  } catch (const Error&) {
    if (dalle.fault()) return dalle.fault();
    throw;
  }
  store::FileSource source(input.path);
  store::HashingSink sink(output);
  std::vector<std::byte> buffer(std::size_t{4} << 20);
  for (std::uint64_t at = 0; at < source.size();) {
    interrupt::check();
    const std::size_t got = source.read_at(at, buffer);
    if (got == 0) break;
    sink.write(Bytes(buffer).first(got));
    at += got;
  }
  outcome.made.sha256 = sink.finish_hex();
  outcome.made.size_bytes = sink.size_bytes();
  outcome.made.facts["valid_share"] = 1.0;
  outcome.made.facts["masked"] = false;
  if (input.source.sha256.empty() || input.source.sha256 == outcome.made.sha256) return std::nullopt;
  return Finding{input.path, "source.changed",
                 "its bytes are no longer those that were ingested (SHA-256), though size and date are; the "
                 "disk may be failing: take the contractor's copy"};
}

std::optional<Finding> encode(const Context& context, raster::MosaicDalle& dalle, store::OutputFile& output,
                              std::optional<CogBeside>& cog, Outcome& outcome) {
  store::SequentialDigest sink(output);
  try {
    const raster::CogTarget target{sink, context.encoding};
    const raster::CogResult result =
        cog ? cog->write(dalle, target) : raster::write_cog(dalle, sink, context.encoding);
    outcome.made.size_bytes = result.size_bytes;
    outcome.made.facts["valid_share"] = result.valid_share;
    outcome.made.facts["masked"] = result.masked;
    if (result.quality > 0) outcome.made.facts["quality"] = result.quality;
    if (result.psnr_y_db) {
      outcome.made.facts["psnr_y_db"] = to_number<double>(fixed_text(*result.psnr_y_db, 2)).value_or(0);
      outcome.made.facts["psnr_sample_px"] = result.psnr_sample_px;
    }
    outcome.made.empty = result.valid_share == 0;
  } catch (const Error&) {
    if (dalle.fault()) return dalle.fault();
    throw;
  }
  if (output.temporary().empty()) return std::nullopt;
  const auto on_the_way = sink.finish_hex();  // not where the index is filled at the end
  outcome.made.sha256 = on_the_way ? *on_the_way : store::sha256_file(output.temporary());
  return std::nullopt;
}

// A file of the same name that this tool has not made is somebody's: it is left, unless it is what would be
// written (a run was killed before it could note it).
bool is_in_the_way(const Context& context, const Known& known, const Outcome& outcome) {
  if (context.overwrite || context.ledger.owns_folder()) return false;
  if (known.before && known.before->name == outcome.made.name) return false;
  const auto stamp = stamp_of(outcome.path);
  if (!stamp) return false;
  if (stamp->size_bytes != outcome.made.size_bytes) return true;
  return !outcome.made.sha256.empty() && store::sha256_file(outcome.path) != outcome.made.sha256;
}

void save_empty(const Context& context, const Job& job, const Recipe& recipe, const Known& known,
                Outcome& outcome) {
  outcome.status = Status::empty;
  outcome.made.empty = true;
  outcome.made.name.clear();
  outcome.made.facts = Json::object();
  outcome.path.clear();
  const bool had_one = known.before && !known.before->name.empty();
  outcome.findings.push_back(
      {grid::key_text(job.key, context.grid), "tile.empty",
       had_one ? "its sources hold no valid pixel any more; the dalle made before stays as it is"
               : "its sources hold no valid pixel; no dalle is made",
       had_one ? Severity::warning : Severity::note, grid::key_text(job.key, context.grid)});
  context.ledger.save(job.key, recipe, outcome.made);
}

bool sources_still_the_same(const Context& context, const Job& job, Outcome& outcome) {
  bool same = true;
  for (const std::size_t i : job.inputs)
    if (const auto fault = context.inputs.changed(i)) {
      add_error(outcome, context, job, *fault);
      same = false;
    }
  return same;
}

// A new revision has no COG yet. One that is made again may have a published COG: pcrs-compress knows.
std::optional<CogBeside> cog_beside(const Context& context, const Recipe& recipe, const Known& known,
                                    const raster::Mosaic& mosaic, const Made& made) {
  if (!context.cog || (known.before && known.before->revision == made.revision)) return std::nullopt;
  const auto budget = context.cog->budget_for(recipe.sources, mosaic);
  if (!budget) return std::nullopt;
  return std::make_optional<CogBeside>(*context.cog, *budget, made.name);
}

// The lossless dalle is done: what keeps its COG from being so is pcrs-compress's to mend.
void commit_cog(const Context& context, const Job& job, CogBeside& cog, Outcome& outcome) {
  const auto tell = [&](const std::string& rule, const std::string& message, Severity severity) {
    outcome.findings.push_back({grid::key_text(job.key, context.grid), rule, message, severity,
                                grid::key_text(job.key, context.grid)});
  };
  if (cog.over_budget())
    return tell("cog.left", "its COG came out larger than the budget; pcrs-compress makes it",
                Severity::note);
  try {
    catalog::Product made = cog.commit(outcome.made.sha256);
    if (context.mode == store::WriteMode::real) context.ledger.save_cog(job.key, made);
    outcome.bytes_written += made.size_bytes;
    outcome.cog = std::move(made);
  } catch (const Error& error) {
    if (interrupt::signal_number() != 0) throw;
    tell("cog.left", std::string("its COG could not be kept: ") + error.what() + "; run pcrs-compress",
         Severity::warning);
  }
}

void commit(const Context& context, const Job& job, const Recipe& recipe, store::OutputFile& output,
            Outcome& outcome) {
  output.commit();
  if (const auto stamp = stamp_of(outcome.path)) outcome.made.mtime_ns = stamp->mtime_ns;
  outcome.made.verified_how = "SHA-256 of the file as written, fsync";
  context.ledger.save(job.key, recipe, outcome.made);
  outcome.bytes_written = outcome.made.size_bytes;
}

// Made again, yet other bytes (another version of the compressor): what others know by its digest must not
// change under its name.
bool clashes(const Context& context, const Known& known, const Outcome& outcome) {
  if (context.ledger.owns_folder() && known.before && known.before->revision == outcome.made.revision)
    return !known.before->sha256.empty() && !outcome.made.sha256.empty() &&
           known.before->sha256 != outcome.made.sha256;
  return false;
}

const Input* input_of(const Context& context, const Job& job, const raster::MosaicSource* source) {
  for (const std::size_t i : job.inputs)
    if (source && context.inputs[i].path == source->path) return &context.inputs[i];
  return nullptr;
}

}  // namespace

bool write_dalle(const Context& context, const Job& job, const Recipe& recipe, const Known& known,
                 raster::MosaicDalle& dalle, Outcome& outcome) {
  const raster::Mosaic& mosaic = dalle.mosaic();
  outcome.made.name = context.ledger.name_of(job.key, outcome.made.revision);
  outcome.path = context.ledger.folder() / outcome.made.name;
  if (mosaic.plan().empty()) {
    save_empty(context, job, recipe, known, outcome);
    return true;
  }
  const Input* whole = input_of(context, job, mosaic.only_source());
  const bool conforms =
      whole &&
      raster::why_not_conforming(whole->path, mosaic.geometry(), context.encoding.compression).empty();
  const auto output = store::open_output(outcome.path, context.mode);
  auto cog = conforms ? std::nullopt : cog_beside(context, recipe, known, mosaic, outcome.made);
  const auto fault =
      conforms ? copy_source(*whole, dalle, *output, outcome) : encode(context, dalle, *output, cog, outcome);
  outcome.made.facts["passed_through"] = conforms;
  for (const std::size_t i : job.inputs) outcome.bytes_read += context.inputs[i].source.size_bytes;
  if (fault) {
    add_error(outcome, context, job, *fault);
  } else if (!sources_still_the_same(context, job, outcome)) {
    return true;
  } else if (outcome.made.empty) {
    save_empty(context, job, recipe, known, outcome);
  } else if (is_in_the_way(context, known, outcome)) {
    add_error(outcome, context, job,
              {outcome.path.string(), "tile.exists",
               "is there already and was not made by pcrs-tile; --overwrite replaces it"});
  } else if (clashes(context, known, outcome)) {
    return false;
  } else {
    commit(context, job, recipe, *output, outcome);
    if (cog) commit_cog(context, job, *cog, outcome);
    outcome.status = conforms ? Status::copied : Status::made;
  }
  return true;
}

}  // namespace pcrs::step::tile
