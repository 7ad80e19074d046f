// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_judge.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/foreign_text.hpp"
#include "base/text.hpp"
#include "step/ingest_millesime.hpp"
#include "step/ingest_rules.hpp"

namespace pcrs::step::ingest {

namespace {

using catalog::FileRole;

// The dalle that a file shows: by its name, else by its place when it covers exactly one cell.
std::optional<grid::DalleKey> key_of(const Case& facts, const std::string& path, const Json& check) {
  if (const auto parts = facts.sorter.name_parts(path, true)) return parts->key;
  if (!check.contains("bounds_m")) return std::nullopt;
  const auto bounds = check.at("bounds_m").get<std::array<double, 4>>();
  const grid::GridSpec& grid = facts.territory.grid();
  const auto side = static_cast<double>(grid.dalle_side_m);
  if (std::abs(bounds[0]) > 1e9 || std::abs(bounds[3]) > 1e9) return std::nullopt;
  const double west = std::round(bounds[0] / side) * side, north = std::round(bounds[3] / side) * side;
  const std::array<double, 4> cell{west, north - side, west + side, north};
  for (std::size_t i = 0; i < cell.size(); ++i)
    if (std::abs(cell[i] - bounds[i]) >= grid.gsd_m) return std::nullopt;
  return grid::DalleKey{std::llround(west), std::llround(north)};
}

void add_file_findings(const Case& facts, std::size_t i, const catalog::DeliveredFile& file,
                       std::vector<Finding>& findings) {
  const Seen& seen = facts.seen[i];
  const std::string& name = facts.inventory.names[i];
  constexpr std::array<std::string_view, 9> packed{".zip", ".7z",  ".rar", ".tar", ".gz",
                                                   ".tgz", ".bz2", ".xz",  ".zst"};
  constexpr std::array<std::string_view, 4> worlds{".tfw", ".tifw", ".j2w", ".jp2w"};
  const std::string extension = parts_of(file.path).extension;
  const auto add = [&](const char* rule, Severity severity, std::string message) {
    findings.push_back({name, rule, std::move(message), severity, file.dalle});
  };
  if (!seen.trouble.empty()) add("delivery.unreadable", Severity::error, seen.trouble);
  if (!seen.role.guessed_from.empty())
    add("role.guessed", Severity::note, "taken as " + role_text(file.role) + " by " + seen.role.guessed_from);
  if (std::find(packed.begin(), packed.end(), extension) != packed.end()) {
    add("delivery.packed", Severity::warning,
        "is packed: what it holds is not checked; ask for the files themselves");
  } else if (std::find(worlds.begin(), worlds.end(), extension) != worlds.end() &&
             file.role == FileRole::unknown) {
    add("sidecar.orphan", Severity::note, "stands beside no image");
  } else if (file.role == FileRole::unknown) {
    add("role.unknown", Severity::note, "is of no known kind; it is listed and digested, not checked");
  }
  if (!seen.known.check) return;
  for (Finding finding : seen.known.check->findings) {
    finding.path = name;
    finding.dalle = file.dalle;
    findings.push_back(std::move(finding));
  }
}

// The national fields of one ortho: the chantier's, refined by its row of the table.
Json national_of(const Case& facts, const catalog::DeliveredFile& file, std::set<std::string>& rows_used) {
  Json national = facts.chantier.national;
  if (!facts.assembly) return national;
  for (const std::string& word : {fold(parts_of(file.path).stem), file.dalle}) {
    const auto row = facts.assembly->rows.find(word);
    if (row == facts.assembly->rows.end()) continue;
    rows_used.insert(row->first);
    national.update(row->second);
    break;
  }
  return national;
}

// The name and the national fields are those of the file that is judged.
void add_year_finding(const Case& facts, const std::string& name, const catalog::DeliveredFile& file,
                      std::vector<Finding>& findings) {
  OrthoYears years;
  if (const auto parts = facts.sorter.name_parts(file.path, true)) years.named = parts->year;
  years.acquired = file.facts.at("national").value("dateAcquisition", "");
  const std::string message =
      other_year(years, facts.chantier.millesime, tolerance_of("millesime.other", facts.chantier.tolerances));
  if (!message.empty()) findings.push_back({name, "millesime.other", message, Severity::warning, file.dalle});
}

std::vector<Finding> national_findings(const Case& facts, const std::vector<catalog::DeliveredFile>& files,
                                       std::size_t rows_used) {
  std::vector<Finding> findings;
  if (facts.assembly) {
    findings = facts.assembly->findings;
    const std::size_t lost = facts.assembly->rows.size() - rows_used;
    std::string columns;
    for (const std::string& column : facts.assembly->columns)
      columns += (columns.empty() ? "" : ", ") + column;
    findings.push_back(
        {facts.assembly_name,
         "national.table",
         columns + " taken from it" +
             (lost > 0 ? "; " + std::to_string(lost) + " of its rows fit no ortho of this delivery" : ""),
         Severity::note,
         {}});
  }
  const auto orthos = std::count_if(files.begin(), files.end(),
                                    [](const auto& file) { return file.role == FileRole::ortho; });
  for (const std::string& field : national_fields()) {
    const auto absent = std::count_if(files.begin(), files.end(), [&](const auto& file) {
      return file.role == FileRole::ortho && !file.facts.at("national").contains(field);
    });
    if (absent > 0 && field != "dateRecette")  // that one is ours to say, when a person accepts
      findings.push_back(
          {".",
           "national.absent",
           field + " is absent for " + std::to_string(absent) + " of " + std::to_string(orthos) +
               " orthos: it stands neither in [national] of the chantier nor in an assembly table",
           Severity::note,
           {}});
  }
  return findings;
}

catalog::DeliveredFile file_of(const Case& facts, std::size_t i) {
  const WalkedFile& walked = facts.inventory.files[i];
  const Seen& seen = facts.seen[i];
  catalog::DeliveredFile file{
      walked.root, walked.path, seen.role.role, walked.size_bytes, walked.mtime_ns, {}, {}, {}};
  file.facts = Json::object();
  if (const auto digest = seen.known.digests.find(store::DigestKind::sha256);
      digest != seen.known.digests.end())
    file.sha256 = digest->second;
  if (file.role != FileRole::ortho) return file;
  if (seen.known.check) file.facts = seen.known.check->facts;
  if (const auto key = key_of(facts, file.path, file.facts))
    file.dalle = key_text(*key, facts.territory.grid());
  return file;
}

// Findings by file, in the order of the files; then what concerns no file.
void sort_findings(const Case& facts, std::vector<Finding>& findings) {
  std::unordered_map<std::string, std::size_t> order;
  for (std::size_t i = 0; i < facts.inventory.names.size(); ++i) order.emplace(facts.inventory.names[i], i);
  const auto place = [&](const Finding& finding) {
    const auto found = order.find(finding.path);
    return found == order.end() ? order.size() : found->second;
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Finding& a, const Finding& b) { return place(a) < place(b); });
}

}  // namespace

