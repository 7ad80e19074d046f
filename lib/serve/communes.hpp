// SPDX-License-Identifier: Apache-2.0
// The communes of the chantier (`publish.communes`), found by name or INSEE code.
#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "chantier/chantier.hpp"
#include "grid/areas.hpp"
#include "grid/region.hpp"

namespace pcrs::serve {

class Communes {
 public:
  explicit Communes(const chantier::Chantier& chantier);
  /// What the communes that `text` names (codes or names, between commas) cover together; of several with one
  /// name, all. The file is read when it is first needed, and again when it changed. Throws Error: usage at
  /// `commune` when one is unknown, or the chantier has no such file; retry when it cannot be read.
  grid::Region find(const std::string& text) const;

 private:
  using Areas = std::shared_ptr<const std::vector<grid::Area>>;
  Areas current() const;

  const std::optional<std::filesystem::path> m_file;
  const std::string m_crs;
  const grid::AreaFields m_fields;
  mutable std::mutex m_mutex;
  mutable Areas m_areas;
  mutable std::filesystem::file_time_type m_modified;
};

}  // namespace pcrs::serve
