// SPDX-License-Identifier: Apache-2.0
// What the parts of a publication share.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "catalog/catalog.hpp"
#include "catalog/journal.hpp"
#include "step/publish.hpp"
#include "store/place.hpp"

namespace pcrs::step {

struct PublishRun {
  const chantier::Chantier& chantier;
  const PublishOptions& options;
  Reporter& reporter;
  store::WriteMode mode;
  grid::GridSpec grid;
  catalog::Catalog catalog;
  catalog::Journal journal;
  std::unique_ptr<store::Place> hot;
  std::filesystem::path site;  ///< HOT/ID

  PublishRun(const chantier::Chantier& of, const PublishOptions& with, Reporter& to);

  bool dry() const { return mode == store::WriteMode::dry_run; }
  /// The key in the hot place of a path in the site.
  std::string key(const std::string& path) const { return chantier.id + "/" + path; }
  std::filesystem::path file(const std::string& path) const { return site / path; }
};

/// Throws Error (retry) when the catalog is not there, or knows nothing while the site shows something: the
/// site would be emptied. The folder may even be there, empty, made below the mount point.
void require_catalog(const PublishRun& run);

/// `dalles/2025/NAME.tif`, where a record's COG stands in the site.
std::string site_path(const catalog::Record& record, const catalog::Product& cog);

}  // namespace pcrs::step
