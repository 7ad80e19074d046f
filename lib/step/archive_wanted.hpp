// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: which files of a delivery a restoration means.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "step/archive.hpp"
#include "step/archive_cold.hpp"

namespace pcrs::step::archive {

class Wanted {
 public:
  /// `names`: of the delivery's roots on volumes. Throws Error (usage) for a dalle that no file shows.
  Wanted(const Cold& cold, const RestoreOptions& options, const catalog::Delivery& delivery,
         const std::vector<std::string>& names);
  /// `path`: DELIVERY/ROOT/PATH.
  bool operator()(const std::string& path) const;

 private:
  void find_dalles(const Cold& cold, const catalog::Delivery& delivery,
                   const std::vector<std::string>& names);

  const RestoreOptions& m_options;
  const std::size_t m_start;
  std::vector<std::string> m_folders;
  std::set<std::string> m_stems;  ///< of the files that show the dalles
};

}  // namespace pcrs::step::archive
