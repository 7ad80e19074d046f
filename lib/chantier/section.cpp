// SPDX-License-Identifier: Apache-2.0
#include "chantier/section.hpp"

#include <algorithm>
#include <numeric>

#include "base/clock.hpp"
#include "base/fault_list.hpp"
#include "base/text.hpp"

namespace pcrs::chantier {

namespace {

int line_of(const toml::node& node, int otherwise) {
  const auto line = node.source().begin.line;
  return line == 0 ? otherwise : static_cast<int>(line);
}

std::string type_text(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row.back();
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

bool is_date(const std::string& text) {
  const auto time = parse_utc(text);
  return time && date_text(*time) == text;
}

}  // namespace

void Faults::throw_if_any() const {
  if (m_lines.empty()) return;
  std::vector<FaultList::Fault> faults;
  for (const auto& [line, text] : m_lines) faults.push_back({m_file + ":" + std::to_string(line), text});
  throw FaultList(std::move(faults));
}

std::optional<std::string> nearest(std::string_view word, const std::set<std::string>& known) {
  const auto distance = [&](const std::string& other) {
    return edit_distance(lower_ascii(word), lower_ascii(other));
  };
  const auto best = std::min_element(known.begin(), known.end(),
                                     [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
  if (best == known.end() || distance(*best) > std::max<std::size_t>(2, best->size() / 3))
    return std::nullopt;
  return *best;
}

Section::Section(const toml::table* table, std::string name, int line, Faults& faults,
                 std::map<std::string, int>& lines)
    : m_table(table), m_name(std::move(name)), m_line(line), m_faults(&faults), m_lines(&lines) {}

void Section::fault(const std::string& key, const std::string& message) {
  const auto line = m_lines->find(full_name(key));
  m_faults->add(line == m_lines->end() ? m_line : line->second, full_name(key) + " " + message);
}

const toml::node* Section::take(const std::string& key, Need need) {
  m_known.insert(key);
  const toml::node* node = m_table == nullptr ? nullptr : m_table->get(key);
  if (node != nullptr) (*m_lines)[full_name(key)] = line_of(*node, m_line);
  // A section that is missing is told once, by its reader.
  if (node == nullptr && need == Need::required && m_table != nullptr)
    fault(key, "is missing: add it to [" + m_name + "]");
  return node;
}

void Section::wrong_type(const std::string& key, const toml::node& node, const std::string& expected) {
  fault(key, "is " + type_text(node) + "; expected " + expected);
}

std::optional<std::string> Section::text(const std::string& key, Need need) {
  const toml::node* node = take(key, need);
  if (node == nullptr) return std::nullopt;
  auto value = node->value_exact<std::string>();
  if (!value) wrong_type(key, *node, "a text in quotes");
  // Every text ends up in a path, a URL or a report: none holds a line break.
  if (value && std::any_of(value->begin(), value->end(), [](unsigned char c) { return c < 0x20; })) {
    fault(key, "holds a line break or another control character; expected one line of text");
    return std::nullopt;
  }
  if (value && need == Need::required && trim(*value).empty()) {
    fault(key, "is empty; expected a text");
    return std::nullopt;
  }
  return value;
}

std::optional<double> Section::number(const std::string& key, double least, double most, Need need) {
  const toml::node* node = take(key, need);
  if (node == nullptr) return std::nullopt;
  const auto value = node->is_number() ? node->value<double>() : std::nullopt;
  if (!value) {
    wrong_type(key, *node, "a number");
    return std::nullopt;
  }
  if (*value >= least && *value <= most) return value;
  fault(key, "is " + number_text(*value) + "; expected a number from " + number_text(least) + " to " +
                 number_text(most));
  return std::nullopt;
}

std::optional<bool> Section::truth(const std::string& key) {
  const toml::node* node = take(key, Need::optional);
  if (node == nullptr) return std::nullopt;
  const auto value = node->is_boolean() ? node->value<bool>() : std::nullopt;
  if (!value) wrong_type(key, *node, "true or false");
  return value;
}

std::optional<std::int64_t> Section::whole(const std::string& key, std::int64_t least, std::int64_t most,
                                           Need need) {
  const toml::node* node = take(key, need);
  if (node == nullptr) return std::nullopt;
  const auto value = node->value_exact<std::int64_t>();
  const std::string expected = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  if (!value) wrong_type(key, *node, expected);
  if (!value || (*value >= least && *value <= most)) return value;
  fault(key, "is " + std::to_string(*value) + "; expected " + expected);
  return std::nullopt;
}

std::optional<std::size_t> Section::choice(const std::string& key, const std::vector<std::string>& words,
                                           Need need) {
  const auto value = text(key, need);
  if (!value) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  fault(key, "is \"" + *value + "\"; expected one of: " + joined(words));
  return std::nullopt;
}

std::optional<std::uint64_t> Section::size_bytes(const std::string& key) {
  const toml::node* node = take(key, Need::optional);
  if (node == nullptr) return std::nullopt;
  if (const auto count = node->value_exact<std::int64_t>(); count && *count > 0)
    return static_cast<std::uint64_t>(*count);
  auto value = node->value_exact<std::string>();
  const auto bytes = value ? parse_bytes(*value) : std::nullopt;
  if (bytes && *bytes > 0) return bytes;
  fault(key, "is not a size; expected a whole number of bytes or a text such as \"200MB\" or \"1TB\"");
  return std::nullopt;
}

std::optional<std::string> Section::date(const std::string& key) {
  const toml::node* node = take(key, Need::optional);
  if (node == nullptr) return std::nullopt;
  std::string value = node->value_exact<std::string>().value_or("");
  if (const auto date = node->value_exact<toml::date>())
    value = padded_text(date->year, 4) + "-" + padded_text(date->month, 2) + "-" + padded_text(date->day, 2);
  if (is_date(value)) return value;
  fault(key, "is not a date; expected YYYY-MM-DD");
  return std::nullopt;
}

std::vector<std::string> Section::texts(const std::string& key) {
  const toml::node* node = take(key, Need::optional);
  std::vector<std::string> values;
  if (node == nullptr) return values;
  if (!node->is_array()) {
    wrong_type(key, *node, "a list of texts");
    return values;
  }
  for (const toml::node& item : *node->as_array()) {
    const auto value = item.value_exact<std::string>();
    if (value && !trim(*value).empty())
      values.push_back(*value);
    else
      m_faults->add(line_of(item, m_line), full_name(key) + " holds " +
                                               (value ? "an empty text" : type_text(item)) +
                                               "; expected texts in quotes");
  }
  return values;
}

std::vector<int> Section::years(const std::string& key) {
  const std::string expected = "a list of years from 1950 to 2199";
  const toml::node* node = take(key, Need::optional);
  std::vector<int> values;
  if (node == nullptr) return values;
  if (!node->is_array()) {
    wrong_type(key, *node, expected);
    return values;
  }
  for (const toml::node& item : *node->as_array()) {
    const auto value = item.value_exact<std::int64_t>();
    if (value && *value >= 1950 && *value <= 2199)
      values.push_back(static_cast<int>(*value));
    else
      m_faults->add(line_of(item, m_line), full_name(key) + " holds " +
                                               (value ? std::to_string(*value) : type_text(item)) +
                                               "; expected " + expected);
  }
  return values;
}

std::optional<std::filesystem::path> Section::path(const std::string& key,
                                                   const std::filesystem::path& folder, Need need) {
  const auto value = text(key, need);
  if (!value) return std::nullopt;
  if (!looks_like_url(*value)) return resolved(key, *value, folder);
  fault(key, "is a URL; expected a path: only places.intermediate and places.nas may be object stores");
  return std::nullopt;
}

std::optional<std::filesystem::path> Section::resolved(const std::string& key, const std::string& value,
                                                       const std::filesystem::path& folder) {
  if (trim(value).empty()) {
    fault(key, "is empty; expected a path");
    return std::nullopt;
  }
  const auto normal = (folder / value).lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();  // `work/` is `work`
}

std::optional<Storage> Section::storage(const std::string& key, const std::filesystem::path& folder,
                                        Need need) {
  const auto value = text(key, need);
  if (!value) return std::nullopt;
  if (!looks_like_url(*value)) {
    const auto path = resolved(key, *value, folder);
    return path ? std::optional(Storage{*path, {}}) : std::nullopt;
  }
  try {
    return Storage{{}, parse_object_url(*value)};
  } catch (const Error& error) {
    fault(key, error.message());
    return std::nullopt;
  }
}

Section Section::table(const std::string& key) {
  const toml::node* node = take(key, Need::optional);
  if (node != nullptr && !node->is_table()) wrong_type(key, *node, "a table [" + full_name(key) + "]");
  return {node == nullptr ? nullptr : node->as_table(), full_name(key),
          node == nullptr ? m_line : line_of(*node, m_line), *m_faults, *m_lines};
}

std::vector<Section> Section::tables(const std::string& key) {
  const toml::node* node = take(key, Need::optional);
  std::vector<Section> found;
  if (node == nullptr) return found;
  if (!node->is_array_of_tables()) {
    wrong_type(key, *node, "tables [[" + full_name(key) + "]]");
    return found;
  }
  for (const toml::node& item : *node->as_array())
    found.emplace_back(item.as_table(), full_name(key) + "[" + std::to_string(found.size() + 1) + "]",
                       line_of(item, m_line), *m_faults, *m_lines);
  return found;
}

void Section::finish() {
  if (m_table == nullptr) return;
  for (const auto& [key, node] : *m_table) {
    const std::string name(key.str());
    if (m_known.contains(name)) continue;
    std::string message = full_name(name) + " is unknown";
    if (const auto meant = nearest(name, m_known))
      message += ": did you mean " + *meant + "?";
    else
      message += ": expected one of " + joined({m_known.begin(), m_known.end()});
    const auto line = key.source().begin.line;
    m_faults->add(line == 0 ? m_line : static_cast<int>(line), message);
  }
}

}  // namespace pcrs::chantier
