// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "catalog/record.hpp"
#include "grid/dalle.hpp"
#include "store/file.hpp"
#include "store/lock.hpp"

namespace pcrs::catalog {

/// Throws Error (retry) when `root` (ROOT/CHANTIER) is not there, or holds nothing but accesses: it is a
/// share that is not mounted, which must not read as "there is nothing to do". Only pcrs-ingest makes it.
void require_catalog(const std::filesystem::path& root);

/// The records of one chantier: `ROOT/CHANTIER/dalles/MILLESIME/SHARD/DALLE-rN.json`, each replaced
/// atomically. Safe for many threads and processes; a record being changed is locked by one byte of
/// `ROOT/CHANTIER/lock`. The highest revision is the current one, whatever `state` says on disk: a kill
/// between the two writes of add_revision leaves nothing to repair. Readers take no lock.
class Catalog {
 public:
  Catalog(const std::filesystem::path& root, std::string chantier, grid::GridSpec grid,
          store::WriteMode mode = store::WriteMode::real);

  /// The newest revision, or nothing.
  std::optional<Record> latest(const grid::DalleKey& key, int millesime) const;
  std::optional<Record> load(const grid::DalleKey& key, int millesime, int revision) const;
  std::vector<Record> revisions(const grid::DalleKey& key, int millesime) const;  ///< oldest first
  std::vector<int> millesimes() const;
  /// Calls back with the newest revision of every dalle of a millésime, in reading order (north to south).
  /// Holds one band of 10 km at a time, whatever the territory. A record that cannot be read goes to
  /// `damaged` (rule `record.unreadable`) where that is given, else it throws.
  void each_latest(int millesime, const std::function<void(const Record&)>& each,
                   const std::function<void(const Finding&)>& damaged = {}) const;

  /// The right to work on one dalle (making a product takes minutes): nothing when another thread or process
  /// has it. Held for all millésimes of the dalle.
  std::optional<store::Lock> try_dalle(const grid::DalleKey& key) const;
  /// Reads the newest record of the dalle again, lets `change` alter it and writes it, all under the record's
  /// own short lock. A step that took minutes names the `revision` it worked on: a newer one may have come
  /// meanwhile. Throws Error when there is none.
  Record update(const grid::DalleKey& key, int millesime, const std::function<void(Record&)>& change,
                std::optional<int> revision = std::nullopt);
  /// Writes a record of a new revision and marks the one before `superseded`. Throws Error (failed) when its
  /// number is not the newest plus one (1 for the first).
  void add_revision(const Record& record);

  const std::filesystem::path& root() const { return m_root; }  ///< ROOT/CHANTIER
  const grid::GridSpec& grid() const { return m_grid; }

 private:
  std::filesystem::path path_of(const grid::DalleKey& key, int millesime, int revision) const;
  int newest_revision(const grid::DalleKey& key, int millesime) const;
  Record read(const grid::DalleKey& key, int millesime, int revision, bool newest) const;
  void write(const Record& record) const;
  store::Lock lock_record(const grid::DalleKey& key) const;
  std::filesystem::path m_root;
  std::string m_chantier;
  grid::GridSpec m_grid;
  store::WriteMode m_mode;
};

/// Throws Error (retry) when `work` is away although the catalog holds dalles: a share that is not mounted
/// must not be written beside.
void require_work(const Catalog& catalog, const std::filesystem::path& work);

}  // namespace pcrs::catalog
