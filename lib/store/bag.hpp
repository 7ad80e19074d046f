// SPDX-License-Identifier: Apache-2.0
// A volume of the definitive storage as a bag (BagIt 1.0, RFC 8493): its label, its manifests and the signed
// statement over them. FORMAT.md says the files.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/json.hpp"
#include "store/file.hpp"

namespace pcrs::store {

/// What a volume says of itself in bag-info.txt.
struct VolumeLabel {
  std::string id;        ///< what is stuck on the tape
  std::string place;     ///< where it is kept
  std::string chantier;  ///< whose deliveries it holds
  std::string owner;     ///< Source-Organization; may be empty
};

/// Nothing when the folder holds no bag. Throws Error (failed) for a bag that is no volume of ours, or whose
/// label cannot be read.
std::optional<VolumeLabel> read_label(const std::filesystem::path& root);

/// True when `root` holds nothing but what file systems and drives put there by themselves.
bool is_blank(const std::filesystem::path& root);

/// Digests of a volume's files by their path in it, sorted; written so that it is a whole bag after seal().
class Bag {
 public:
  /// Reads the manifests that are there. Throws Error (failed).
  Bag(std::filesystem::path root, VolumeLabel label, WriteMode mode = WriteMode::real);

  const std::filesystem::path& root() const { return m_root; }
  const VolumeLabel& label() const { return m_label; }
  const std::map<std::string, std::string>& payload() const { return m_payload; }  ///< `data/…` → SHA-256
  const std::map<std::string, std::string>& tags() const { return m_tags; }

  void add_payload(const std::string& path, std::string sha256, std::uint64_t size_bytes);
  void drop_payload(const std::string& path);
  void add_tag(const std::string& path, std::string sha256) { m_tags[path] = std::move(sha256); }
  void drop_tag(const std::string& path) { m_tags.erase(path); }
  /// Writes a small file of the volume and adds its digest.
  void write_tag(const std::string& path, std::string_view text);
  /// Writes bag-info.txt: first of all files, since it makes a folder this volume, whatever a kill leaves
  /// undone.
  void write_label();
  /// Writes the label, the manifests and the statement, signed where there is a key.
  void seal(const std::optional<std::filesystem::path>& signing_key);

 private:
  void write_statement(const std::optional<std::filesystem::path>& signing_key, const Json& digests) const;

  std::filesystem::path m_root;
  VolumeLabel m_label;
  WriteMode m_mode;
  std::map<std::string, std::string> m_payload;
  std::map<std::string, std::uint64_t> m_sizes;
  std::map<std::string, std::string> m_tags;
};

/// What the statement of a volume says, once it has been held against the manifests and its signature.
struct StatementCheck {
  bool is_signed = false;
  std::string fault;  ///< one clear line; empty: it holds
};
/// `key`: the public or private half that it must be signed with; without one, the public key beside it.
StatementCheck check_statement(const std::filesystem::path& root,
                               const std::optional<std::filesystem::path>& key);

}  // namespace pcrs::store
