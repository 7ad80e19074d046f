// SPDX-License-Identifier: Apache-2.0
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include "base/error.hpp"
#include "base/foreign_text.hpp"
#include "base/text.hpp"
#include "grid/dallage.hpp"
#include "grid/vector_file.hpp"

namespace pcrs::grid {

namespace {

/// Dalles as they are read, and what is wrong with the rows; the first faults are told with their number.
class Gathering {
 public:
  void add(const DalleKey& key, const std::string& row) { m_found.push_back({key, row}); }
  void fault(const std::string& row, const std::string& message) {
    if (m_faults++ == 0) m_first = row + ": " + message;
  }
  Dallage finish(const std::string& where, const GridSpec& grid) {
    std::stable_sort(m_found.begin(), m_found.end(),
                     [](const Found& a, const Found& b) { return reads_before(a.key, b.key); });
    for (std::size_t i = 1; i < m_found.size(); ++i)
      if (m_found[i].key == m_found[i - 1].key)
        fault(m_found[i].row, "dalle " + key_text(m_found[i].key, grid) + " comes again, after " +
                                  m_found[i - 1].row + "; keep one");
    if (m_faults == 0 && m_found.empty()) fault("dallage", "holds no dalle");
    if (m_faults > 0)
      throw_usage(where, m_first + (m_faults > 1 ? " (and " + std::to_string(m_faults - 1) + " more)" : ""));
    Dallage dallage;
    for (const Found& found : m_found) dallage.push_back({found.key, 1});
    return dallage;
  }

