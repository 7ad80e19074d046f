// SPDX-License-Identifier: Apache-2.0
#include "grid/crs.hpp"

#include <proj.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::grid {

namespace {

struct ProjDelete {
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
  void operator()(PJ* object) const { proj_destroy(object); }
};
using Context = std::unique_ptr<PJ_CONTEXT, ProjDelete>;
using Object = std::unique_ptr<PJ, ProjDelete>;

// One a call: PROJ's contexts serve one thread.
Context quiet_context() {
  Context context(proj_context_create());
  proj_log_level(context.get(), PJ_LOG_NONE);
  return context;
}

std::string text_of(const char* text) {
  return text == nullptr ? "" : text;
}

std::string name_of(const PJ* object) {
  return object == nullptr ? "" : text_of(proj_get_name(object));
}

std::string id_of(const PJ* object) {
  const std::string authority = text_of(proj_get_id_auth_name(object, 0));
  return authority.empty() ? "" : authority + ":" + text_of(proj_get_id_code(object, 0));
}

/// The horizontal CRS of a text, taken out of what surrounds it, and what compares of it.
class Crs {
 public:
  Crs(PJ_CONTEXT* context, const std::string& text) : m_context(context) {
    m_object.reset(proj_create(context, text.c_str()));
    unwrap();
    if (!is_projected()) return;
    read_prime_meridian();
    read_datum();
  }

  const PJ* get() const { return m_object.get(); }
  bool is_projected() const { return m_object && proj_get_type(get()) == PJ_TYPE_PROJECTED_CRS; }
  bool is_bound() const { return m_bound; }
  const PJ* datum() const { return m_datum.get(); }
  double prime_meridian_deg() const { return m_prime_meridian_deg; }

  /// From longitude and latitude on the CRS's own datum to its numbers: the conversion alone, whatever is
  /// said of the datum. Takes what angle_units makes of degrees.
  Object conversion() const {
    const Object base(proj_crs_get_geodetic_crs(m_context, get()));
    if (!base) return nullptr;
    const Object way(proj_create_crs_to_crs_from_pj(m_context, base.get(), get(), nullptr, nullptr));
    return Object(way ? proj_normalize_for_visualization(m_context, way.get()) : nullptr);
  }

  /// Units of the CRS's angles in a degree: 1, or 10/9 where it counts in grads.
  double angle_units() const {
    const Object base(proj_crs_get_geodetic_crs(m_context, get()));
    const Object axes(base ? proj_crs_get_coordinate_system(m_context, base.get()) : nullptr);
    double radians = 0;
    const bool known = axes && proj_cs_get_axis_info(m_context, axes.get(), 0, nullptr, nullptr, nullptr,
                                                     &radians, nullptr, nullptr, nullptr);
    return known && radians > 0 ? M_PI / 180 / radians : 1;
  }

  std::optional<double> parameter(const char* name) const {
    const Object conversion(proj_crs_get_coordoperation(m_context, get()));
    const int index =
        conversion ? proj_coordoperation_get_param_index(m_context, conversion.get(), name) : -1;
    double value = 0;
    if (index < 0 ||
        !proj_coordoperation_get_param(m_context, conversion.get(), index, nullptr, nullptr, nullptr, &value,
                                       nullptr, nullptr, nullptr, nullptr, nullptr, nullptr))
      return std::nullopt;
    return value;
  }

 private:
  // TOWGS84 wraps a CRS, heights are set beside it: the plane coordinates are those of what is inside.
  void unwrap() {
    for (int depth = 0; m_object && depth < 4; ++depth) {
      const PJ_TYPE type = proj_get_type(get());
      if (type == PJ_TYPE_BOUND_CRS) {
        m_bound = true;
        m_object.reset(proj_get_source_crs(m_context, get()));
      } else if (type == PJ_TYPE_COMPOUND_CRS) {
        m_object.reset(proj_crs_get_sub_crs(m_context, get(), 0));
      }
    }
  }

  void read_prime_meridian() {
    const Object meridian(proj_get_prime_meridian(m_context, get()));
    double longitude = 0, radians = 0;
    if (meridian &&
        proj_prime_meridian_get_parameters(m_context, meridian.get(), &longitude, &radians, nullptr))
      m_prime_meridian_deg = longitude * radians * 180 / M_PI;
  }

  void read_datum() {
    const Object geodetic(proj_crs_get_geodetic_crs(m_context, get()));
    if (!geodetic) return;
    m_datum.reset(proj_crs_get_datum(m_context, geodetic.get()));
    if (!m_datum) m_datum.reset(proj_crs_get_datum_ensemble(m_context, geodetic.get()));
  }

