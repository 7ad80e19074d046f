// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "catalog/fields.hpp"
#include "catalog/lines.hpp"
#include "catalog/segment.hpp"
#include "step/archive.hpp"
#include "step/archive_cold.hpp"

namespace pcrs::step::archive {

namespace {

// A consultation as its two lines in the journal say it; one that was killed has only the first.
struct Entry {
  std::string time, requester, role, action, subject, reason, result = "unfinished";
  Json selection;
  std::uint64_t files = 0, size_bytes = 0;
};

void tell(const Entry& entry, Reporter& reporter) {
  std::string text;
  for (const std::string& field :
       {entry.time, entry.requester, entry.role, entry.action, entry.subject,
        std::to_string(entry.files) + " files", bytes_text(entry.size_bytes), entry.result, entry.reason})
    text += (text.empty() ? "" : "\t") + one_line(field);
  reporter.result(text, {{"time", entry.time},
                         {"requester", entry.requester},
                         {"role", entry.role},
                         {"action", entry.action},
                         {"subject", entry.subject},
                         {"selection", entry.selection},
                         {"files", entry.files},
                         {"size_bytes", entry.size_bytes},
                         {"result", entry.result},
                         {"reason", entry.reason}});
}

// The consultations of one process: they follow each other.
void read_segment_of(const std::filesystem::path& file, std::vector<Entry>& entries) {
  const std::size_t first = entries.size();
  catalog::read_lines(file, [&](std::string_view line) {
    // Most lines are of other steps: they need not be parsed.
    if (line.find("\"action\":\"restore\"") == std::string_view::npos &&
        line.find("\"action\":\"drill\"") == std::string_view::npos)
      return;
    const Json json = parse_json(std::string(line), file.string());
    const auto text = [&](const Json& from, const char* key) {
      return catalog::field_or<std::string>(from, key, "", file.string());
    };
    const Json details = catalog::field_or<Json>(json, "details", Json::object(), file.string());
    if (text(json, "result") == "begun") {
      entries.push_back({text(json, "time"), text(details, "requester"), text(details, "role"),
                         text(json, "action"), text(json, "subject"), text(details, "reason"), "unfinished",
                         details.value("selection", Json::object()), 0, 0});
    } else if (entries.size() > first) {
      entries.back().files = catalog::field_or<std::uint64_t>(details, "files", 0, file.string());
      entries.back().size_bytes = catalog::field_or<std::uint64_t>(details, "size_bytes", 0, file.string());
      entries.back().result = text(json, "result");
    }
  });
}

}  // namespace

Summary consultations(const std::filesystem::path& chantier_file, Reporter& reporter) {
  const Cold cold(chantier_file, store::WriteMode::dry_run);
  const auto journal = cold.root() / "journal";
  Summary summary;
  std::vector<Entry> entries;
  for (const std::string& name : catalog::segment_names(journal)) read_segment_of(journal / name, entries);
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.time < b.time; });
  for (const Entry& entry : entries) {
    tell(entry, reporter);
    ++summary.done;
  }
  return summary;
}

}  // namespace pcrs::step::archive
