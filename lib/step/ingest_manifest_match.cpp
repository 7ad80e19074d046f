// SPDX-License-Identifier: Apache-2.0
// Which file of a delivery a line of a checksum list means.
#include <map>
#include <string>
#include <unordered_map>

#include "base/foreign_text.hpp"
#include "base/text.hpp"
#include "step/ingest_manifest.hpp"

namespace pcrs::step::ingest {

namespace {

// Parts of a path without `.` and with `..` resolved; a drive letter stays as a first part.
std::vector<std::string> exact_parts(std::string_view path) {
  std::vector<std::string> parts;
  for (std::string& part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty()) {
      parts.pop_back();
    } else {
      parts.push_back(std::move(part));
    }
  }
  return parts;
}

std::vector<std::string> path_parts(std::string_view path) {
  return exact_parts(fold(path));
}

std::string joined(const std::vector<std::string>& parts) {
  std::string path;
  for (const std::string& part : parts) path += "/" + part;
  return path;
}

std::size_t common_end(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::size_t count = 0;
  while (count < a.size() && count < b.size() && a[a.size() - 1 - count] == b[b.size() - 1 - count]) ++count;
  return count;
}

class Matcher {
 public:
  Matcher(const Manifest& manifest, const WalkedFile& list, const std::vector<WalkedFile>& files)
      : m_list(list) {
    for (std::size_t i = 0; i < files.size(); ++i) {
      m_parts.push_back(path_parts(files[i].path));
      const std::string root = std::to_string(files[i].root);
      m_exact.emplace(root + joined(exact_parts(files[i].path)), i);
      m_whole.emplace(root + joined(m_parts[i]), i);
      m_by_name[m_parts[i].back()].push_back(i);
      m_root.push_back(files[i].root);
    }
    for (const ManifestEntry& entry : manifest.entries) ++m_listed[name_of(entry)];
  }

  struct Found {
    std::optional<std::size_t> file;
    bool ambiguous = false;
  };
  Found find(const ManifestEntry& entry) const {
    const auto slash = m_list.path.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : m_list.path.substr(0, slash + 1);
    const std::string root = std::to_string(m_list.root);
    for (const std::string& path : {folder + entry.path, entry.path}) {
      if (const auto at = m_exact.find(root + joined(exact_parts(path))); at != m_exact.end())
        return {at->second, false};
      if (const auto at = m_whole.find(root + joined(path_parts(path))); at != m_whole.end())
        return {at->second, false};
    }
    return by_end(entry);
  }

 private:
  static std::string name_of(const ManifestEntry& entry) {
    const auto parts = path_parts(entry.path);
    return parts.empty() ? std::string() : parts.back();
  }

  // The file with the longest common end; of equals, the one under the list's own root.
  Found by_end(const ManifestEntry& entry) const {
    const auto wanted = path_parts(entry.path);
    const auto named = wanted.empty() ? m_by_name.end() : m_by_name.find(wanted.back());
    if (named == m_by_name.end()) return {};
    std::size_t best_length = 0, best = 0, equals = 0;
    for (const std::size_t i : named->second) {
      const std::size_t length = 2 * common_end(wanted, m_parts[i]) + (m_root[i] == m_list.root ? 1 : 0);
      if (length > best_length) {
        best_length = length;
        best = i;
        equals = 0;
      }
      if (length == best_length) ++equals;
    }
    if (equals > 1) return {std::nullopt, true};
    const std::size_t common = best_length / 2;
    const bool whole = common == wanted.size() || common == m_parts[best].size();
    const bool only = named->second.size() == 1 && m_listed.at(wanted.back()) == 1;
    if (!whole && !only) return {};
    return {best, false};
  }

  const WalkedFile& m_list;
  std::vector<std::vector<std::string>> m_parts;
  std::vector<std::size_t> m_root;
  std::unordered_map<std::string, std::size_t> m_exact;
  std::unordered_map<std::string, std::size_t> m_whole;
  std::unordered_map<std::string, std::vector<std::size_t>> m_by_name;
  std::unordered_map<std::string, std::size_t> m_listed;
};

}  // namespace

ManifestMatch match_manifest(const Manifest& manifest, const WalkedFile& list,
                             const std::vector<WalkedFile>& files) {
  const Matcher matcher(manifest, list, files);
  ManifestMatch match;
  for (const ManifestEntry& entry : manifest.entries) {
    const auto found = matcher.find(entry);
    match.file.push_back(found.file);
    match.ambiguous.push_back(found.ambiguous);
  }
  return match;
}

}  // namespace pcrs::step::ingest
