// SPDX-License-Identifier: Apache-2.0
// Which dalles are due: the dallage of the chantier and the lot that a delivery declares.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "chantier/chantier.hpp"
#include "grid/dalle.hpp"

namespace pcrs::step::ingest {

/// The grid of the delivered dalles: the chantier's, with source_side_m where that is set.
grid::GridSpec delivered_grid(const chantier::Chantier& chantier);

/// The dallage of a chantier, in delivered dalles.
class Territory {
 public:
  /// Reads the footprint and the contractual dallage. Throws Error (usage) naming the file.
  explicit Territory(const chantier::Chantier& chantier);

  const grid::GridSpec& grid() const { return m_grid; }  ///< of the delivered dalles
  /// Share of the delivered dalle that lies in the footprint, 0 to 1.
  double inside_share(const grid::DalleKey& delivered) const;
  bool in_dallage(const grid::DalleKey& delivered) const;
  /// Delivered dalles that are due in `lot` (delivered dalles); those of the whole dallage when it is empty.
  std::vector<grid::DalleKey> due(const std::optional<std::set<grid::DalleKey>>& lot) const;

  /// What `--lot` means: the id of a lot of the chantier, a dallage file, or keys and names separated by
  /// commas. Throws Error (usage) when it is none of them.
  std::set<grid::DalleKey> read_lot(const std::string& text) const;
  /// The name that a delivered dalle should have.
  std::string expected_name(const grid::DalleKey& delivered) const;

 private:
  void add_word(std::set<grid::DalleKey>& keys, const std::string& word, const std::string& where) const;
  void add_cell(std::set<grid::DalleKey>& keys, const grid::DalleKey& cell) const;
  grid::DalleKey cell_of(const grid::DalleKey& delivered) const;

  const chantier::Chantier& m_chantier;
  grid::GridSpec m_production;
  grid::GridSpec m_grid;
  std::map<grid::DalleKey, double> m_inside;  ///< delivered dalles that the footprint touches
  std::set<grid::DalleKey> m_cells;           ///< the dallage, in dalles of the chantier
};

/// Dalles off the dallage or the lot, dalles of the lot that are missing, and a note where no lot is
/// declared.
struct Delivered {
  std::string path;  ///< as findings name it
  grid::DalleKey key;
};
std::vector<Finding> judge_completeness(const Territory& territory,
                                        const std::optional<std::set<grid::DalleKey>>& lot,
                                        const std::vector<Delivered>& delivered,
                                        const std::set<grid::DalleKey>& accepted_elsewhere);

}  // namespace pcrs::step::ingest
