// SPDX-License-Identifier: Apache-2.0
#include "catalog/cog_product.hpp"

#include "base/clock.hpp"
#include "store/stamp.hpp"

namespace pcrs::catalog {

std::string cog_folder(int millesime) {
  return "cog/" + std::to_string(millesime);
}

Product cog_product(Product measured, const std::string& lossless_sha256, int millesime,
                    const std::filesystem::path& file) {
  Product cog = std::move(measured);
  cog.kind = "cog";
  cog.derived_from = {lossless_sha256};
  cog.made_at = utc_text(now());
  Copy copy{"work", cog_folder(millesime) + "/" + cog.name, cog.made_at,
            "SHA-256 of the file as written, fsync"};
  if (const auto stamp = store::stamp_of(file)) copy.extra = {{"mtime_ns", stamp->mtime_ns}};
  cog.add_copy(std::move(copy));
  return cog;
}

Json cog_line(const Product& cog, int revision) {
  Json line{{"product", "cog"},
            {"file", cog.name},
            {"revision", revision},
            {"size_bytes", cog.size_bytes},
            {"sha256", cog.sha256},
            {"derived_from", cog.derived_from},
            {"parameters", cog.parameters}};
  if (cog.facts.contains("kept_jpeg_of")) line["kept_jpeg_of"] = cog.facts["kept_jpeg_of"];
  return line;
}

}  // namespace pcrs::catalog
