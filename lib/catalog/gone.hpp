// SPDX-License-Identifier: Apache-2.0
// What was published and is no more: `ROOT/CHANTIER/gone.json` (FORMAT.md). The records say the same; this is
// for whoever must know it at every request. Paths are from the site's root.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "grid/dalle.hpp"

namespace pcrs::catalog {

/// A dalle that a person withdrew, and every file of the site that showed it.
struct Withdrawn {
  int millesime = 0;
  std::string dalle;               ///< key_text(key)
  std::vector<std::string> paths;  ///< its dalles of all revisions, the files of the mosaic that showed it
  friend bool operator==(const Withdrawn&, const Withdrawn&) = default;
};

struct Gone {
  std::vector<Withdrawn> withdrawn;     ///< by millésime and dalle, each once
  std::vector<std::string> superseded;  ///< files of older revisions than the one that is shown

  /// Adds a dalle, or paths to it.
  void withdraw(const Withdrawn& one);
  void restore(int millesime, const std::string& dalle);
  friend bool operator==(const Gone&, const Gone&) = default;
};

std::filesystem::path gone_file(const std::filesystem::path& catalog_root);
/// Empty where there is no file. Throws Error (failed) naming it.
Gone load_gone(const std::filesystem::path& catalog_root);
/// The same, empty where the file is damaged: who has the records at hand makes it anew.
Gone known_gone(const std::filesystem::path& catalog_root);
Gone parse_gone(const std::string& text, const std::string& where);
/// Reads the list again, lets `change` alter it and replaces it where it changed, under its own short lock.
void change_gone(const std::filesystem::path& catalog_root, const std::function<void(Gone&)>& change);

}  // namespace pcrs::catalog
