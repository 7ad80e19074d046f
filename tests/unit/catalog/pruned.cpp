// SPDX-License-Identifier: Apache-2.0
#include "catalog/pruned.hpp"

#include <catch2/catch.hpp>

using namespace pcrs;
using namespace pcrs::catalog;

namespace {

Product two_copies() {
  Product product;
  product.copies = {{"intermediate", "k", "2026-11-25T02:00:00Z", "signed", Json{{"etag", "e"}}},
                    {"nas", "k", "2026-11-25T02:00:00Z", "fsync", {}}};
  product.extra = Json{{"later", 1}};
  return product;
}

}  // namespace

TEST_CASE("a copy that is being pruned is no copy, and is not forgotten") {
  Product product = two_copies();
  begin_pruning(product, "intermediate", "2026-11-26T02:00:00Z", "superseded");
  CHECK(product.copy_in("intermediate") == nullptr);
  CHECK(product.copy_in("nas") != nullptr);
  const auto pruned = pruned_in(product, "intermediate");
  REQUIRE(pruned);
  CHECK(pruned->copy.key == "k");
  CHECK(pruned->at.empty());
  CHECK(words(*pruned).find("being pruned since 2026-11-26T02:00:00Z") != std::string::npos);
  end_pruning(product, "intermediate", "2026-11-26T02:00:01Z");
  CHECK(words(*pruned_in(product, "intermediate")) == "pruned on 2026-11-26T02:00:01Z, superseded");
  CHECK_FALSE(pruned_in(product, "nas"));
  CHECK(product.extra.at("later") == 1);
}

TEST_CASE("what a place refused to remove is the copy that it was") {
  Product product = two_copies();
  begin_pruning(product, "intermediate", "2026-11-26T02:00:00Z", "superseded");
  undo_pruning(product, "intermediate");
  REQUIRE(product.copy_in("intermediate") != nullptr);
  CHECK(product.copy_in("intermediate")->extra.at("etag") == "e");
  CHECK(product.copy_in("intermediate")->verified_how == "signed");
  CHECK_FALSE(product.extra.contains("pruned"));
  undo_pruning(product, "intermediate");
  CHECK(product.copies.size() == 2);
}
