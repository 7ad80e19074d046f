// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "../store/scratch.hpp"
#include "base/report.hpp"

/// A delivery made by a test.
class Folder : public Scratch {
 public:
  std::filesystem::path write(const std::string& relative, std::string_view text) const {
    const std::filesystem::path file = path() / relative;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
};

/// `rule:path` of each finding.
inline std::string told(const std::vector<pcrs::Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) text += (text.empty() ? "" : " ") + finding.rule + ":" + finding.path;
  return text;
}
