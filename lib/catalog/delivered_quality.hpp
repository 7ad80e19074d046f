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

/// The JPEG quality that deliveries came in, as ingest saw it: a COG of higher quality would only be larger.
/// Safe for many threads; each delivery is read once.
class DeliveredQuality {
 public:
  explicit DeliveredQuality(std::filesystem::path catalog_root) : m_root(std::move(catalog_root)) {}
  /// The best of a dalle's sources; nothing when one of them was not JPEG.
  std::optional<double> of(const std::vector<Source>& sources);

 private:
  using Qualities = std::map<std::string, double>;  ///< by SHA-256
  const Qualities& of_delivery(const std::string& id);
  const std::filesystem::path m_root;
  std::mutex m_mutex;
  std::map<std::string, Qualities> m_deliveries;
};

}  // namespace pcrs::catalog