  PJ_CONTEXT* m_context;
  Object m_object, m_datum;
  double m_prime_meridian_deg = 0;
  bool m_bound = false;
};

std::string letters_and_digits(const std::string& text) {
  std::string kept;
  for (const char c : lower_ascii(text))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) kept += c;
  return kept;
}

bool is_unstated(const std::string& datum) {
  const std::string name = letters_and_digits(datum);
  for (const char* start : {"unknown", "dunknown", "unnamed", "notspecified", "dnotspecified", "undefined",
                            "unretrievable", "userdefined"})
    if (name.starts_with(start)) return true;
  return name.empty();
}

// `RGF93 v2b` for all spellings of that realisation; other datums keep their name. A bare RGF93 is v1: it
// was the only one when it was written so.
std::string realisation(const std::string& datum) {
  const std::string name = letters_and_digits(datum);
  for (const std::string family :
       {"reseaugeodesiquefrancais1993", "rgf93", "rgf1993", "drgf1993", "drgf93"}) {
    if (!name.starts_with(family)) continue;
    const std::string version = name.substr(family.size());
    if (version == "v2" || version == "v2b") return "RGF93 " + version;
    if (version.empty() || version == "v1") return "RGF93 v1";
  }
  return datum;
}

/// Largest distance, in units of the plane, between what the two make of points spread over `expected`'s area
/// of use; infinite where one of them has no answer. Absent when there is no area.
std::optional<double> largest_shift(PJ_CONTEXT* context, const Crs& found, const Crs& expected) {
  double west = 0, south = 0, east = 0, north = 0;
  if (!proj_get_area_of_use(context, expected.get(), &west, &south, &east, &north, nullptr) || west < -180)
    return std::nullopt;
  const Object there = found.conversion(), here = expected.conversion();
  if (!there || !here) return std::numeric_limits<double>::infinity();
  constexpr int steps = 10;
  double largest = 0;
  for (int i = 0; i <= steps; ++i)
    for (int j = 0; j <= steps; ++j) {
      const double longitude = west + (east - west) * i / steps;
      const double latitude = south + (north - south) * j / steps;
      const auto place = [&](const Object& way, double unit) {
        return proj_trans(way.get(), PJ_FWD, proj_coord(longitude * unit, latitude * unit, 0, 0)).xy;
      };
      const auto a = place(there, found.angle_units()), b = place(here, expected.angle_units());
      const double shift = std::hypot(a.x - b.x, a.y - b.y);
      largest = std::isfinite(shift) ? std::max(largest, shift) : std::numeric_limits<double>::infinity();
    }
  return largest;
}

// `PROJCS["unnamed"], no authority code, TOWGS84, parallels swapped`
std::string spelling_of(const std::string& text, const Crs& found, const Crs& expected) {
  const auto bracket = text.find_first_of("[(");
  const std::string keyword(trim(std::string_view(text).substr(0, bracket)));
  if (bracket == std::string::npos || keyword.size() > 20) return text.substr(0, 60);
  std::string spelling = keyword + "[\"" + name_of(found.get()).substr(0, 60) + "\"]";
  const std::string id = id_of(found.get());
  spelling += id.empty() ? ", no authority code" : ", " + id;
  if (found.is_bound() || text.find("TOWGS84") != std::string::npos) spelling += ", TOWGS84";
  if (!found.is_projected()) return spelling;
  if (is_unstated(name_of(found.datum()))) spelling += ", datum not stated";
  const char* first = "Latitude of 1st standard parallel";
  const char* second = "Latitude of 2nd standard parallel";
  const auto a = found.parameter(first), b = found.parameter(second);
  if (a && b && *a != *b && a == expected.parameter(second) && b == expected.parameter(first))
    spelling += ", parallels swapped";
  return spelling;
}

std::string length_text(double metres) {
  if (!std::isfinite(metres)) return "out of all bounds";
  if (metres < 0.001) return fixed_text(metres * 1e6, 1) + " µm";
  if (metres < 1) return fixed_text(metres * 1000, 1) + " mm";
  return metres < 10'000 ? fixed_text(metres, 1) + " m" : fixed_text(metres / 1000, 0) + " km";
}

std::string called(const Crs& crs) {
  const std::string id = id_of(crs.get());
  return name_of(crs.get()) + (id.empty() ? "" : " (" + id + ")");
}

