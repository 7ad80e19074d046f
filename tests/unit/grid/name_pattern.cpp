// SPDX-License-Identifier: Apache-2.0
#include "grid/name_pattern.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "base/error.hpp"

using namespace pcrs;
using namespace pcrs::grid;

namespace {

struct Real {
  const char* pattern;
  const char* name;
  DalleKey key;
  int year;
  const char* code;  // "" when the pattern has none
};

// Names of real dalles, and what they mean.
const std::vector<Real> real = {
    {"{code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB-E100",
     "56-2019-0229-6764-LA93-0M05-RVB-E100",
     {229000, 6764000},
     2019,
     "56"},
    {"{code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB-E080",
     "56-2019-0229-6764-LA93-0M05-RVB-E080",
     {229000, 6764000},
     2019,
     "56"},
    {"{code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB",
     "HFA-2022-0707-7064-LA93-0M05-RVB",
     {707000, 7064000},
     2022,
     "HFA"},
    {"{year}-{x_hm:5}-{y_hm:5}-LA93-0M05-RVB", "2020-04960-66124-LA93-0M05-RVB", {496000, 6612400}, 2020, ""},
    {"PCRS-{code}-{year}-{x_hm}-{y_hm}-LA93-0M05-RVB-TIFF",
     "PCRS-D56-2021-2440-67366-LA93-0M05-RVB-TIFF",
     {244000, 6736600},
     2021,
     "D56"},
    {"{year}-{x_m}-{y_m}-LA93-0M05-RVB", "2020-244000-6736600-LA93-0M05-RVB", {244000, 6736600}, 2020, ""},
    {"PCRS-D{code}-{year}-{x_hm}-{y_hm}-LA93-0M05-RVB-TIFF",
     "PCRS-D56-2021-2440-67366-LA93-0M05-RVB-TIFF",
     {244000, 6736600},
     2021,
     "56"},
    {"{x_km:4}{y_km:4}", "05796375", {579000, 6375000}, 0, ""}};

std::string fault(const std::string& pattern) {
  try {
    NamePattern{pattern, "lot.toml:12"};
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.what();
  }
  return "no fault";
}

using Catch::Matchers::Contains;

}  // namespace

TEST_CASE("real names are read and written back by their patterns") {
  for (const Real& r : real) {
    INFO(r.name);
    const NamePattern pattern(r.pattern);
    const auto parts = pattern.parse(r.name);
    REQUIRE(parts);
    CHECK(parts->key == r.key);
    CHECK(parts->year.value_or(0) == r.year);
    CHECK(parts->code.value_or("") == r.code);
    CHECK(pattern.format(r.key, r.year, r.code) == r.name);
  }
}

TEST_CASE("known patterns know the real names, each by the right unit") {
  for (const Real& r : real) {
    if (r.name[0] == '0') continue;
    INFO(r.name);
    std::optional<NameParts> found;
    for (const NamePattern& pattern : known_patterns())
      if (!found) found = pattern.parse(r.name);
    REQUIRE(found);
    CHECK(found->key == r.key);
  }
}

TEST_CASE("letters are compared without case, figures to the letter") {
  const NamePattern pattern("{code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB");
  CHECK(pattern.parse("46-2025-0579-6375-la93-0m05-rvb"));
  CHECK_FALSE(pattern.parse("46-2025-579-6375-LA93-0M05-RVB"));
  CHECK_FALSE(pattern.parse("46-2025-00579-6375-LA93-0M05-RVB"));
  CHECK_FALSE(pattern.parse("46-2025-0579-6375-LA93-0M05-RVB-E100"));
  CHECK_FALSE(pattern.parse("46-2025-0579-6375-LA93-0M05-RVB.tif"));
  CHECK_FALSE(pattern.parse("-2025-0579-6375-LA93-0M05-RVB"));
  CHECK_FALSE(pattern.parse("46-202-0579-6375-LA93-0M05-RVB"));
  CHECK_FALSE(pattern.parse("46-2025-0579--6375-LA93-0M05-RVB"));
  CHECK_FALSE(pattern.parse("46-2025-+579-6375-LA93-0M05-RVB"));
  CHECK_FALSE(pattern.parse("46-2025- 579-6375-LA93-0M05-RVB"));
  CHECK_FALSE(pattern.parse(""));
  CHECK_FALSE(NamePattern("{x_km}-{y_km}").parse("0579-6375"));
  CHECK_FALSE(NamePattern("{x_km}-{y_km}").parse("99999999999999999999-6375"));
  CHECK(NamePattern("{x_km}-{y_km}").parse("0-6375")->key == DalleKey{0, 6375000});
}

TEST_CASE("what is formatted reads back to the same dalle, over the whole grid") {
  std::mt19937 random(46);
  std::uniform_int_distribution<std::int64_t> km(0, 9999);
  for (const char* text :
       {"{code}-{year}-{x_km:4}-{y_km:4}", "{x_hm:5}_{y_hm}", "p{y_m:7}{x_m:7}e", "{x_km}.{y_km}"})
    for (int i = 0; i < 2000; ++i) {
      const DalleKey key{km(random) * 1000, km(random) * 1000};
      const NamePattern pattern(text);
      const auto parts = pattern.parse(pattern.format(key, 2025, "46"));
      REQUIRE(parts);
      REQUIRE(parts->key == key);
    }
}

