// SPDX-License-Identifier: Apache-2.0
#include "step/archive_check.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "step/archive_inventory.hpp"
#include "store/digest.hpp"

namespace pcrs::step::archive {

std::string look_fault(Tier& tier, const catalog::Copy& copy, const catalog::Product& product) {
  const auto info = tier.look(copy.key);
  return info ? difference(*info, product, copy) : is_missing;
}

std::string read_fault(const Context& context, Tier& tier, const catalog::Copy& copy,
                       const catalog::Product& product) {
  const auto path = tier.place->local_path(copy.key);
  const std::string sha256 =
      path ? store::sha256_file(*path, {.drop_cache_first = true, .drop_cache_after = true})
           : store::sha256_source(*context.limited(tier.place->open(copy.key), tier.remote));
  return sha256 == product.sha256 ? "" : "has SHA-256 " + sha256 + ", the record says " + product.sha256;
}

void mark_bad_copy(Context& context, const CopyId& id, const catalog::Product& product,
                   const std::string& place, const std::string& fault, const char* by) {
  const std::vector<std::string> kept = context.archive_tiers();
  const catalog::Copy* seen = product.copy_in(place);
  if (seen == nullptr || std::find(kept.begin(), kept.end(), place) == kept.end()) return;
  const std::string at = utc_text(now());
  const Check check{place, *seen, at, fault, by, at};
  context.catalog().update(
      id.key, id.millesime,
      [&](catalog::Record& record) {
        catalog::Product* known = record.product("lossless");
        if (known == nullptr || known->sha256 != product.sha256) return;
        for (catalog::Copy& copy : known->copies)
          if (copy.place == place) keep_findings(check, copy);
      },
      id.revision);
}

}  // namespace pcrs::step::archive
