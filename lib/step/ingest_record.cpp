// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_record.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"
#include "catalog/delivery_json.hpp"
#include "format/recette.hpp"
#include "step/ingest_rules.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::ingest {

namespace {

using catalog::DeliveredFile;
using catalog::FileRole;

template <typename T>
bool same_lines(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const T& x, const T& y) {
    return x.path == y.path && catalog::line_of(x) == catalog::line_of(y);
  });
}

// How findings may name a file: its path, or the whole one where two roots hold the same.
std::vector<std::string> names_of(const catalog::Delivery& delivery, const DeliveredFile& file) {
  return {file.path, (delivery.roots.at(file.root) / file.path).string()};
}

}  // namespace

fs::path catalog_root(const chantier::Chantier& chantier) {
  return chantier.catalog / chantier.id;
}

fs::path delivery_folder(const chantier::Chantier& chantier, const std::string& id) {
  return catalog_root(chantier) / "deliveries" / id;
}

fs::path recette_folder(const chantier::Chantier& chantier, const std::string& id) {
  return chantier.recette.value_or(catalog_root(chantier) / "recette") / id;
}

bool same_record(const catalog::Delivery& a, const catalog::Delivery& b) {
  return a.roots == b.roots && a.lot == b.lot && a.millesime == b.millesime && same_lines(a.files, b.files) &&
         same_lines(a.findings, b.findings);
}

bool has_recette(const chantier::Chantier& chantier, const std::string& id) {
  std::error_code error;
  return fs::exists(recette_folder(chantier, id) / "recette.html", error);
}

void write_recette(const chantier::Chantier& chantier, const Territory& territory,
                   const std::optional<std::set<grid::DalleKey>>& lot, const catalog::Delivery& delivery,
                   store::WriteMode mode) {
  std::vector<format::ExpectedDalle> expected;
  const auto side = static_cast<double>(territory.grid().dalle_side_m);
  for (const grid::DalleKey& key : territory.due(lot)) {
    const auto west = static_cast<double>(key.west_m), north = static_cast<double>(key.north_m);
    expected.push_back({key_text(key, territory.grid()), {west, north - side, west + side, north}});
  }
  const format::Recette recette = format::make_recette(chantier, delivery, expected, all_rules());
  const fs::path folder = recette_folder(chantier, delivery.id);
  store::write_file_if_changed(folder / "findings.csv", recette.csv, mode);
  store::write_file_if_changed(folder / "findings.gpkg", recette.geopackage, mode);
  store::write_file_if_changed(folder / "recette.html", recette.html, mode);
}

void keep_lot(const fs::path& folder, const std::set<grid::DalleKey>& lot, const grid::GridSpec& grid,
              store::WriteMode mode) {
  std::string text;
  for (const grid::DalleKey& key : lot) text += key_text(key, grid) + "\n";
  store::write_file_if_changed(folder / "lot.txt", text, mode);
}

std::optional<std::set<grid::DalleKey>> kept_lot(const fs::path& folder, const grid::GridSpec& grid) {
  std::error_code error;
  if (!fs::exists(folder / "lot.txt", error)) return std::nullopt;
  std::set<grid::DalleKey> lot;
  for (const std::string& line : split(store::read_file(folder / "lot.txt"), '\n'))
    if (const auto key = grid::parse_key(line, grid)) lot.insert(*key);
  return lot;
}

std::vector<std::string> journal_changes(catalog::Journal& journal, const catalog::Delivery& before,
                                         const catalog::Delivery& now) {
  std::unordered_map<std::string, const DeliveredFile*> files;
  for (const DeliveredFile& file : now.files) files[std::to_string(file.root) + "/" + file.path] = &file;
  std::vector<std::string> told;
  for (const DeliveredFile& old : before.files) {
    const auto found = files.find(std::to_string(old.root) + "/" + old.path);
    if (found == files.end()) {
      journal.write("ingest.gone", old.path, {{"delivery", now.id}, {"sha256", old.sha256}}, "gone");
      told.push_back(old.path + " was in this delivery before and is gone");
    } else if (found->second->sha256 != old.sha256 && !old.sha256.empty()) {
      journal.write("ingest.changed", old.path,
                    {{"delivery", now.id}, {"sha256_before", old.sha256}, {"sha256", found->second->sha256}},
                    "changed");
      told.push_back(old.path +
                     " has other bytes than before under the same delivery; decisions on it no longer count");
    }
  }
  return told;
}

Standing standing_of(const catalog::Delivery& delivery) {
  const catalog::Verdicts verdicts(delivery);
  Standing standing;
  std::unordered_set<std::string> orthos, accepted_words;
  for (const DeliveredFile& file : delivery.files) {
    if (file.role != FileRole::ortho) continue;
    for (const std::string& name : names_of(delivery, file)) orthos.insert(name);
    const catalog::Verdict verdict = verdicts.of(file);
    ++(verdict == catalog::Verdict::accepted   ? standing.accepted
       : verdict == catalog::Verdict::reserved ? standing.reserved
                                               : standing.rejected);
  }
  for (const catalog::Decision& decision : delivery.decisions) {
    if (decision.verdict == catalog::Verdict::accepted)
      accepted_words.insert(decision.path);
    else
      accepted_words.erase(decision.path);
  }
  for (const Finding& finding : delivery.findings)
    if (finding.severity != Severity::note && orthos.count(finding.path) == 0 &&
        accepted_words.count(finding.path) == 0)
      ++standing.elsewhere;
  return standing;
}

void tell(const catalog::Delivery& delivery, const std::vector<std::string>& shown, Reporter& reporter) {
  const catalog::Verdicts verdicts(delivery);
  std::unordered_map<std::string, std::string> shown_of;
  for (const DeliveredFile& file : delivery.files) {
    const std::string path = (fs::path(shown.at(file.root)) / file.path).string();
    for (const std::string& name : names_of(delivery, file)) shown_of.emplace(name, path);
    if (file.role != FileRole::ortho) continue;
    const catalog::Verdict verdict = verdicts.of(file);
    Json record{{"path", path},          {"delivery", delivery.id},
                {"dalle", file.dalle},   {"verdict", verdict_text(verdict)},
                {"sha256", file.sha256}, {"size_bytes", file.size_bytes}};
    reporter.result(verdict == catalog::Verdict::accepted ? path : "", std::move(record));
  }
  for (Finding finding : delivery.findings) {
    const auto found = shown_of.find(finding.path);
    if (found != shown_of.end()) finding.path = found->second;
    if (finding.path == ".") finding.path = delivery.id;
    reporter.finding(finding);
  }
}

}  // namespace pcrs::step::ingest