TEST_CASE("hostile names are refused and never crash") {
  std::mt19937 random(2154);
  std::uniform_int_distribution<int> byte(0, 255), length(0, 60), pick(0, 2);
  const std::string seed = "46-2025-0579-6375-LA93-0M05-RVB";
  for (int i = 0; i < 50'000; ++i) {
    std::string name = pick(random) == 0 ? std::string(static_cast<std::size_t>(length(random)), '0') : seed;
    for (int j = 0; j < 3 && !name.empty(); ++j)
      name[static_cast<std::size_t>(byte(random)) % name.size()] = static_cast<char>(byte(random));
    for (const NamePattern& pattern : known_patterns()) {
      const auto parts = pattern.parse(name);
      // What is read must be written the same way, but for the case of letters.
      if (parts)
        REQUIRE(
            pattern.parse(pattern.format(parts->key, parts->year.value_or(0), parts->code.value_or("x"))));
    }
  }
  CHECK_FALSE(known_patterns().front().parse(std::string(1'000'000, '9')));
}

TEST_CASE("a pattern that is wrong says why") {
  CHECK(fault("{code}-{year}-{x_km:4}-{y_km:4}") == "no fault");
  CHECK_THAT(fault(""), Contains("lot.toml:12: \"\" needs exactly one x and one y"));
  CHECK_THAT(fault("{x_km}"), Contains("exactly one x and one y"));
  CHECK_THAT(fault("{x_km}-{x_m}-{y_km}"), Contains("exactly one x and one y"));
  CHECK_THAT(fault("{year}-{year}-{x_km}-{y_km}"), Contains("twice"));
  CHECK_THAT(fault("{x_km}{y_km}"), Contains("two ways") && Contains("{x_km} ends"));
  CHECK_THAT(fault("{x_km}0-{y_km}"), Contains("two ways"));
  CHECK_THAT(fault("{code}{year}-{x_km}-{y_km}"), Contains("{code} ends"));
  CHECK_THAT(fault("{code}LA93-{x_km}-{y_km}"), Contains("{code} ends"));
  CHECK_THAT(fault("{x_miles}-{y_km}"), Contains("{x_miles} is no field"));
  CHECK_THAT(fault("{x_km:0}-{y_km}"), Contains("bad width"));
  CHECK_THAT(fault("{x_km:10}-{y_km}"), Contains("bad width"));
  CHECK_THAT(fault("{x_km:a}-{y_km}"), Contains("bad width"));
  CHECK_THAT(fault("{code:3}-{x_km}-{y_km}"), Contains("bad width"));
  CHECK_THAT(fault("{x_km-{y_km"), Contains("does not close"));
  CHECK_THAT(fault("x_km}-{y_km}"), Contains("may not have"));
  CHECK_THAT(fault("a/{x_km}-{y_km}"), Contains("may not have"));
  CHECK_THAT(fault("d\xc3\xa9-{x_km}-{y_km}"), Contains("may not have"));
  CHECK_THAT(fault("../{x_km}-{y_km}"), Contains("may not have"));
  CHECK_THAT(fault(".{x_km}-{y_km}"), Contains("starts with"));
}

TEST_CASE("a dalle that has no name by the pattern is refused") {
  const NamePattern pattern("{code}-{x_km:4}-{y_km:4}");
  CHECK_THROWS_AS(pattern.format({579200, 6375000}, 2025, "46"), Error);
  CHECK_THROWS_AS(pattern.format({-1000, 6375000}, 2025, "46"), Error);
  CHECK_THROWS_AS(pattern.format({10'000'000, 6375000}, 2025, "46"), Error);
  CHECK_THROWS_AS(pattern.format({579000, 6375000}, 2025, "4/6"), Error);
  CHECK_THROWS_AS(pattern.format({579000, 6375000}, 2025, ""), Error);
  CHECK_THROWS_AS(NamePattern("{year}-{x_km}-{y_km}").format({0, 0}, 20255, "46"), Error);
  CHECK_THROWS_AS(pattern.check_fits({"EPSG:2154", 200, 0.05}), Error);
  CHECK_NOTHROW(pattern.check_fits({"EPSG:2154", 1000, 0.05}));
}

TEST_CASE("a dalle is found by key, by name, by path, by revision") {
  const GridSpec grid;
  const NamePattern pattern("{code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB");
  const DalleKey key{579000, 6375000};
  for (const char* word :
       {"0579-6375", "46-2025-0579-6375-LA93-0M05-RVB", "46-2025-0579-6375-LA93-0M05-RVB.tif",
        "a/b.c/46-2025-0579-6375-LA93-0M05-RVB.TIF", "46-2025-0579-6375-LA93-0M05-RVB-r2.tif",
        "D:\\x\\46-2025-0579-6375-LA93-0M05-RVB-r12"}) {
    INFO(word);
    CHECK(dalle_of_word(word, grid, pattern) == key);
  }
  for (const char* word :
       {"", ".", "/", "0579-6375-1", "46-2025-0579-6375-LA93-0M05-RVB-r0.tif",
        "46-2025-0579-6375-LA93-0M05-RVB-r2-r3", "46-2025-0579-6375-LA93-0M05-RVB_v2.tif"}) {
    INFO(word);
    CHECK_FALSE(dalle_of_word(word, grid, pattern));
  }
  const GridSpec two_hundred{"EPSG:2154", 200, 0.2};
  const NamePattern hectometres("{year}-{x_hm:5}-{y_hm:5}");
  CHECK(dalle_of_word("2025-05780-63740.tif", two_hundred, hectometres) == DalleKey{578000, 6374000});
  CHECK_FALSE(dalle_of_word("2025-05781-63740.tif", two_hundred, hectometres));  // off the grid
}
