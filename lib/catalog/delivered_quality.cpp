// SPDX-License-Identifier: Apache-2.0
#include "catalog/delivered_quality.hpp"

#include <algorithm>

#include "catalog/delivery.hpp"

namespace pcrs::catalog {

const DeliveredQuality::Qualities& DeliveredQuality::of_delivery(const std::string& id) {
  const auto known = m_deliveries.find(id);
  if (known != m_deliveries.end()) return known->second;
  Qualities& qualities = m_deliveries[id];
  if (const auto delivery = load_delivery(m_root, id))
    for (const DeliveredFile& file : delivery->files)
      if (file.facts.contains("jpeg_quality") && file.facts["jpeg_quality"].is_number())
        qualities[file.sha256] = file.facts["jpeg_quality"].get<double>();
  return qualities;
}

std::optional<double> DeliveredQuality::of(const std::vector<Source>& sources) {
  const std::lock_guard lock(m_mutex);
  std::optional<double> best;
  for (const Source& source : sources) {
    const Qualities& qualities = of_delivery(source.delivery);
    const auto found = qualities.find(source.sha256);
    if (found == qualities.end()) return std::nullopt;
    best = std::max(best.value_or(0), found->second);
  }
  return best;
}

}  // namespace pcrs::catalog
