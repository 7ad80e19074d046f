// SPDX-License-Identifier: Apache-2.0
// The rapport de recette: what an elected official reads about a delivery, and the same findings as tables
// for the contractor. Pure functions: the caller writes the bytes. Equal input gives equal bytes; the only
// date is the delivery's own.
#pragma once
#include <array>
#include <span>
#include <string>
#include <vector>

#include "base/rule.hpp"
#include "catalog/delivery.hpp"
#include "chantier/chantier.hpp"

namespace pcrs::format {

/// A dalle that this delivery should hold (the contractual dallage restricted to its lot).
struct ExpectedDalle {
  std::string key;                   ///< as DeliveredFile::dalle writes it
  std::array<double, 4> bounds_m{};  ///< west, south, east, north in the chantier's CRS
};

struct Recette {
  std::string html;        ///< recette.html: one self-contained page in French, printable
  std::string csv;         ///< findings.csv: UTF-8 with BOM, `;`, CRLF: what a French Excel opens
  std::string geopackage;  ///< findings.gpkg: layers `dalles` (one a dalle) and `constats` (one a finding)
};

/// `rules` explains the findings in French: raster::check_rules() and the caller's own. A finding whose rule
/// is not among them is shown by its message alone. Throws Error (failed) when the GeoPackage cannot be made.
Recette make_recette(const chantier::Chantier& chantier, const catalog::Delivery& delivery,
                     const std::vector<ExpectedDalle>& expected, std::span<const Rule> rules);

/// The three parts by themselves.
std::string recette_html(const chantier::Chantier& chantier, const catalog::Delivery& delivery,
                         const std::vector<ExpectedDalle>& expected, std::span<const Rule> rules);
std::string recette_csv(const catalog::Delivery& delivery, std::span<const Rule> rules);
std::string recette_geopackage(const chantier::Chantier& chantier, const catalog::Delivery& delivery,
                               const std::vector<ExpectedDalle>& expected, std::span<const Rule> rules);

}  // namespace pcrs::format
