// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "catalog/record.hpp"

namespace pcrs::catalog {

/// The orthos that were delivered as JPEG, as ingest saw them: a COG of higher quality would only be larger.
/// Safe for many threads; each delivery is read once.
class DeliveredJpegs {
 public:
  explicit DeliveredJpegs(std::filesystem::path catalog_root) : m_root(std::move(catalog_root)) {}
  /// The best of a dalle's sources; nothing when one of them was not JPEG.
  std::optional<double> quality_of(const std::vector<Source>& sources);
  /// Where a source that was JPEG was delivered; nothing when it was not JPEG.
  std::optional<std::filesystem::path> file_of(const Source& source);

 private:
  struct Jpeg {
    double quality = 0;
    std::string path;  ///< as Source::path
    std::filesystem::path file;
  };
  using Jpegs = std::multimap<std::string, Jpeg>;  ///< by SHA-256
  const Jpeg* find(const Source& source);
  const std::filesystem::path m_root;
  std::mutex m_mutex;
  std::map<std::string, Jpegs> m_deliveries;
};

}  // namespace pcrs::catalog
