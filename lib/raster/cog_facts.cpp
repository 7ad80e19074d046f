// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_facts.hpp"

#include "base/text.hpp"

namespace pcrs::raster {

namespace {

constexpr int writer_version = 3;  // a change of it makes every COG again: other bytes from the same pixels

const char* compression_text(Compression compression) {
  switch (compression) {
    case Compression::none:
      return "none";
    case Compression::deflate:
      return "deflate";
    case Compression::zstd:
      return "zstd";
    case Compression::jpeg:
      break;
  }
  return "jpeg";
}

}  // namespace

Json cog_parameters(const CogOptions& options, const std::optional<Budget>& budget) {
  Json parameters{{"writer", writer_version}, {"compression", compression_text(options.compression)}};
  parameters["layout"] = options.layout == Layout::aligned ? "aligned" : "classic";
  if (options.compression != Compression::jpeg) {
    parameters["level"] = options.level;
  } else if (budget) {
    parameters["budget_bytes"] = budget->ceiling_bytes;
    parameters["quality_max"] = budget->quality_max;
  } else {
    parameters["quality"] = options.quality;
  }
  return parameters;
}

Json cog_facts(const CogResult& cog) {
  Json facts = Json::object();
  if (cog.quality > 0) facts["quality"] = cog.quality;
  if (cog.psnr_y_db) facts["psnr_y_db"] = to_number<double>(fixed_text(*cog.psnr_y_db, 2)).value_or(0);
  if (cog.psnr_sample_px > 0) facts["psnr_sample_px"] = cog.psnr_sample_px;
  facts["valid_share"] = cog.valid_share;
  facts["masked"] = cog.masked;
  if (cog.kept_blocks > 0) facts["kept_jpeg_blocks"] = cog.kept_blocks;
  facts["plan"] = {
      {"block_px", cog.plan.block_px}, {"factors", cog.plan.factors}, {"aligned", cog.plan.aligned}};
  return facts;
}

Json cog_facts(const BudgetResult& result) {
  Json facts = cog_facts(result.cog);
  facts["quality_cap"] = result.quality_cap;
  facts["predicted_bytes"] = result.predicted_bytes;
  facts["prediction_sample_px"] = result.sample_px;
  facts["encodings"] = result.encodings;
  return facts;
}

}  // namespace pcrs::raster
