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
          jpegs.emplace(file.sha256, Jpeg{file.facts["jpeg_quality"].get<double>(), file.path,
                                          delivery->roots.at(file.root) / file.path});
  // The same bytes may stand there twice.
  const auto [first, last] = jpegs.equal_range(source.sha256);
  const auto same =
      std::find_if(first, last, [&](const auto& jpeg) { return jpeg.second.path == source.path; });
  if (same != last) return &same->second;
  return first != last ? &first->second : nullptr;
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
