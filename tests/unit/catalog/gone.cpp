// SPDX-License-Identifier: Apache-2.0
#include "catalog/gone.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "folder.hpp"
#include "store/file.hpp"

using namespace pcrs;
using namespace pcrs::catalog;

TEST_CASE("what is gone comes back from its file; the same again writes nothing") {
  const TestFolder folder;
  CHECK(load_gone(folder.path()).withdrawn.empty());
  const auto add = [](Gone& gone) {
    gone.withdraw({2025, "0579-6375", {"dalles/2025/b.tif"}});
    gone.withdraw({2022, "0579-6375", {"dalles/2022/a.tif"}});
    gone.withdraw({2025, "0579-6375", {"mosaique/2025/s.tif", "dalles/2025/b.tif"}});
  };
  change_gone(folder.path(), add);
  const Gone gone = load_gone(folder.path());
  REQUIRE(gone.withdrawn.size() == 2);
  CHECK(gone.withdrawn[0].millesime == 2022);
  CHECK(gone.withdrawn[1].paths == std::vector<std::string>{"dalles/2025/b.tif", "mosaique/2025/s.tif"});
  const auto date = std::filesystem::last_write_time(gone_file(folder.path()));
  change_gone(folder.path(), add);
  CHECK(std::filesystem::last_write_time(gone_file(folder.path())) == date);
  change_gone(folder.path(), [](Gone& changed) { changed.restore(2025, "0579-6375"); });
  CHECK(load_gone(folder.path()).withdrawn.size() == 1);
}

TEST_CASE("a damaged list of what is gone is told, and made anew by who changes it") {
  const TestFolder folder;
  store::write_file(gone_file(folder.path()), "{\"format\":\"other\"}");
  CHECK_THROWS_AS(load_gone(folder.path()), Error);
  CHECK(known_gone(folder.path()).withdrawn.empty());
  change_gone(folder.path(), [](Gone& gone) { gone.superseded = {"dalles/2025/a.tif"}; });
  CHECK(load_gone(folder.path()).superseded.size() == 1);
}