raster::Expectation expectation_of(const chantier::Chantier& chantier, const Territory& territory,
                                   const RoleSorter& sorter, const std::string& path) {
  raster::Expectation expectation;
  expectation.crs = chantier.crs;
  expectation.accept_realisations = chantier.accept_realisations;
  expectation.gsd_m = chantier.gsd_m;
  expectation.dalle_side_m = territory.grid().dalle_side_m;
  expectation.tolerances = chantier.tolerances;
  if (const auto parts = sorter.name_parts(path, true)) {
    expectation.named = parts->key;
    expectation.inside_share = territory.inside_share(parts->key);
  }
  return expectation;
}

void judge(const Case& facts, catalog::Delivery& delivery) {
  delivery.files.clear();
  delivery.findings = facts.inventory.findings;
  delivery.findings.insert(delivery.findings.end(), facts.claims.findings.begin(),
                           facts.claims.findings.end());
  std::set<std::string> rows_used;
  std::vector<Digests> digests;
  std::vector<Role> roles;
  for (std::size_t i = 0; i < facts.seen.size(); ++i) {
    catalog::DeliveredFile file = file_of(facts, i);
    add_file_findings(facts, i, file, delivery.findings);
    if (file.role == FileRole::ortho) {
      file.facts["national"] = national_of(facts, file, rows_used);
      add_year_finding(facts, facts.inventory.names[i], file, delivery.findings);
    }
    delivery.files.push_back(std::move(file));
    digests.push_back(facts.seen[i].known.digests);
    roles.push_back(facts.seen[i].role);
  }
  const auto add = [&](const std::vector<Finding>& findings) {
    delivery.findings.insert(delivery.findings.end(), findings.begin(), findings.end());
  };
  add(verify_claims(facts.inventory, roles, facts.claims, digests));
  add(judge_across(facts,
                   delivery));  // looks at what stands so far: a rejected dalle is no rival of a sound one
  add(national_findings(facts, delivery.files, rows_used.size()));
  sort_findings(facts, delivery.findings);
}

}  // namespace pcrs::step::ingest
