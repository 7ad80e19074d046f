// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_claims.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "store/file.hpp"

namespace pcrs::step::ingest {

namespace {

using catalog::FileRole;

std::string kind_text(store::DigestKind kind) {
  switch (kind) {
    case store::DigestKind::md5:
      return "MD5";
    case store::DigestKind::sha1:
      return "SHA-1";
    case store::DigestKind::sha256:
      break;
  }
  return "SHA-256";
}

// Lists made by a script name Thumbs.db and the like, which nobody wants back.
bool names_litter(const std::string& path) {
  const auto parts = split(path, '/');
  return std::any_of(parts.begin(), parts.end(), [](const std::string& part) { return is_litter(part); });
}

void add_entries(Claims& claims, const Inventory& inventory, std::size_t list, Manifest manifest) {
  const std::string& name = inventory.names[list];
  const ManifestMatch match = match_manifest(manifest, inventory.files[list], inventory.files);
  for (std::size_t i = 0; i < manifest.entries.size(); ++i) {
    ManifestEntry& entry = manifest.entries[i];
    const std::string line = "line " + std::to_string(entry.line) + " of " + name;
    if (match.file[i]) {
      if (*match.file[i] != list) claims.of_file[*match.file[i]].push_back({name, std::move(entry)});
    } else if (match.ambiguous[i]) {
      claims.findings.push_back({name,
                                 "manifest.ambiguous",
                                 "line " + std::to_string(entry.line) + ": " + entry.path +
                                     " could be several files of the delivery; it is not verified",
                                 Severity::warning,
                                 {}});
    } else if (!entry.path.empty() && !names_litter(entry.path)) {
      claims.findings.push_back(
          {entry.path, "manifest.missing",
           line + " gives its " + kind_text(entry.kind) + ", but it is not in the delivery; ask for it"});
    }
  }
  if (manifest.bad_lines > 0)
    claims.findings.push_back(
        {name,
         "manifest.lines",
         std::to_string(manifest.bad_lines) + " lines are no digest with a path, the first is line " +
             std::to_string(manifest.first_bad_line) + "; what they name is not verified",
         Severity::warning,
         {}});
}

void read_list(Claims& claims, const Inventory& inventory, std::size_t list) {
  const WalkedFile& file = inventory.files[list];
  const std::string& name = inventory.names[list];
  if (file.size_bytes > largest_manifest_bytes) {
    claims.findings.push_back({name,
                               "manifest.too_large",
                               bytes_text(file.size_bytes) +
                                   " are too many for a list of checksums (at most " +
                                   bytes_text(largest_manifest_bytes) + "); deliver it in parts",
                               Severity::warning,
                               {}});
    return;
  }
  try {
    add_entries(claims, inventory, list,
                parse_manifest(store::read_file(inventory.location(file)), file.path));
  } catch (const Error&) {
    interrupt::check();  // else its digest fails too, and says why
  }
}

bool should_be_listed(FileRole role) {
  return role != FileRole::manifest;
}

}  // namespace

std::set<store::DigestKind> Claims::kinds_of(std::size_t file) const {
  std::set<store::DigestKind> kinds;
  for (const Claim& claim : of_file[file]) kinds.insert(claim.entry.kind);
  return kinds;
}

Claims read_claims(const Inventory& inventory, const std::vector<Role>& roles) {
  Claims claims;
  claims.of_file.resize(inventory.files.size());
  for (std::size_t i = 0; i < inventory.files.size(); ++i) {
    if (roles[i].role != FileRole::manifest) continue;
    claims.any_list = true;
    if (!inventory.offline[inventory.files[i].root]) read_list(claims, inventory, i);
  }
  if (!claims.any_list)
    claims.findings.push_back(
        {".",
         "manifest.none",
         "the delivery brings no list of checksums: that its files came over whole is known "
         "from their pixels alone",
         Severity::note,
         {}});
  return claims;
}

std::vector<Finding> verify_claims(const Inventory& inventory, const std::vector<Role>& roles,
                                   const Claims& claims, const std::vector<Digests>& digests) {
  std::vector<Finding> findings;
  std::map<std::string, std::pair<std::size_t, std::string>> unlisted;  // folder → how many, the first
  for (std::size_t i = 0; i < inventory.files.size(); ++i) {
    for (const Claim& claim : claims.of_file[i]) {
      const auto digest = digests[i].find(claim.entry.kind);
      if (digest == digests[i].end() || digest->second == claim.entry.digest) continue;
      findings.push_back({inventory.names[i], "manifest.mismatch",
                          "its " + kind_text(claim.entry.kind) + " is " + digest->second + ", but line " +
                              std::to_string(claim.entry.line) + " of " + claim.list + " says " +
                              claim.entry.digest + "; ask for the file again"});
    }
    if (!claims.of_file[i].empty() || !should_be_listed(roles[i].role)) continue;
    const std::string folder = parts_of(inventory.names[i]).folder;
    auto& [count, first] = unlisted[folder.empty() ? "." : folder];
    if (count++ == 0) first = inventory.names[i];
  }
  if (claims.any_list)
    for (const auto& [folder, seen] : unlisted)
      findings.push_back({seen.first == 1 ? seen.second : folder,
                          "manifest.extra",
                          seen.first == 1
                              ? "is in no list of checksums"
                              : std::to_string(seen.first) +
                                    " files are in no list of checksums, the first is " + seen.second,
                          Severity::note,
                          {}});
  return findings;
}

}  // namespace pcrs::step::ingest
