// SPDX-License-Identifier: Apache-2.0
#include "catalog/delivered_jpegs.hpp"

#include <algorithm>

#include "catalog/delivery.hpp"

namespace pcrs::catalog {

const DeliveredJpegs::Jpeg* DeliveredJpegs::find(const Source& source) {
  const std::lock_guard lock(m_mutex);
  const auto [known, fresh] = m_deliveries.try_emplace(source.delivery);
  Jpegs& jpegs = known->second;
  if (fresh)
    if (const auto delivery = load_delivery(m_root, source.delivery))
      for (const DeliveredFile& file : delivery->files)
        if (file.facts.contains("jpeg_quality") && file.facts["jpeg_quality"].is_number())
          jpegs[file.sha256] = {file.facts["jpeg_quality"].get<double>(),
                                delivery->roots.at(file.root) / file.path};
  const auto found = jpegs.find(source.sha256);
  return found == jpegs.end() ? nullptr : &found->second;
}

std::optional<double> DeliveredJpegs::quality_of(const std::vector<Source>& sources) {
  std::optional<double> best;
  for (const Source& source : sources) {
    const Jpeg* const jpeg = find(source);
    if (!jpeg) return std::nullopt;
    best = std::max(best.value_or(0), jpeg->quality);
  }
  return best;
}

std::optional<std::filesystem::path> DeliveredJpegs::file_of(const Source& source) {
  const Jpeg* const jpeg = find(source);
  return jpeg ? std::optional(jpeg->file) : std::nullopt;
}

}  // namespace pcrs::catalog
