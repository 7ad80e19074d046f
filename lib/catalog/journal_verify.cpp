// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "base/error.hpp"
#include "catalog/checkpoint.hpp"
#include "catalog/journal.hpp"
#include "catalog/segment.hpp"
#include "store/signature.hpp"

namespace fs = std::filesystem;

namespace pcrs::catalog {

namespace {

struct Expected {
  std::string checkpoint;
  SegmentMark mark;
};
using Expectations = std::map<std::string, std::vector<Expected>>;

Expectations expectations(const std::vector<Checkpoint>& checkpoints) {
  Expectations all;
  for (const Checkpoint& checkpoint : checkpoints)
    for (const SegmentMark& mark : checkpoint.segments) all[mark.name].push_back({checkpoint.name, mark});
  return all;
}

std::string what(const Expected& expected) {
  return "checkpoint " + expected.checkpoint + " saw " + std::to_string(expected.mark.lines) + " lines, " +
         std::to_string(expected.mark.size_bytes) + " bytes";
}

// A segment against itself and against what checkpoints saw of it.
void check_segment(const fs::path& journal, const std::string& name, const std::vector<Expected>& expected,
                   std::vector<Finding>& findings) {
  const std::string path = (journal / name).string();
  std::map<std::uint64_t, std::string> heads;  // digest of the line that ends there
  for (const Expected& one : expected) heads[one.mark.size_bytes];
  if (heads.contains(0)) heads[0] = chain_start(name);
  const SegmentState state = read_segment(journal, name, [&](const SegmentLine& line) {
    if (!line.follows)
      findings.push_back({path, "journal.chain",
                          "line " + std::to_string(line.number) +
                              " does not follow the one before: that one was altered, or lines between were "
                              "removed or added; compare with a backup"});
    if (const auto head = heads.find(line.end_bytes); head != heads.end()) head->second = line.sha256;
  });
  for (const Expected& one : expected) {
    if (state.size_bytes < one.mark.size_bytes)
      findings.push_back({path, "journal.cut",
                          what(one) + ", " + std::to_string(state.lines) + " lines, " +
                              std::to_string(state.size_bytes) +
                              " bytes are left; restore it from a backup"});
    else if (heads[one.mark.size_bytes] != one.mark.head)
      findings.push_back(
          {path, "journal.altered", what(one) + " that were other ones; compare with a backup"});
    else
      continue;
    break;  // later checkpoints would say the same again
  }
  if (state.torn)
    findings.push_back(
        {path, "journal.torn",
         "line " + std::to_string(state.lines + 1) + " was cut short by a kill; it counts for nothing",
         Severity::note});
}

void check_missing(const fs::path& journal, const Expectations& expected, const std::set<std::string>& there,
                   std::vector<Finding>& findings) {
  for (const auto& [name, marks] : expected)
    if (!there.contains(name))
      findings.push_back({(journal / name).string(), "journal.missing",
                          what(marks.back()) + ", the segment is gone; restore it from a backup"});
}

void check_links(const fs::path& folder, const std::vector<Checkpoint>& checkpoints,
                 std::vector<Finding>& findings) {
  std::map<std::string, const Checkpoint*> by_name;
  for (const Checkpoint& checkpoint : checkpoints) by_name[checkpoint.name] = &checkpoint;
  for (const Checkpoint& checkpoint : checkpoints) {
    if (checkpoint.previous.empty()) continue;
    const auto before = by_name.find(checkpoint.previous);
    if (before == by_name.end())
      findings.push_back({(folder / checkpoint.previous).string(), "checkpoint.missing",
                          checkpoint.name + " follows it, and it cannot be read; restore it from a backup"});
    else if (before->second->sha256 != checkpoint.previous_sha256)
      findings.push_back({(folder / checkpoint.previous).string(), "checkpoint.altered",
                          checkpoint.name + " saw it with SHA-256 " + checkpoint.previous_sha256 +
                              "; restore it from a backup"});
  }
}

std::optional<std::string> signature_fault(const fs::path& file, const fs::path& key) {
  try {
    if (store::signature_holds(key, store::read_file(file), store::read_file(signature_of(file)))) return {};
    return "its signature does not hold for the key " + key.string() +
           ": it was altered, or signed by somebody else";
  } catch (const Error& error) {
    return std::string("its signature cannot be checked: ") + error.what();
  }
}

void check_signatures(const fs::path& folder, const std::vector<Checkpoint>& checkpoints,
                      const std::optional<fs::path>& key, std::vector<Finding>& findings) {
  for (const Checkpoint& checkpoint : checkpoints) {
    const bool newest = &checkpoint == &checkpoints.back();
    const std::string path = (folder / checkpoint.name).string();
    if (checkpoint.signer.empty()) {
      if (newest && key)
        findings.push_back(
            {path, "checkpoint.unsigned", "is not signed though there is a key; write a new checkpoint"});
      continue;
    }
    const fs::path signer = newest && key ? *key : folder / checkpoint.signer;
    if (const auto fault = signature_fault(path, signer))
      findings.push_back({path, "checkpoint.signature", *fault});
  }
}

}  // namespace

std::vector<Finding> verify_journal(const fs::path& catalog_root, const std::optional<fs::path>& key) {
  const fs::path journal = catalog_root / "journal";
  std::vector<Finding> findings;
  const std::vector<Checkpoint> checkpoints = read_checkpoints(catalog_root, findings);
  check_links(checkpoints_folder(catalog_root), checkpoints, findings);
  check_signatures(checkpoints_folder(catalog_root), checkpoints, key, findings);
  const Expectations expected = expectations(checkpoints);
  const std::vector<std::string> names = segment_names(journal);
  check_missing(journal, expected, {names.begin(), names.end()}, findings);
  for (const std::string& name : names) {
    const auto found = expected.find(name);
    check_segment(journal, name, found == expected.end() ? std::vector<Expected>{} : found->second, findings);
  }
  return findings;
}

}  // namespace pcrs::catalog
