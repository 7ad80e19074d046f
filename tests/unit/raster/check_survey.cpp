// SPDX-License-Identifier: Apache-2.0
// What every file of a folder gives, for people: unit-raster "[.survey]". Folders in SURVEY, one a line.
#include <catch2/catch.hpp>
#include <iostream>

#include "base/text.hpp"
#include "check_shared.hpp"

TEST_CASE("survey of folders", "[.survey]") {
  const char* const folders = std::getenv("SURVEY");
  for (const std::string& folder : pcrs::split(folders == nullptr ? "" : folders, '\n')) {
    if (folder.empty()) continue;
    std::vector<std::filesystem::path> files(std::filesystem::directory_iterator(folder),
                                             std::filesystem::directory_iterator{});
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
      const auto check = pcrs::raster::check_ortho(file, check_test::expectation_for(file));
      std::cout << "{\"" << file.filename().string() << "\", \"" << check_test::verdict_of(check) << "\", \""
                << check_test::rules_of(check) << "\"},\n";
      for (const auto& finding : check.findings)
        std::cout << "      " << pcrs::severity_text(finding.severity) << " " << finding.rule << ": "
                  << finding.message << "\n";
    }
  }
}
