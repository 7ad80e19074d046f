// SPDX-License-Identifier: Apache-2.0
#include "format/recette_map.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace pcrs::format {

namespace {

constexpr std::size_t most_pictures = 600;
constexpr double map_width = 960, map_height = 720, margin = 34;
constexpr double badge_cell = 36;  // smaller cells carry their colour and hatching alone

std::string number(double value) {
  return number_text(std::round(value * 100) / 100);
}

/// Metres to units of the drawing.
struct Frame {
  double west = 0, north = 0, east = 0, south = 0, scale = 1;
  bool empty = true;

  void include(const std::array<double, 4>& bounds) {
    west = empty ? bounds[0] : std::min(west, bounds[0]);
    south = empty ? bounds[1] : std::min(south, bounds[1]);
    east = empty ? bounds[2] : std::max(east, bounds[2]);
    north = empty ? bounds[3] : std::max(north, bounds[3]);
    empty = false;
  }
  void fit() {
    scale = std::min((map_width - 2 * margin) / (east - west), (map_height - 2 * margin) / (north - south));
    // Two dalles need no poster.
    scale = std::min(scale, 190 / smallest_side);
  }
  double x(double metres) const { return margin + (metres - west) * scale; }
  double y(double metres) const { return margin + (north - metres) * scale; }
  double width() const { return 2 * margin + (east - west) * scale; }
  double height() const { return 2 * margin + (north - south) * scale; }
  double smallest_side = 1e9;
};

Frame frame_of(const RecetteModel& model) {
  Frame frame;
  for (const RecetteDalle& dalle : model.dalles)
    if (dalle.bounds_m) {
      frame.include(*dalle.bounds_m);
      const auto [west, south, east, north] = *dalle.bounds_m;
      frame.smallest_side = std::max(1.0, std::min({frame.smallest_side, east - west, north - south}));
    }
  if (!frame.empty) frame.fit();
  return frame;
}

std::string label_of(const RecetteDalle& dalle) {
  return dalle.name() + " : " + words_of(dalle.state).one;
}

std::string badge(const RecetteDalle& dalle, double x, double y, double side) {
  const double radius = std::clamp(side * 0.13, 9.0, 16.0);
  const double at_x = x + side - radius - 5, at_y = y + radius + 5;
  return "<circle class=\"badge " + std::string(words_of(dalle.state).css) + "\" cx=\"" + number(at_x) +
         "\" cy=\"" + number(at_y) + "\" r=\"" + number(radius) + "\"/><text class=\"mark\" x=\"" +
         number(at_x) + "\" y=\"" + number(at_y + radius * 0.38) + "\" font-size=\"" + number(radius * 1.15) +
         "\">" + words_of(dalle.state).symbol + "</text>";
}

std::string cell(const RecetteModel& model, const RecetteDalle& dalle, const Frame& frame) {
  const auto [west, south, east, north] = *dalle.bounds_m;
  const double x = frame.x(west), y = frame.y(north);
  const double width = (east - west) * frame.scale, height = (north - south) * frame.scale;
  const std::string box = " x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(width) +
                          "\" height=\"" + number(height) + "\"";
  const bool large = std::min(width, height) >= badge_cell;
  const bool picture = large && has_picture(model, dalle);
  std::string text = "<a href=\"#" + dalle.anchor + "\" class=\"cell " + words_of(dalle.state).css +
                     (picture ? " picture" : "") + "\"><title>" + xml_escape(label_of(dalle)) + "</title>";
  if (picture)
    text += "<use href=\"#t" + dalle.anchor.substr(1) + "\" transform=\"translate(" + number(x) + " " +
            number(y) + ") scale(" + number_text(width / 100) + " " + number_text(height / 100) + ")\"/>";
  text += "<rect" + box + "/>";
  if (large) text += badge(dalle, x, y, std::min(width, height));
  return text + "</a>\n";
}

// A round length near a quarter of the map.
double scale_bar_m(const Frame& frame) {
  const double wanted = (frame.east - frame.west) / 3;
  const double power = std::pow(10, std::floor(std::log10(wanted)));
  return wanted / power >= 5 ? 5 * power : wanted / power >= 2 ? 2 * power : power;
}

std::string scale_bar(const Frame& frame) {
  const double metres = scale_bar_m(frame), end = margin + metres * frame.scale;
  const double y = frame.height() - 12;
  const std::string length = metres >= 1000 ? number_text(metres / 1000) + " km" : number_text(metres) + " m";
  return "<path class=\"bar\" d=\"M" + number(margin) + " " + number(y - 5) + "v5H" + number(end) +
         "v-5\"/><text class=\"scale\" x=\"" + number(end + 7) + "\" y=\"" + number(y + 1) + "\">" + length +
         "</text><text class=\"scale\" x=\"" + number(frame.width() - margin) + "\" y=\"" + number(20) +
         "\" text-anchor=\"end\">Nord ↑</text>\n";
}

constexpr const char* hatches =
    R"x(<defs><pattern id="h-reserved" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="#f0b24a"/><path d="M0 0V8" stroke="#a85f00" stroke-width="3"/></pattern><pattern id="h-rejected" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#d9534a"/><path d="M0 0L8 8M8 0L0 8" stroke="#7c130d" stroke-width="1.4"/></pattern></defs>
)x";

}  // namespace

bool has_picture(const RecetteModel& model, const RecetteDalle& dalle) {
  const bool few = model.orthos <= most_pictures;
  return !dalle.thumbnail().empty() &&
         (few || dalle.state == DalleState::reserved || dalle.state == DalleState::rejected);
}

std::string recette_pictures(const RecetteModel& model) {
  std::string text = "<svg class=\"hidden\" aria-hidden=\"true\" width=\"0\" height=\"0\"><defs>\n";
  for (const RecetteDalle& dalle : model.dalles)
    if (has_picture(model, dalle))
      text += "<image id=\"t" + dalle.anchor.substr(1) +
              "\" width=\"100\" height=\"100\" preserveAspectRatio=\"none\" href=\"data:image/jpeg;base64," +
              dalle.thumbnail() + "\"/>\n";
  return text + "</defs></svg>\n";
}

std::string recette_map(const RecetteModel& model) {
  const Frame frame = frame_of(model);
  if (frame.empty) return "<p>Aucune dalle n'a de position connue : il n'y a rien à dessiner.</p>\n";
  std::string text = "<svg class=\"map\" role=\"group\" aria-label=\"Carte du dallage\" viewBox=\"0 0 " +
                     number(frame.width()) + " " + number(frame.height()) +
                     "\" style=\"max-width:" + number(frame.width()) + "px\">\n" + hatches;
  // What needs a look lies on top of what does not.
  for (const DalleState state : {DalleState::earlier, DalleState::accepted, DalleState::missing,
                                 DalleState::reserved, DalleState::rejected})
    for (const RecetteDalle& dalle : model.dalles)
      if (dalle.bounds_m && dalle.state == state) text += cell(model, dalle, frame);
  return text + scale_bar(frame) + "</svg>\n";
}

}  // namespace pcrs::format
