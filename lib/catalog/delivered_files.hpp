// SPDX-License-Identifier: Apache-2.0
// The files of a delivery one by one, in the order of their list: it may have millions.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "base/line_reader.hpp"
#include "catalog/delivery.hpp"
#include "store/file.hpp"

namespace pcrs::catalog {

class DeliveredFiles {
 public:
  /// Throws Error (failed) when the list is not the one that delivery.json names.
  DeliveredFiles(const std::filesystem::path& catalog_root, const std::string& delivery);
  std::optional<DeliveredFile> next();
  /// The file at `root` and `path`, nothing when it is not listed; `skipped` gets each one passed over. To be
  /// asked for in the order of the list.
  std::optional<DeliveredFile> at(std::size_t root, const std::string& path,
                                  const std::function<void(const DeliveredFile&)>& skipped);

 private:
  store::FileSource m_source;
  LineReader m_lines{m_source};
  std::optional<DeliveredFile> m_ahead;
};

}  // namespace pcrs::catalog
