// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_national.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"

using namespace pcrs::step::ingest;
using pcrs::Json;

TEST_CASE("columns are known by the index's words and by people's, in any order and encoding") {
  const auto table = parse_assembly(
      "Focale;Nom de dalle;pr\xE9"
      "cision;Date PVA;remarque\r\n100,5;ortho\\Dalle_1.tif;0.08;12/05/2025;x\r\n",
      "t.csv");
  REQUIRE(table.rows.size() == 1);
  CHECK(table.rows.at("dalle_1") == Json{{"focale", 100.5},
                                         {"precisionplanimetriqueCorpsdeRue", 0.08},
                                         {"dateAcquisition", "2025-05-12"}});
  CHECK(table.findings.empty());
}

TEST_CASE("commas, tabs and quotes separate too; empty cells stay absent") {
  CHECK(parse_assembly("dalle,qualite\na,\"bonne, \"\"très\"\" bonne\"\n", "t").rows.at("a") ==
        Json{{"descriptionElementsQualite", "bonne, \"très\" bonne"}});
  CHECK(parse_assembly("dalle\tfocale\na\t\n", "t").rows.at("a") == Json::object());
}

TEST_CASE("dates of three forms; what is none is told with its line and left out") {
  const auto date = [](const std::string& text) {
    const auto table = parse_assembly("dalle;date\na;" + text + "\n", "t");
    return table.rows.at("a").contains("dateAcquisition")
               ? table.rows.at("a").at("dateAcquisition").get<std::string>()
               : "line " + table.findings.at(0).message.substr(5, 1);
  };
  CHECK(date("2025-05-12") == "2025-05-12");
  CHECK(date("2025/05/12") == "2025-05-12");
  CHECK(date("12/05/2025") == "2025-05-12");
  CHECK(date("12.05.2025 10:30") == "2025-05-12");
  CHECK(date("31/02/2025") == "line 2");
  CHECK(date("2025") == "line 2");
  CHECK(date("mai") == "line 2");
}

TEST_CASE("a table without the dalle, or without any field, is refused with what to do") {
  CHECK_THROWS_WITH(parse_assembly("x;focale\n", "t.csv"),
                    Catch::Contains("t.csv: has no column for the name"));
  CHECK_THROWS_WITH(parse_assembly("dalle;x\n", "t.csv"), Catch::Contains("no column for a field"));
  CHECK_THROWS_AS(parse_assembly("\r\n \n", "t.csv"), pcrs::Error);
}
