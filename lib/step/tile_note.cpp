// SPDX-License-Identifier: Apache-2.0
#include "step/tile_note.hpp"

#include "base/error.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::tile {

namespace {

constexpr const char* note_format = "pcrs-dalles tile note";
constexpr int note_version = 1;

Made made_from(const Json& note, const Recipe& recipe) {
  Made made;
  made.same_sources = note.at("sources") == recipe.identities;
  made.parameters = note.at("parameters");
  made.empty = note.at("file").is_null();
  if (made.empty) return made;
  const Json& file = note.at("file");
  made.name = file.at("name");
  made.size_bytes = file.at("size_bytes");
  made.mtime_ns = file.at("mtime_ns");
  made.sha256 = file.at("sha256");
  made.derived_from = file.value("derived_from", made.derived_from);
  made.facts = note.at("facts");
  return made;
}

}  // namespace

std::optional<Made> read_note(const fs::path& file, const Recipe& recipe) {
  std::error_code error;
  if (!fs::exists(file, error)) return std::nullopt;
  const Json note = parse_json(store::read_file(file), file.string());
  if (!note.is_object() || note.value("format", "") != note_format ||
      note.value("version", 0) != note_version)
    throw_failed(file.string(),
                 "is not a note of this version of pcrs-tile; remove it to make the dalle again");
  try {
    return made_from(note, recipe);
  } catch (const Json::exception&) {
    throw_failed(file.string(), "is a damaged note; remove it to make the dalle again");
  }
}

void write_note(const fs::path& file, const Recipe& recipe, const Made& made, store::WriteMode mode) {
  Json note{{"format", note_format},
            {"version", note_version},
            {"sources", recipe.identities},
            {"parameters", made.parameters},
            {"file", nullptr}};
  if (!made.empty) {
    note["file"] = {{"name", made.name},
                    {"size_bytes", made.size_bytes},
                    {"mtime_ns", made.mtime_ns},
                    {"sha256", made.sha256}};
    if (!made.derived_from.empty()) note["file"]["derived_from"] = made.derived_from;
    note["facts"] = made.facts;
  }
  store::write_file_if_changed(file, json_text(note), mode);
}

}  // namespace pcrs::step::tile
