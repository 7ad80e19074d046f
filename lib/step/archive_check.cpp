// SPDX-License-Identifier: Apache-2.0
#include "step/archive_check.hpp"

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

}  // namespace pcrs::step::archive
