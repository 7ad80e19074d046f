// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_national.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/foreign_text.hpp"
#include "base/text.hpp"
#include "step/ingest_roles.hpp"

namespace pcrs::step::ingest {

namespace {

enum class Kind { date, number, text };

struct NationalField {
  const char* name;
  Kind kind;
  std::vector<std::string_view> headings;  // plain_word of what people write
};

const std::vector<NationalField>& fields() {
  static const std::vector<NationalField> all{
      {"dateAcquisition",
       Kind::date,
       {"dateacquisition", "date", "datepva", "dateprisedevue", "datevol", "acquisition"}},
      {"dateRecette", Kind::date, {"daterecette"}},
      {"descriptionElementsQualite",
       Kind::text,
       {"descriptionelementsqualite", "qualite", "elementsqualite"}},
      {"idPCRS", Kind::text, {"idpcrs"}},
      {"precisionplanimetriqueCorpsdeRue",
       Kind::number,
       {"precisionplanimetriquecorpsderue", "precisioncorpsderue", "precisionplanimetrique", "precision"}},
      {"precisionplanimetriqueZonesNaturelles",
       Kind::number,
       {"precisionplanimetriquezonesnaturelles", "precisionzonesnaturelles"}},
      {"focale", Kind::number, {"focale", "focalemm", "focal", "focallength"}},
  };
  return all;
}

constexpr std::array<std::string_view, 12> dalle_headings{
    "dalle", "nom",     "nomdalle",   "nomdedalle", "nomdeladalle", "nomimage",
    "image", "fichier", "nomfichier", "name",       "dalles",       "numdalle"};

std::optional<std::string> read_date(const std::string& text) {
  std::string iso = text.substr(0, 10);
  if (iso.size() == 10 && (iso[2] == '/' || iso[2] == '-' || iso[2] == '.'))
    iso = iso.substr(6, 4) + "-" + iso.substr(3, 2) + "-" + iso.substr(0, 2);
  if (iso.size() == 10) std::replace(iso.begin(), iso.end(), '/', '-');
  const auto time = parse_utc(iso);
  if (!time || date_text(*time) != iso) return std::nullopt;
  return iso;
}

std::optional<Json> read_value(Kind kind, const std::string& text) {
  if (kind == Kind::text) return Json(text);
  if (kind == Kind::date) {
    const auto date = read_date(text);
    return date ? std::optional<Json>(*date) : std::nullopt;
  }
  const auto number = to_number<double>(replace_all(text, ",", "."));
  return number ? std::optional<Json>(*number) : std::nullopt;
}

const NationalField* field_of(const std::string& heading) {
  const std::string word = plain_word(heading);
  for (const NationalField& field : fields())
    if (std::find(field.headings.begin(), field.headings.end(), word) != field.headings.end()) return &field;
  return nullptr;
}

// What each column holds.
struct Headings {
  std::optional<std::size_t> dalle;
  std::vector<const NationalField*> fields;
};

Headings read_headings(const std::string& line, char separator, const std::string& where) {
  Headings headings;
  bool any = false;
  const auto names = csv_fields(line, separator);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string word = plain_word(names[i]);
    const bool dalle = std::find(dalle_headings.begin(), dalle_headings.end(), word) != dalle_headings.end();
    if (dalle && !headings.dalle) headings.dalle = i;
    headings.fields.push_back(field_of(names[i]));
    any = any || headings.fields.back() != nullptr;
  }
  if (!headings.dalle)
    throw_failed(where, "has no column for the name of the dalle; call it dalle, nom or nomImage");
  if (!any) throw_failed(where, "has no column for a field of the national index (dateAcquisition, focale…)");
  return headings;
}

}  // namespace

const std::vector<std::string>& national_fields() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> result;
    for (const NationalField& field : fields()) result.emplace_back(field.name);
    return result;
  }();
  return names;
}

AssemblyTable parse_assembly(std::string_view bytes, const std::string& where) {
  const auto lines = lines_of(decode_text(bytes));
  const auto first =
      std::find_if(lines.begin(), lines.end(), [](const auto& line) { return !trim(line).empty(); });
  if (first == lines.end()) throw_failed(where, "is empty; a table with a line of headings is expected");
  const char separator = csv_separator(*first);
  const Headings headings = read_headings(*first, separator, where);
  AssemblyTable table;
  for (const NationalField* field : headings.fields)
    if (field != nullptr) table.columns.emplace_back(field->name);
  for (auto line = first + 1; line != lines.end(); ++line) {
    const auto cells = csv_fields(*line, separator);
    if (cells.size() <= *headings.dalle || cells[*headings.dalle].empty()) continue;
    Json& row =
        table.rows
            .emplace(fold(parts_of(replace_all(cells[*headings.dalle], "\\", "/")).stem), Json::object())
            .first->second;
    for (std::size_t i = 0; i < std::min(cells.size(), headings.fields.size()); ++i) {
      if (headings.fields[i] == nullptr || cells[i].empty()) continue;
      const auto value = read_value(headings.fields[i]->kind, cells[i]);
      if (value) {
        row[headings.fields[i]->name] = *value;
      } else {
        table.findings.push_back({where, "national.value",
                                  "line " + std::to_string(line - lines.begin() + 1) + ": \"" + cells[i] +
                                      "\" is no " + headings.fields[i]->name + "; the field is left out",
                                  Severity::warning});
      }
    }
  }
  return table;
}

}  // namespace pcrs::step::ingest
