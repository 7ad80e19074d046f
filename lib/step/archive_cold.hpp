// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: what everything about the definitive storage needs of the chantier.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "catalog/delivery.hpp"
#include "catalog/journal.hpp"
#include "catalog/volume.hpp"
#include "chantier/chantier.hpp"
#include "store/bag.hpp"

namespace pcrs::step::archive {

class Cold {
 public:
  /// Throws Error (retry) when the catalog's folder is not there.
  Cold(const std::filesystem::path& chantier_file, store::WriteMode mode);

  const chantier::Chantier& chantier() const { return m_chantier; }
  const std::filesystem::path& root() const { return m_root; }  ///< of the catalog
  store::WriteMode mode() const { return m_mode; }
  bool real() const { return m_mode == store::WriteMode::real; }
  catalog::Journal& journal() { return m_journal; }

  /// The place of that name, or the only one. Throws Error (usage).
  const chantier::ColdPlace& place(const std::optional<std::string>& name) const;
  /// The signing key where this machine has it.
  std::optional<std::filesystem::path> signing_key() const;
  /// Without its lists. Throws Error (usage).
  catalog::Delivery delivery(const std::string& id) const;
  /// The label of the volume in a folder that was named. Throws Error (retry) when the folder is not there,
  /// Error (usage) for a volume of another chantier.
  std::optional<store::VolumeLabel> label(const std::filesystem::path& folder) const;

 private:
  chantier::Chantier m_chantier;
  std::filesystem::path m_root;
  store::WriteMode m_mode;
  catalog::Journal m_journal;
};

/// True for an error that comes of a file or folder in `folder`.
bool is_below(const Error& error, const std::filesystem::path& folder);

}  // namespace pcrs::step::archive
