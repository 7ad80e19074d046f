// SPDX-License-Identifier: Apache-2.0
#include "grid/lonlat.hpp"

#include <proj.h>

#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::grid {

struct LonLat::State {
  PJ_CONTEXT* context = proj_context_create();
  PJ* transformation = nullptr;
  State() { proj_log_level(context, PJ_LOG_NONE); }
  ~State() {
    proj_destroy(transformation);
    proj_context_destroy(context);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

LonLat::LonLat(const std::string& crs) : m_state(std::make_unique<State>()) {
  PJ* const raw = proj_create_crs_to_crs(m_state->context, crs.c_str(), "EPSG:4326", nullptr);
  if (raw == nullptr) throw_usage("CRS", crs + " is not known to PROJ; write it as EPSG:2154");
  m_state->transformation = proj_normalize_for_visualization(m_state->context, raw);
  proj_destroy(raw);
  if (m_state->transformation == nullptr) throw_failed("CRS", crs + " cannot be turned into degrees");
}

LonLat::~LonLat() = default;

std::array<double, 2> LonLat::operator()(double x, double y) const {
  const PJ_COORD point = proj_trans(m_state->transformation, PJ_FWD, proj_coord(x, y, 0, 0));
  if (!std::isfinite(point.xy.x) || !std::isfinite(point.xy.y))
    throw_failed("CRS",
                 "the point " + number_text(x) + ", " + number_text(y) + " has no longitude and latitude");
  const auto rounded = [](double degrees) { return std::round(degrees * 1e9) / 1e9; };
  return {rounded(point.xy.x), rounded(point.xy.y)};
}

}  // namespace pcrs::grid
