// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace pcrs::grid {

enum class CrsVerdict {
  same,                ///< the authority code itself
  same_by_parameters,  ///< another spelling; a point moves less than the tolerance (accept, report)
  other_realisation,   ///< same projection, an explicit other realisation of the datum (RGF93 v2, v2b)
  other,               ///< another CRS
  missing              ///< nothing, or unreadable
};

struct CrsComparison {
  CrsVerdict verdict = CrsVerdict::missing;
  std::string spelling;     ///< how the file says it, short: `PROJCS["unnamed"], parallels swapped`
  std::string explanation;  ///< one sentence with the numbers
  double shift_m = 0;       ///< largest displacement of the test points, metres
};

/// Compares a file's CRS (WKT, any flavour, or an authority code) with `expected` (`EPSG:2154`) by its
/// parameters: projection method, its parameters in any order, ellipsoid, datum or its absence, axes' unit.
/// Points spread over the CRS's area of use must move less than `tolerance_m`. TOWGS84 and names are not
/// parameters.
CrsComparison compare_crs(const std::string& found, const std::string& expected,
                          const std::vector<std::string>& accepted_realisations, double tolerance_m = 0.001);

/// Throws Error (usage) at `where` (chantier.where("grid.crs")) when `crs` is no projected CRS that PROJ
/// knows.
void check_projected(const std::string& crs, const std::string& where);

/// Proper WKT (with authority code) of `expected`, WKT1 for GeoTIFF writers. Throws Error (usage) if unknown.
std::string crs_wkt(const std::string& expected);
/// As ESRI spells it: what a .prj file beside an image holds.
std::string esri_wkt(const std::string& expected);

}  // namespace pcrs::grid
