// SPDX-License-Identifier: Apache-2.0
// What each delivered file is for. pcrs-ingest(1), ROLES OF FILES, says the rule in words.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/delivery.hpp"
#include "grid/name_pattern.hpp"
#include "step/ingest_walk.hpp"

namespace pcrs::step::ingest {

struct Role {
  catalog::FileRole role = catalog::FileRole::unknown;
  std::string guessed_from;  ///< what told, when neither name nor folder did; empty when they did
};

class RoleSorter {
 public:
  /// `patterns`: the chantier's own names and those of its sources, without extension; those seen in the wild
  /// are tried after them.
  explicit RoleSorter(std::vector<grid::NamePattern> patterns);

  /// The role of every file, in the order given. A header is read only where name and folder leave a raster
  /// undecided, a text only where its name says that it may be a list of checksums.
  std::vector<Role> sort(const std::vector<std::filesystem::path>& roots,
                         const std::vector<WalkedFile>& files) const;
  /// What the name of a file says by the first pattern that fits. `loose`: text after the name of a dalle is
  /// allowed (`…-RVB_v2.tif`).
  std::optional<grid::NameParts> name_parts(std::string_view path, bool loose) const;

 private:
  Role raster_role(const std::filesystem::path& root, const WalkedFile& file) const;

  std::vector<grid::NamePattern> m_patterns;
};

/// Folder, stem and extension (lower case, with its point) of a relative path. `.aux.xml` is one extension.
struct PathParts {
  std::string folder, stem, extension;
};
PathParts parts_of(std::string_view path);

}  // namespace pcrs::step::ingest
