// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "base/report.hpp"

namespace pcrs {

/// A check with a stable id, as the manual pages, the chantier's [tolerances] and the reports name it.
struct Rule {
  std::string_view id;          ///< `crs.other`
  double tolerance = 0;         ///< the default, in `unit`; 0 where `unit` is empty: the rule knows no number
  std::string_view unit;        ///< `px`, `share`, `m`…; empty: yes or no
  Severity severity;            ///< the worst that it gives
  std::string_view about;       ///< one English sentence
  std::string_view title_fr;    ///< a few words for a table
  std::string_view meaning_fr;  ///< one sentence that an elected official understands
  std::string_view request_fr;  ///< what is asked of the contractor; empty: nothing
};

}  // namespace pcrs
