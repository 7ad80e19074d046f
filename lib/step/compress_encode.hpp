// SPDX-License-Identifier: Apache-2.0
// Inside the compress step: one image file into one COG file.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "raster/cog_budget.hpp"
#include "raster/dalle_reader.hpp"
#include "store/file.hpp"

namespace pcrs::step::compress {

/// How dalles are encoded in one run.
struct Encoding {
  raster::CogOptions cog;                     ///< compression, layout, jobs, quality where it is fixed
  std::optional<std::uint64_t> budget_bytes;  ///< JPEG: instead of a fixed quality
  double quality_max = 95;                    ///< under a budget
  raster::DalleOptions dalle;
  bool only_kept = false;      ///< write nothing unless the source's JPEG is kept
  bool digest_source = false;  ///< while it is read
  store::WriteMode mode = store::WriteMode::real;
};

/// All that decides the bytes of a COG but its pixels. `quality_max`: with the source's own quality.
Json parameters_of(const Encoding& encoding, double quality_max);

/// What was made of one dalle.
struct Encoded {
  std::vector<Finding> findings;  ///< one of severity error: nothing was written
  std::string sha256;             ///< of the file; empty in a dry run
  std::string source_sha256;      ///< where Encoding::digest_source asks for it, of a rejected source too
  std::uint64_t size_bytes = 0;
  Json facts = Json::object();
  bool kept = false;  ///< the COG holds the source's own JPEG coefficients
  bool rejected() const;
};

/// Nothing when a complete file may get its name, else why not.
using MayCommit = std::function<std::optional<Finding>(const Encoded&)>;

/// Reads `source` and writes `target` atomically, its digests taken on the way. `quality_max` bounds the
/// quality under a budget.
Encoded encode_file(const std::string& source, const std::filesystem::path& target, const Encoding& encoding,
                    double quality_max, const MayCommit& may_commit = nullptr);

/// Bytes that a dalle of `pixels` pixels may take at most, or nearly; for the room that a run needs.
std::uint64_t expected_bytes(const Encoding& encoding, std::uint64_t pixels);

/// Dalles of `width` × `height` px that fit in 512 MB together, and threads for each.
struct Lanes {
  unsigned dalles = 1;
  unsigned jobs_a_dalle = 1;
};
Lanes lanes_for(const Encoding& encoding, unsigned jobs, int width, int height);

}  // namespace pcrs::step::compress
