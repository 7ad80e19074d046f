// SPDX-License-Identifier: Apache-2.0
// Rules that look at several orthos of a delivery at once. Nothing is read here: the checks of the files hold
// all that is needed.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/report.hpp"
#include "grid/dalle.hpp"

namespace pcrs::step::ingest {

/// What the rules across files know of one ortho.
struct Ortho {
  std::string path;      ///< as its findings name it
  std::string delivery;  ///< empty: the one being ingested
  std::string sha256;
  std::optional<grid::DalleKey> key;              ///< of the delivered grid, by name, else by georeference
  bool named = false;                             ///< its whole name is that of a dalle
  bool sound = false;                             ///< no finding of severity error of its own
  std::optional<std::array<double, 4>> bounds_m;  ///< west, south, east, north
  Json facts = Json::object();                    ///< of its check
};

/// The same bytes twice (the first counts); two images for one dalle; dalles that an earlier delivery
/// brought.
std::vector<Finding> find_duplicates(const std::vector<Ortho>& orthos, const std::vector<Ortho>& earlier,
                                     const grid::GridSpec& grid);

/// Orthos whose footprints share more than `tolerance_px` both ways and that are not two images of one dalle.
std::vector<Finding> find_overlaps(const std::vector<Ortho>& orthos, double gsd_m, double tolerance_px,
                                   double piece_tolerance_px);

struct SeamTolerance {
  double step_levels = 8;    ///< change of tone allowed, mean over the seam
  double correlation = 0.5;  ///< of the pixels on both sides, the least expected
};

/// Seams between neighbours, those of earlier deliveries included, where tone changes (seam.step) or the
/// ground does not go on (seam.break). A bad seam is charged to the dalle with more of them, to both when
/// equal.
std::vector<Finding> find_seams(const std::vector<Ortho>& orthos, const std::vector<Ortho>& earlier,
                                const grid::GridSpec& grid, const SeamTolerance& tolerance);

}  // namespace pcrs::step::ingest
