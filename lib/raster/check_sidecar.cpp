// SPDX-License-Identifier: Apache-2.0
#include <cpl_conv.h>
#include <cpl_minixml.h>
#include <cpl_string.h>
#include <gdal_priv.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>

#include "base/text.hpp"
#include "grid/crs.hpp"
#include "raster/check_context.hpp"

namespace pcrs::raster {

namespace {

constexpr std::uintmax_t largest_sidecar_bytes = 1 << 20;

bool is_small_file(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) &&
         std::filesystem::file_size(path, error) <= largest_sidecar_bytes && !error;
}

// The side file `stem + extension` in either case, where there is one.
std::optional<std::filesystem::path> beside(const std::filesystem::path& path, std::string extension) {
  std::filesystem::path candidate = path;
  for (int spelling = 0; spelling < 2; ++spelling) {
    if (is_small_file(candidate.replace_extension(extension))) return candidate;
    for (char& letter : extension) letter = static_cast<char>(std::toupper(letter));
  }
  return std::nullopt;
}

// The largest distance between the corners that the two transforms give, in pixels.
double corner_distance_px(const Transform& a, const Transform& b, int width, int height) {
  double largest = 0;
  for (const double x : {0.0, double(width)})
    for (const double y : {0.0, double(height)})
      largest = std::max(largest, std::hypot(a[0] - b[0] + x * (a[1] - b[1]) + y * (a[2] - b[2]),
                                             a[3] - b[3] + x * (a[4] - b[4]) + y * (a[5] - b[5])));
  return largest / std::abs(a[1]);
}

struct Contradiction {
  CheckContext& check;
  const std::optional<Transform>& own;
  int width, height;

  void place(const std::string& name, const Transform& other) const {
    if (!own) return;
    const double away = corner_distance_px(*own, other, width, height);
    if (away <= check.tolerance("georef.sidecar")) return;
    const bool corner = std::abs(away - std::sqrt(0.5)) < 0.01;
    check.add("georef.sidecar",
              "is contradicted by " + name + ", which places it " + fixed_text(away, 2) + " px (" +
                  fixed_text(away * std::abs((*own)[1]), 2) + " m) away" +
                  (corner ? ": half a pixel, a world file gives the centre of the first pixel" : "") +
                  "; say which is right");
  }

  void crs(const std::string& name, const std::string& wkt) const {
    if (check.expected.crs.empty()) return;
    const auto found = grid::compare_crs(wkt, check.expected.crs, check.expected.accept_realisations);
    if (found.verdict == grid::CrsVerdict::other || found.verdict == grid::CrsVerdict::other_realisation)
      check.add("georef.sidecar",
                name + " says another CRS, " + found.spelling + "; say which is right, or remove it");
  }
};

void check_aux(const Contradiction& contradiction) {
  const std::filesystem::path path = contradiction.check.path.string() + ".aux.xml";
  if (!is_small_file(path)) return;
  const std::unique_ptr<CPLXMLNode, void (*)(CPLXMLNode*)> tree(CPLParseXMLFile(path.c_str()),
                                                                CPLDestroyXMLNode);
  if (!tree) return;
  const std::string name = path.filename().string();
  if (const char* const wkt = CPLGetXMLValue(tree.get(), "=PAMDataset.SRS", nullptr))
    contradiction.crs(name, wkt);
  const char* const numbers = CPLGetXMLValue(tree.get(), "=PAMDataset.GeoTransform", nullptr);
  if (numbers == nullptr) return;
  const CPLStringList words(CSLTokenizeString2(numbers, ", \n", 0));
  Transform transform{};
  if (words.size() != 6) return;
  for (int i = 0; i < 6; ++i) transform[std::size_t(i)] = CPLAtof(words[i]);
  contradiction.place(name, transform);
}

void check_prj(const Contradiction& contradiction) {
  const auto path = beside(contradiction.check.path, ".prj");
  if (!path) return;
  std::ifstream file(*path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string wkt(trim(text));
  // Photogrammetric projects are called .prj too; only a WKT is meant here.
  for (const char* const start : {"PROJC", "GEOG", "COMPD", "BOUNDCRS", "LOCAL_CS"})
    if (wkt.starts_with(start)) return contradiction.crs(path->filename().string(), wkt);
}

void check_tab(const Contradiction& contradiction) {
  const auto path = beside(contradiction.check.path, ".tab");
  if (!path) return;
  Transform transform{};
  char* wkt = nullptr;
  int points = 0;
  GDAL_GCP* list = nullptr;
  const bool placed =
      GDALReadTabFile(contradiction.check.path.c_str(), transform.data(), &wkt, &points, &list);
  GDALDeinitGCPs(points, list);
  CPLFree(list);
  CPLFree(wkt);
  if (placed && points == 0) contradiction.place(path->filename().string(), transform);
}

}  // namespace

std::optional<std::pair<std::string, Transform>> world_file_of(const std::filesystem::path& path) {
  for (const char* const extension : {".tfw", ".tifw", ".tiffw", ".j2w", ".jp2w", ".wld"}) {
    const auto file = beside(path, extension);
    Transform transform{};
    if (file && GDALReadWorldFile(path.c_str(), extension + 1, transform.data()) && transform[1] != 0 &&
        transform[5] != 0)
      return std::pair(file->filename().string(), transform);
  }
  return std::nullopt;
}

void check_sidecars(CheckContext& check, const std::optional<Transform>& own, int width, int height) {
  const Contradiction contradiction{check, own, width, height};
  if (const auto world = world_file_of(check.path)) contradiction.place(world->first, world->second);
  check_aux(contradiction);
  check_prj(contradiction);
  check_tab(contradiction);
}

}  // namespace pcrs::raster
