// SPDX-License-Identifier: Apache-2.0
// What is known of the dalles made before: the catalog's records or, for a one-off, small files beside them.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "catalog/catalog.hpp"
#include "chantier/chantier.hpp"
#include "grid/dalle.hpp"
#include "grid/name_pattern.hpp"
#include "step/tile_input.hpp"
#include "store/file.hpp"
#include "store/lock.hpp"

namespace pcrs::step::tile {

/// What decides a dalle. Equal: nothing to do.
struct Recipe {
  std::vector<catalog::Source> sources;
  Json identities = Json::array();  ///< Input::identity of each source
  Json parameters;                  ///< all that may decide the bytes
  Json national = Json::object();
};

/// A dalle as it was made, or found without any valid pixel.
struct Made {
  int revision = 1;
  bool empty = false;
  std::string name;  ///< of the file, in the ledger's folder
  std::uint64_t size_bytes = 0;
  std::int64_t mtime_ns = 0;
  std::string sha256;
  std::vector<std::string>
      derived_from;                  ///< SHA-256 of each source, in order; empty where they are not known
  Json parameters = Json::object();  ///< those of the recipe that had a say
  Json facts = Json::object();
  std::string verified_how;
  bool elsewhere = false;  ///< another place holds a copy
  bool same_sources = false;
  bool same_national = true;
};

class Ledger {
 public:
  virtual ~Ledger() = default;
  /// What was made last, compared with `recipe`; nothing when the dalle was never made.
  virtual std::optional<Made> find(const grid::DalleKey& key, const Recipe& recipe) const = 0;
  /// The right to make it; nothing when another process is at it.
  virtual std::optional<store::Lock> lock(const grid::DalleKey& key) const = 0;
  /// The name of revision `revision` of a dalle.
  virtual std::string name_of(const grid::DalleKey& key, int revision) const = 0;
  /// The revision that a changed dalle gets.
  virtual int next_revision(const std::optional<Made>& before) const = 0;
  virtual void save(const grid::DalleKey& key, const Recipe& recipe, const Made& made) = 0;
  /// The same dalle as before, but other national fields or a file put back.
  virtual void touch(const grid::DalleKey& key, const Recipe& recipe, const Made& made) = 0;
  /// Adds the COG to the dalle's record, which save has written before; a one-off keeps none.
  virtual void save_cog(const grid::DalleKey&, const catalog::Product&) {}
  /// Dalles that the catalog says are made and nobody withdrew; none for a one-off.
  virtual std::vector<grid::DalleKey> made() const { return {}; }
  virtual const std::filesystem::path& folder() const = 0;
  /// True when nobody else puts files there.
  virtual bool owns_folder() const = 0;
};

std::unique_ptr<Ledger> open_catalog_ledger(const chantier::Chantier& chantier, const grid::GridSpec& grid,
                                            store::WriteMode mode);
/// Dalles in `folder`, what is known of them in `folder`/.pcrs-tile/.
std::unique_ptr<Ledger> open_folder_ledger(const chantier::Chantier& chantier, const grid::GridSpec& grid,
                                           std::filesystem::path folder, store::WriteMode mode);

/// True when each parameter that had a say in `made` is still the same.
bool same_parameters(const Json& made, const Json& wanted);

}  // namespace pcrs::step::tile
