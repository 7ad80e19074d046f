// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: the chantier opened, its places, and the dalles that a call names.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "catalog/catalog.hpp"
#include "chantier/chantier.hpp"
#include "grid/name_pattern.hpp"
#include "remote/rate_limit.hpp"
#include "step/archive.hpp"
#include "store/place.hpp"

namespace pcrs::step::archive {

inline constexpr const char* tool_name = "pcrs-archive";

/// One tier, and whether it answered when it was opened.
struct Tier {
  std::unique_ptr<store::Place> place;
  std::string offline;   ///< why it cannot be used, empty when it can
  bool refused = false;  ///< it answered, and does not let us in: waiting will not help
  bool remote = false;   ///< an object store, whose reads may be billed
  /// What an object store listed a moment ago: a thousand objects a request instead of one.
  std::map<std::string, store::ObjectInfo> listed{};
  bool online() const { return offline.empty(); }
  /// As Place::stat. What the list does not have is asked for: a list may lag behind.
  std::optional<store::ObjectInfo> look(const std::string& key);
};

struct TierOptions {
  bool open = true;  ///< false: nobody will ask for a tier, and none is connected to
  std::uint64_t limit_bytes_s = 0;
};

class Context {
 public:
  /// Throws Error (retry) when the catalog's folder is not there: it is a share that is not mounted.
  Context(const std::filesystem::path& chantier_file, std::optional<int> millesime, store::WriteMode mode,
          const TierOptions& tiers = {});

  const chantier::Chantier& chantier() const { return m_chantier; }
  catalog::Catalog& catalog() { return m_catalog; }
  int millesime() const { return m_millesime; }
  store::WriteMode mode() const { return m_mode; }
  std::string key_text(const grid::DalleKey& key) const { return grid::key_text(key, m_catalog.grid()); }

  /// `work`, `intermediate`, `nas` or `hot`; nothing when the chantier has none of that name. Opened once.
  Tier* tier(const std::string& name);
  /// Where lossless dalles belong beside the work folder.
  std::vector<std::string> archive_tiers() const;
  /// The same names, object stores last.
  std::vector<std::string> cheapest_first(std::vector<std::string> names);
  /// Lists the lossless dalles of the millésime (none: of all) in every object store, for Tier::look; a store
  /// that cannot be listed is asked object by object.
  void list_remote_tiers() { list_remote_tiers(m_millesime); }
  void list_remote_tiers(std::optional<int> millesime);
  void forget_lists();
  /// What `-j` means here: object stores answer late, more threads fill their line.
  unsigned jobs_for(unsigned asked) const;
  /// The dalle of a copy's key, by its file name.
  std::optional<grid::DalleKey> dalle_of(const std::string& key) const;
  /// As fast as `limit_bytes_s` lets the copying between two tiers go. Object stores see to it themselves.
  std::unique_ptr<ByteSource> limited(std::unique_ptr<ByteSource> source, bool remote) const;
  /// The newest record of each dalle that is asked for, in the order of the words, or in reading order when
  /// there are none. Findings for words without a record and records that cannot be read count as rejected.
  /// Throws Error (usage) for a word that is no dalle.
  void each_record(const std::vector<std::string>& dalles, Reporter& reporter, Summary& summary,
                   const std::function<void(const catalog::Record&)>& each);
  /// As each_record, but without words and without a millésime of all millésimes: a copy is missed, and rots,
  /// whatever the year that is worked on.
  void each_newest(const Selection& selection, Reporter& reporter, Summary& summary,
                   const std::function<void(const catalog::Record&)>& each);
  /// As each_newest, but every revision of each dalle, oldest first.
  void each_revision(const Selection& selection, Reporter& reporter, Summary& summary,
                     const std::function<void(const catalog::Record&)>& each);
  /// The archive places that a call means, those that answer; the others are told. Throws Error (usage) for a
  /// name that is none.
  std::vector<std::string> asked_tiers(const std::optional<std::string>& name, Reporter& reporter,
                                       Summary& summary);

 private:
  std::optional<catalog::Record> load_or_report(const grid::DalleKey& key,
                                                const std::function<void(const Finding&)>& report) const;
  void open_tier(const std::string& name, const chantier::Storage& at);

  chantier::Chantier m_chantier;
  int m_millesime;
  store::WriteMode m_mode;
  grid::NamePattern m_pattern;
  catalog::Catalog m_catalog;
  std::shared_ptr<remote::RateLimit> m_rate;
  std::vector<std::pair<std::string, Tier>> m_tiers;
};

/// Opens nothing yet.
std::unique_ptr<store::Place> open_place(const std::string& name, const chantier::Storage& at,
                                         store::WriteMode mode,
                                         std::shared_ptr<remote::RateLimit> rate = nullptr);
/// A chantier's grid as the catalog wants it.
grid::GridSpec grid_of(const chantier::Chantier& chantier);
/// Where a tier is, or nothing when the chantier has none of that name.
std::optional<chantier::Storage> storage_of(const chantier::Chantier& chantier, const std::string& tier);
/// Says that a tier does not answer, and the run ends with "try later"; or that it does not let us in.
void report_offline(const std::string& name, const Tier& tier, Reporter& reporter, Summary& summary);
/// What is wrong with an object by what its place says of it, without reading it: its size, or an ETag that
/// is not the recorded one. Empty when nothing is.
std::string difference(const store::ObjectInfo& info, const catalog::Product& product,
                       const catalog::Copy& copy);
/// True when the record knows a copy of the product there and the place says nothing else of it. Reads no
/// byte. Throws Error (retry) when the place cannot be reached.
bool holds(Tier& tier, const catalog::Product& product);
/// With -v: what was pruned of a revision, so that nobody looks for it.
void note_pruned(const catalog::Record& record, Reporter& reporter);
/// What copying needs of a product: a territory's worth of these is held at once.
catalog::Product slim(const catalog::Product& product);
/// Throws `error` again when it is a signal that asks for an end: that is no fault of the object in hand.
void rethrow_interrupt(const Error& error);

}  // namespace pcrs::step::archive
