// SPDX-License-Identifier: Apache-2.0
// The hot site of a chantier: `HOT/ID/` with dalles/, meta/, vecteur/, portail/ and index.html. Dalle files
// never change once they are there; meta/ is switched whole; listings and the entry page are replaced one by
// one.
#pragma once
#include <filesystem>
#include <optional>

#include "base/report.hpp"
#include "chantier/chantier.hpp"

namespace pcrs::step {

struct PublishOptions {
  bool move = false;     ///< rename from work/ instead of linking: work keeps nothing
  bool prune = false;    ///< remove the files of superseded revisions
  bool verify = false;   ///< read again what is published, whatever its size and date say
  bool dry_run = false;  ///< say what would be done, write nothing
  unsigned jobs = 0;
  /// Folder of the built portal; empty: the entry page is text; nothing: as the site has it already.
  std::optional<std::filesystem::path> portal = std::nullopt;
};

/// Publishes what the catalog says is current. Results: the path of each newly published file. Findings:
/// rules `cog.*`, `hot.*`, `vector.*` of pcrs-publish(1). Throws Error: usage when the ortho is not public,
/// retry when another publication runs or the hot tier is offline, failed when the disk cannot take it.
Summary publish_site(const chantier::Chantier& chantier, const PublishOptions& options, Reporter& reporter);

/// Where the site of a chantier stands.
std::filesystem::path site_folder(const chantier::Chantier& chantier);

}  // namespace pcrs::step
