// SPDX-License-Identifier: Apache-2.0
#include "raster/check_edges.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace pcrs::raster {

namespace {

constexpr int least_valid_percent = 50;

int hex_digit(char letter) {
  return letter <= '9' ? letter - '0' : letter - 'a' + 10;
}

double luma(const EdgeProfile::Segment& segment) {
  return 0.299 * segment.mean[0] + 0.587 * segment.mean[1] + 0.114 * segment.mean[2];
}

struct Pair {
  double a = 0, b = 0;
};

double correlation_of(const std::vector<Pair>& pairs) {
  Pair mean;
  for (const Pair& pair : pairs) mean = {mean.a + pair.a, mean.b + pair.b};
  const double count = static_cast<double>(pairs.size());
  double both = 0, a = 0, b = 0;
  for (const Pair& pair : pairs) {
    const double x = pair.a - mean.a / count, y = pair.b - mean.b / count;
    both += x * y;
    a += x * x;
    b += y * y;
  }
  return a <= count && b <= count ? 1 : both / std::sqrt(std::max(1e-9, a * b));
}

}  // namespace

std::string edge_text(const EdgeProfile& edge) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const auto& segment : edge.segments)
    for (const int value :
         {int(segment.mean[0]), int(segment.mean[1]), int(segment.mean[2]), int(segment.valid_percent)}) {
      text += digits[value / 16];
      text += digits[value % 16];
    }
  return text;
}

std::optional<EdgeProfile> edge_of(const Json& facts, Side side) {
  static constexpr const char* names[] = {"north", "east", "south", "west"};
  const auto edges = facts.find("edges");
  if (edges == facts.end() || !edges->contains(names[int(side)])) return std::nullopt;
  const std::string text = (*edges)[names[int(side)]];
  if (text.size() % 8 != 0 || text.find_first_not_of("0123456789abcdef") != std::string::npos)
    return std::nullopt;
  EdgeProfile edge;
  for (std::size_t at = 0; at < text.size(); at += 8) {
    std::array<std::uint8_t, 4> bytes{};
    for (std::size_t i = 0; i < 4; ++i)
      bytes[i] =
          static_cast<std::uint8_t>(hex_digit(text[at + 2 * i]) * 16 + hex_digit(text[at + 2 * i + 1]));
    edge.segments.push_back({{bytes[0], bytes[1], bytes[2]}, bytes[3]});
  }
  return edge;
}

SeamComparison compare_seam(const EdgeProfile& a, const EdgeProfile& b) {
  SeamComparison seam;
  std::vector<Pair> pairs;
  std::array<double, 3> signed_sum{};
  for (std::size_t i = 0; i < std::min(a.segments.size(), b.segments.size()); ++i) {
    const auto &one = a.segments[i], &other = b.segments[i];
    if (std::min(one.valid_percent, other.valid_percent) < least_valid_percent) continue;
    for (std::size_t band = 0; band < 3; ++band) {
      const int difference = int(one.mean[band]) - int(other.mean[band]);
      seam.step += std::abs(difference) / 3.0;
      signed_sum[band] += difference;
    }
    pairs.push_back({luma(one), luma(other)});
  }
  seam.compared = static_cast<int>(pairs.size());
  if (seam.compared == 0) return seam;
  seam.step /= seam.compared;
  for (const double sum : signed_sum) seam.bias = std::max(seam.bias, std::abs(sum) / seam.compared);
  seam.correlation = correlation_of(pairs);
  return seam;
}

}  // namespace pcrs::raster