bool accepts(const std::vector<std::string>& accepted, const std::string& datum) {
  return std::any_of(accepted.begin(), accepted.end(), [&](const std::string& one) {
    return letters_and_digits(realisation(one)) == letters_and_digits(realisation(datum));
  });
}

bool same_datum(const Crs& found, const Crs& expected) {
  const std::string there = name_of(found.datum()), here = name_of(expected.datum());
  if (is_unstated(there) || letters_and_digits(realisation(there)) == letters_and_digits(realisation(here)))
    return true;
  return found.datum() != nullptr && expected.datum() != nullptr &&
         proj_is_equivalent_to(found.datum(), expected.datum(), PJ_COMP_EQUIVALENT);
}

// Both are projected CRSs.
void judge(PJ_CONTEXT* context, const Crs& found, const Crs& expected,
           const std::vector<std::string>& accepted, double tolerance_m, CrsComparison& result) {
  const auto shift = largest_shift(context, found, expected);
  if (!shift)
    throw_usage(id_of(expected.get()), "has no area of use to compare over; give a CRS that has one");
  result.shift_m = *shift;
  const std::string moved =
      "points move by " + length_text(*shift) + " at most (" + length_text(tolerance_m) + " allowed)";
  const std::string datum = name_of(found.datum());
  if (found.prime_meridian_deg() != expected.prime_meridian_deg() || !(*shift <= tolerance_m)) {
    result.verdict = CrsVerdict::other;
    const bool lies = !id_of(found.get()).empty() && id_of(found.get()) == id_of(expected.get());
    result.explanation =
        called(found) + (lies ? " has other parameters than " : " is not ") + called(expected) + ": " + moved;
  } else if (!same_datum(found, expected) && !accepts(accepted, datum)) {
    result.verdict = CrsVerdict::other_realisation;
    result.explanation = "same projection as " + called(expected) + ", but on " + realisation(datum) +
                         "; list it in accept_realisations to accept it";
  } else if (!same_datum(found, expected)) {
    result.verdict = CrsVerdict::same_by_parameters;
    result.explanation = realisation(datum) + " is accepted by the chantier; " + moved;
  } else {
    const bool by_code = id_of(found.get()) == id_of(expected.get());
    result.verdict = by_code ? CrsVerdict::same : CrsVerdict::same_by_parameters;
    result.explanation = (by_code ? called(expected) : called(expected) + " by its parameters: " + moved);
  }
}

constexpr const char* no_projected_crs =
    "is no projected CRS that is known; expected an authority code such as EPSG:2154";

}  // namespace

void check_projected(const std::string& crs, const std::string& where) {
  const Context context = quiet_context();
  if (!Crs(context.get(), crs).is_projected()) throw_usage(where, crs.substr(0, 60) + " " + no_projected_crs);
}

CrsComparison compare_crs(const std::string& found, const std::string& expected,
                          const std::vector<std::string>& accepted_realisations, double tolerance_m) {
  const Context context = quiet_context();
  const Crs here(context.get(), expected);
  if (!here.is_projected()) throw_usage(expected.substr(0, 60), no_projected_crs);
  CrsComparison result;
  if (trim(found).empty()) {
    result.explanation = "no CRS is stated; expected " + called(here);
    return result;
  }
  const Crs there(context.get(), found);
  result.spelling = there.get() == nullptr ? found.substr(0, 60) : spelling_of(found, there, here);
  if (there.get() == nullptr) {
    result.explanation = "the CRS cannot be understood; expected " + called(here);
  } else if (!there.is_projected()) {
    result.verdict = CrsVerdict::other;
    result.explanation = called(there) + " is not a projected CRS; expected " + called(here);
  } else {
    judge(context.get(), there, here, accepted_realisations, tolerance_m, result);
  }
  return result;
}

namespace {

std::string wkt_of(const std::string& crs, PJ_WKT_TYPE spelling) {
  const Context context = quiet_context();
  const Object object(proj_create(context.get(), crs.c_str()));
  const char* const options[] = {"MULTILINE=NO", nullptr};
  const char* wkt = object ? proj_as_wkt(context.get(), object.get(), spelling, options) : nullptr;
  if (wkt == nullptr)
    throw_usage(crs.substr(0, 60), "is no known CRS; expected an authority code such as EPSG:2154");
  return wkt;
}

}  // namespace

std::string crs_wkt(const std::string& expected) {
  return wkt_of(expected, PJ_WKT1_GDAL);
}

std::string esri_wkt(const std::string& expected) {
  return wkt_of(expected, PJ_WKT1_ESRI);
}

}  // namespace pcrs::grid
