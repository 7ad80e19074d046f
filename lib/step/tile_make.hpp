// SPDX-License-Identifier: Apache-2.0
// One dalle: is it up to date, and if not, its lossless file.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "chantier/chantier.hpp"
#include "grid/dalle.hpp"
#include "raster/cog_writer.hpp"
#include "step/tile_cog.hpp"
#include "step/tile_input.hpp"
#include "step/tile_ledger.hpp"
#include "step/tile_plan.hpp"

namespace pcrs::step::tile {

enum class Status {
  made,      ///< encoded
  copied,    ///< a source that conforms, byte for byte
  kept,      ///< up to date
  empty,     ///< no valid pixel: no file
  rejected,  ///< a finding says why
  busy       ///< another process is making it
};
std::string status_text(Status status);

struct Outcome {
  Status status = Status::kept;
  Made made;
  std::filesystem::path path;
  std::optional<catalog::Product> cog;  ///< made of the same read
  std::vector<Finding> findings;
  std::uint64_t bytes_read = 0, bytes_written = 0;
};

struct Context {
  const chantier::Chantier& chantier;
  grid::GridSpec grid;
  Inputs& inputs;
  Ledger& ledger;
  raster::CogOptions encoding;
  Json parameters;                   ///< all that may decide the bytes
  const CogSettings* cog = nullptr;  ///< COGs are to be made beside
  bool overwrite = false;
  store::WriteMode mode = store::WriteMode::real;
};

Recipe recipe_of(const Context& context, const Job& job);

/// What was made of the dalle before, and whether that still stands.
struct Known {
  std::optional<Made> before;
  bool stands = false;
  bool put_back = false;  ///< stands, but its file has another date than recorded: its digest was checked
};
Known look_up(const Context& context, const Job& job, const Recipe& recipe);

/// Makes the dalle unless it stands. A source at fault is a finding; throws Error (failed) for all else: no
/// space left, a record that cannot be written.
Outcome make_dalle(const Context& context, const Job& job);

}  // namespace pcrs::step::tile
