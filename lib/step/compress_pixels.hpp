// SPDX-License-Identifier: Apache-2.0
// Inside the compress step: the files of a chantier that hold the pixels of a dalle.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "catalog/delivered_jpegs.hpp"
#include "catalog/record.hpp"
#include "chantier/chantier.hpp"
#include "store/stamp.hpp"

namespace pcrs::step::compress {

/// A file that is there, as it was when it was found.
struct PixelFile {
  std::filesystem::path path;
  std::string sha256;  ///< that its bytes must have
  std::uint64_t size_bytes = 0;
  std::optional<store::Stamp> seen;
};

/// Safe for many threads.
class PixelFiles {
 public:
  explicit PixelFiles(const chantier::Chantier& chantier)
      : m_chantier(chantier), m_delivered(chantier.catalog / chantier.id) {}
  /// The lossless dalle: staged, or in a place that is a folder.
  std::optional<PixelFile> lossless(const catalog::Product& lossless) const;
  /// The delivered JPEG that the dalle was made of, where it was made of one alone and as it is.
  std::optional<PixelFile> delivered(const catalog::Record& record);
  /// A copy of a product, staged or published, whose bytes are those of the record: they are read.
  std::optional<std::filesystem::path> sound_copy(const catalog::Product& product) const;
  /// The JPEG quality that the pixels came in; nothing when some were not JPEG.
  std::optional<double> quality_of(const catalog::Record& record) {
    return m_delivered.quality_of(record.sources);
  }

 private:
  const chantier::Chantier& m_chantier;
  catalog::DeliveredJpegs m_delivered;
};

}  // namespace pcrs::step::compress
