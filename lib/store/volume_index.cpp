// SPDX-License-Identifier: Apache-2.0
#include "store/volume_index.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::store {

namespace {

constexpr std::array<std::string_view, 6> kinds{"file", "zstd", "part", "folder", "link", "void"};
constexpr std::size_t fields_count = 12;
// Version 2: of an encrypted tar.
constexpr std::array<std::string_view, 2> version_comments{"# pcrs-dalles volume index 1",
                                                           "# pcrs-dalles volume index 2"};
constexpr std::int64_t second_ns = 1'000'000'000;

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : text;
}

std::string undash(std::string_view text) {
  return text == "-" ? "" : std::string(text);
}

// Whole seconds are rounded down, so that the decimals count up from them before 1970 too.
std::string time_text(std::int64_t ns) {
  std::int64_t seconds = ns / second_ns, rest = ns % second_ns;
  if (rest < 0) {
    --seconds;
    rest += second_ns;
  }
  return std::to_string(seconds) + "." + padded_text(rest, 9);
}

std::string octal_text(unsigned mode) {
  std::string text;
  for (; mode > 0; mode >>= 3U) text.insert(text.begin(), static_cast<char>('0' + (mode & 7U)));
  return text.empty() ? "0" : text;
}

class Fields {
 public:
  Fields(std::string_view line, std::string where) : m_where(std::move(where)), m_fields(split(line, '\t')) {
    if (m_fields.size() != fields_count) fault();
  }
  [[noreturn]] void fault() const {
    throw_failed(m_where, "is no line of an index; restore the index from its volume");
  }
  const std::string& text(std::size_t field) const { return m_fields[field]; }
  template <typename Number>
  Number number(std::size_t field) const {
    const auto value = to_number<Number>(m_fields[field]);
    if (!value) fault();
    return *value;
  }
  std::int64_t time_ns(std::size_t field) const {
    const auto point = m_fields[field].find('.');
    if (point == std::string::npos) fault();
    const std::string_view text = m_fields[field];
    const auto seconds = to_number<std::int64_t>(text.substr(0, point));
    const auto rest = to_number<std::int64_t>(text.substr(point + 1));
    if (!seconds || !rest) fault();
    return *seconds * second_ns + *rest;
  }
  unsigned mode(std::size_t field) const {
    unsigned value = 0;
    const std::string& text = m_fields[field];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 8);
    if (error != std::errc{} || end != text.data() + text.size()) fault();
    return value;
  }
  RowKind kind() const {
    const auto found = std::find(kinds.begin(), kinds.end(), m_fields[0]);
    if (found == kinds.end()) fault();
    return static_cast<RowKind>(found - kinds.begin());
  }

 private:
  std::string m_where;
  std::vector<std::string> m_fields;
};

}  // namespace

std::string IndexRow::member() const {
  if (kind == RowKind::zstd) return path + ".zst";
  if (kind == RowKind::part) return path + ".part-" + padded_text(part, 4);
  return path;
}

std::string index_text(const IndexHead& head) {
  std::string encrypted;
  for (const std::string& recipient : head.recipients) encrypted += "\t" + escape_name(recipient);
  return std::string(version_comments[encrypted.empty() ? 0 : 1]) + "\n# delivery\t" +
         escape_name(head.delivery) + "\trepeated\t" + std::to_string(head.repeated) +
         (encrypted.empty() ? "" : "\n# encrypted" + encrypted) +
         "\n# kind\tsha256\tsize\tmtime\tmode\toffset\tstored\tstored_sha256\tpart\tstart\tpath\ttarget\n";
}

std::string index_end(const StoredFile& plain) {
  return "# plain\t" + plain.sha256 + "\t" + std::to_string(plain.size_bytes) + "\n";
}

std::string index_line(const IndexRow& row) {
  std::string line(kinds[static_cast<std::size_t>(row.kind)]);
  for (const std::string& field :
       {or_dash(row.sha256), std::to_string(row.size_bytes), time_text(row.mtime_ns), octal_text(row.mode),
        std::to_string(row.offset), std::to_string(row.stored_bytes), or_dash(row.stored_sha256),
        std::to_string(row.part), std::to_string(row.start), escape_name(row.path), escape_name(row.target)})
    line += "\t" + field;
  return line + "\n";
}

IndexRow parse_index_line(std::string_view line, const std::string& where) {
  const Fields fields(line, where);
  IndexRow row;
  row.kind = fields.kind();
  row.sha256 = undash(fields.text(1));
  row.size_bytes = fields.number<std::uint64_t>(2);
  row.mtime_ns = fields.time_ns(3);
  row.mode = fields.mode(4);
  row.offset = fields.number<std::uint64_t>(5);
  row.stored_bytes = fields.number<std::uint64_t>(6);
  row.stored_sha256 = undash(fields.text(7));
  row.part = fields.number<unsigned>(8);
  row.start = fields.number<std::uint64_t>(9);
  row.path = unescape_name(fields.text(10));
  row.target = unescape_name(fields.text(11));
  return row;
}

std::string escape_name(std::string_view name) {
  std::string text;
  for (const char c : name) {
    constexpr std::string_view special = "\\\t\n\r", letters = "\\tnr";
    const auto which = special.find(c);
    if (which == std::string_view::npos)
      text += c;
    else
      text += {'\\', letters[which]};
  }
  return text;
}

std::string unescape_name(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      name += text[i];
      continue;
    }
    const char letter = text[++i];
    name += letter == 't' ? '\t' : letter == 'n' ? '\n' : letter == 'r' ? '\r' : letter;
  }
  return name;
}

IndexReader::IndexReader(const std::filesystem::path& file) : m_source(file) {}

std::optional<IndexRow> IndexReader::next() {
  while (const auto text = line()) {
    if (text->starts_with('#'))
      comment(*text);
    else
      return parse_index_line(*text, m_source.name() + " line " + std::to_string(m_lines.number()));
  }
  return std::nullopt;
}

void IndexReader::comment(const std::string& text) {
  if (m_lines.number() == 1 &&
      std::find(version_comments.begin(), version_comments.end(), text) == version_comments.end())
    throw_failed(m_source.name(),
                 "is no index of a volume, or one of a later pcrs-dalles: upgrade this machine");
  const auto fields = split(text, '\t');
  if (fields[0] == "# delivery" && fields.size() == 4) {
    m_head.delivery = unescape_name(fields[1]);
    m_head.repeated = to_number<std::uint64_t>(fields[3]).value_or(0);
  } else if (fields[0] == "# encrypted") {
    for (std::size_t i = 1; i < fields.size(); ++i) m_head.recipients.push_back(unescape_name(fields[i]));
  } else if (fields[0] == "# plain" && fields.size() == 3) {
    m_head.plain = {fields[1], to_number<std::uint64_t>(fields[2]).value_or(0)};
  }
}

std::optional<std::string> IndexReader::line() {
  if (const auto line = m_lines.next()) return std::string(*line);
  if (m_lines.torn())
    throw_failed(m_source.name(), "its last line is cut short; restore the index from its volume");
  return std::nullopt;
}

}  // namespace pcrs::store
