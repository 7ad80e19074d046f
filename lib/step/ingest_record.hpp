// SPDX-License-Identifier: Apache-2.0
// The end of a run: the record of the delivery, its report, the journal; and what is told of them.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "catalog/delivery.hpp"
#include "catalog/journal.hpp"
#include "chantier/chantier.hpp"
#include "step/ingest_lot.hpp"

namespace pcrs::step::ingest {

/// ROOT/CHANTIER of the catalog.
std::filesystem::path catalog_root(const chantier::Chantier& chantier);
std::filesystem::path delivery_folder(const chantier::Chantier& chantier, const std::string& id);
std::filesystem::path recette_folder(const chantier::Chantier& chantier, const std::string& id);

/// True when both say the same of millésime, files and findings (decisions aside).
bool same_record(const catalog::Delivery& a, const catalog::Delivery& b);

/// recette.html, findings.csv and findings.gpkg of a delivery. A file that already says so keeps its date.
void write_recette(const chantier::Chantier& chantier, const Territory& territory,
                   const std::optional<std::set<grid::DalleKey>>& lot, const catalog::Delivery& delivery,
                   store::WriteMode mode);
bool has_recette(const chantier::Chantier& chantier, const std::string& id);

/// The lot as it was when it was declared, so that a later run needs neither the option nor the file.
void keep_lot(const std::filesystem::path& folder, const std::set<grid::DalleKey>& lot,
              const grid::GridSpec& grid, store::WriteMode mode);
std::optional<std::set<grid::DalleKey>> kept_lot(const std::filesystem::path& folder,
                                                 const grid::GridSpec& grid);

/// Journal lines for files that have other bytes, or are gone, since `before`; returns what to tell people.
std::vector<std::string> journal_changes(catalog::Journal& journal, const catalog::Delivery& before,
                                         const catalog::Delivery& now);

/// What still stands after people's decisions, for the exit code and the summary.
struct Standing {
  std::uint64_t accepted = 0, reserved = 0, rejected = 0;  ///< orthos
  std::uint64_t elsewhere = 0;                             ///< warnings and errors that concern no ortho
};
Standing standing_of(const catalog::Delivery& delivery);

/// Tells results and findings in the order of the files. `shown`: one a root, as the user gave it.
void tell(const catalog::Delivery& delivery, const std::vector<std::string>& shown, Reporter& reporter);

}  // namespace pcrs::step::ingest