 private:
  struct Found {
    DalleKey key;
    std::string row;
  };
  std::vector<Found> m_found;
  std::string m_first;
  std::size_t m_faults = 0;
};

std::string expected_name(const NamePattern& pattern) {
  return "; expected a key or a name like " + pattern.text();
}

// --- CSV

std::vector<std::vector<std::string>> read_table(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream || std::filesystem::is_directory(file)) throw_usage(file.string(), "cannot be read");
  const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  std::vector<std::vector<std::string>> rows;
  const std::vector<std::string> lines = lines_of(decode_text(bytes));
  for (const std::string& line : lines) rows.push_back(csv_fields(line, csv_separator(lines.front())));
  return rows;
}

/// The column that holds the names, and whether the first row is a header.
struct Column {
  std::size_t index = 0;
  bool has_header = true;
};

Column find_column(const std::vector<std::string>& first, const std::string& file, const std::string& field,
                   const GridSpec& grid, const NamePattern& pattern) {
  for (std::size_t i = 0; i < first.size(); ++i)
    if (plain_word(first[i]) == plain_word(field)) return {i, true};
  for (std::size_t i = 0; i < first.size(); ++i)
    if (dalle_of_word(first[i], grid, pattern)) return {i, false};
  std::string columns;
  for (const std::string& name : first) columns += (columns.empty() ? "" : ", ") + name;
  throw_usage(file, "has no column " + field + "; it has: " + columns.substr(0, 200) +
                        "; name one by footprint.dallage_field");
}

Dallage read_csv(const std::filesystem::path& file, const std::string& field, const GridSpec& grid,
                 const NamePattern& pattern) {
  const auto rows = read_table(file);
  if (rows.empty()) throw_usage(file.string(), "is empty; expected a table of dalles");
  const Column column = find_column(rows.front(), file.string(), field, grid, pattern);
  Gathering gathering;
  for (std::size_t i = column.has_header ? 1 : 0; i < rows.size(); ++i) {
    const bool is_blank =
        std::all_of(rows[i].begin(), rows[i].end(), [](const auto& f) { return f.empty(); });
    if (is_blank) continue;
    const std::string row = "line " + std::to_string(i + 1);
    const std::string name = column.index < rows[i].size() ? rows[i][column.index] : "";
    if (const auto key = dalle_of_word(name, grid, pattern))
      gathering.add(*key, row);
    else
      gathering.fault(row, "\"" + name.substr(0, 80) + "\" is no dalle of the grid" + expected_name(pattern));
  }
  return gathering.finish(file.string(), grid);
}

// --- vector files

std::int64_t nearest_multiple(double value, std::int64_t step) {
  return static_cast<std::int64_t>(std::llround(value / static_cast<double>(step))) * step;
}

// The one cell that a box fills, to 1 % of the side.
std::optional<DalleKey> cell_of(const OGREnvelope& box, const GridSpec& grid) {
  const auto side = static_cast<double>(grid.dalle_side_m);
  if (!(std::abs(box.MinX) < 1e9 && std::abs(box.MaxY) < 1e9)) return std::nullopt;
  const DalleKey key{nearest_multiple(box.MinX, grid.dalle_side_m),
                     nearest_multiple(box.MaxY, grid.dalle_side_m)};
  const auto west = static_cast<double>(key.west_m), north = static_cast<double>(key.north_m);
  const double off = std::max({std::abs(box.MinX - west), std::abs(box.MaxX - west - side),
                               std::abs(box.MaxY - north), std::abs(box.MinY - north + side)});
  return off <= 0.01 * side ? std::optional(key) : std::nullopt;
}

bool holds_centre(const DalleKey& key, const OGREnvelope& box, const GridSpec& grid) {
  const double x = (box.MinX + box.MaxX) / 2, y = (box.MinY + box.MaxY) / 2;
  const auto side = static_cast<double>(grid.dalle_side_m);
  const auto west = static_cast<double>(key.west_m), north = static_cast<double>(key.north_m);
  return x >= west && x <= west + side && y <= north && y >= north - side;
}

void read_row(OGRFeature& feature, int field, const ToGrid& to_grid, const GridSpec& grid,
              const NamePattern& pattern, Gathering& gathering) {
  const std::string row = "row " + std::to_string(feature.GetFID());
  const std::string name(
      trim(field >= 0 && feature.IsFieldSetAndNotNull(field) ? feature.GetFieldAsString(field) : ""));
  const auto key = dalle_of_word(name, grid, pattern);
  OGRGeometry* geometry = feature.GetGeometryRef();
  OGREnvelope box;
  const bool has_place = geometry != nullptr && !geometry->IsEmpty();
  if (has_place) {
    to_grid.move(*geometry);
    geometry->getEnvelope(&box);
  }
  if (!name.empty() && !key)
    gathering.fault(row, "\"" + name.substr(0, 80) + "\" is no dalle of the grid" + expected_name(pattern));
  else if (key && has_place && !holds_centre(*key, box, grid))
    gathering.fault(row, "\"" + name + "\" lies elsewhere than its geometry, around " +
                             fixed_text(box.MinX, 0) + " " + fixed_text(box.MaxY, 0) +
                             "; correct one of the two");
  else if (key)
    gathering.add(*key, row);
  else if (const auto cell = has_place ? cell_of(box, grid) : std::nullopt)
    gathering.add(*cell, row);
  else
    gathering.fault(row, "has no name, and its geometry is not one cell of the grid");
}

Dallage read_vector(const std::filesystem::path& file, const std::string& field, const GridSpec& grid,
                    const NamePattern& pattern) {
  const OgrErrors errors;
  const DatasetPtr dataset = open_vector(file);
  Gathering gathering;
  for (OGRLayer* layer : dataset->GetLayers()) {
    const ToGrid to_grid(*layer, grid.crs, file.string());
    const int index = field_index(*layer, field);
    for (const auto& feature : *layer) read_row(*feature, index, to_grid, grid, pattern, gathering);
  }
  if (!errors.text().empty()) throw_usage(file.string(), "cannot be read whole: " + errors.text());
  return gathering.finish(file.string(), grid);
}

}  // namespace

Dallage read_dallage(const std::filesystem::path& file, const std::string& field, const GridSpec& grid,
                     const NamePattern& pattern, const Polygons* territory) {
  const std::string extension = lower_ascii(file.extension().string());
  const bool is_table = extension == ".csv" || extension == ".txt";
  Dallage dallage = is_table ? read_csv(file, field, grid, pattern) : read_vector(file, field, grid, pattern);
  if (territory == nullptr) return dallage;
  const Dallage touched = dallage_of(*territory, grid);
  for (DallageCell& cell : dallage) {
    const DallageCell* found = find_cell(touched, cell.key);
    cell.inside = found == nullptr ? 0 : found->inside;
  }
  return dallage;
}

Dallage dallage_of_words(const std::vector<std::string>& words, const GridSpec& grid,
                         const NamePattern& pattern, const std::string& where) {
  Gathering gathering;
  for (const std::string& word : words)
    if (const auto key = dalle_of_word(word, grid, pattern))
      gathering.add(*key, "\"" + word + "\"");
    else
      gathering.fault("\"" + word + "\"", "is no dalle of the grid" + expected_name(pattern));
  return gathering.finish(where, grid);
}

}  // namespace pcrs::grid
