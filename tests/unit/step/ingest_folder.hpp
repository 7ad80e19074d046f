// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fstream>
#include <string_view>

#include "../store/scratch.hpp"

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
