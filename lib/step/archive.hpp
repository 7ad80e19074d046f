// SPDX-License-Identifier: Apache-2.0
// Copies of dalles in the tiers: made, verified, restored, told. What pcrs-archive does; pcrs-archive(1) says
// the rules.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "store/file.hpp"

namespace pcrs::step::archive {

/// Which chantier and which of its dalles.
struct Selection {
  std::filesystem::path chantier_file;
  std::vector<std::string> dalles;  ///< keys or names; empty: all that have a record
  std::optional<int> millesime;     ///< default: the chantier's
};

struct PutOptions {
  Selection selection;
  std::optional<std::string> place;  ///< `intermediate` or `nas`; default: every one the chantier has
  bool release = false;              ///< remove work files whose copies are all verified
  bool overwrite = false;            ///< read every copy again and replace the damaged ones
  unsigned jobs = 0;
  std::uint64_t limit_bytes_s = 0;  ///< of all copying together; 0: as fast as it goes
  store::WriteMode mode = store::WriteMode::real;
};

/// Copies lossless products into the places, and removes uploads that a kill left in them unless their dalle
/// is being worked on. Findings: copy.failed, copy.other, place.offline, place.unfinished, record.missing,
/// record.unreadable, source.damaged, source.missing. Throws Error (failed) when a place lacks room, before
/// anything is copied, or at the end when a place had to be given up or does not let us in.
Summary put(const PutOptions& options, Reporter& reporter);

struct GetOptions {
  Selection selection;
  std::optional<std::filesystem::path> output;  ///< default: the chantier's work folder
  std::string product = "lossless";             ///< or `cog`
  std::optional<int> revision;                  ///< default: the newest
  bool for_cog = false;    ///< only lossless dalles that have no COG of themselves yet; implies trust
  bool trust = false;      ///< a file of the right size is the right one
  bool overwrite = false;  ///< replace a different file in `output`
  unsigned jobs = 0;
  std::uint64_t limit_bytes_s = 0;  ///< as PutOptions
  store::WriteMode mode = store::WriteMode::real;
};

/// Restores products from their copies. Findings: copy.damaged, copy.missing, copy.none, place.offline,
/// product.missing, record.missing, record.unreadable, target.exists.
Summary get(const GetOptions& options, Reporter& reporter);

struct InventoryOptions {
  Selection selection;               ///< without dalles and millésime: all that the catalog has
  std::optional<std::string> place;  ///< `intermediate` or `nas`; default: every one the chantier has
  double share = 0;                  ///< of the copies of each place, to be read as well: 1 is all of them
  unsigned jobs = 0;
  std::uint64_t limit_bytes_s = 0;
  store::WriteMode mode = store::WriteMode::real;  ///< dry_run: says what would be read, reads none of it
};

/// Compares presence, size and ETag of every copy with its record, without reading; takes over what
/// pcrs-checksum scrub read; reads a share of the copies, those read longest ago first. The records keep what
/// was found. Findings: copy.damaged, copy.missing, copy.unreadable, place.offline, place.refused,
/// record.missing, record.unreadable, scrub.unreadable.
Summary inventory(const InventoryOptions& options, Reporter& reporter);

struct RepairOptions {
  Selection selection;  ///< as InventoryOptions
  unsigned jobs = 0;
  std::uint64_t limit_bytes_s = 0;
  store::WriteMode mode = store::WriteMode::real;  ///< dry_run: says what would be done
};

/// Makes every copy that is lost or damaged again from a sound one. Findings: copy.failed, copy.none,
/// copy.other, place.offline, place.refused, record.missing, record.unreadable, source.damaged.
Summary repair(const RepairOptions& options, Reporter& reporter);

struct PruneOptions {
  Selection selection;               ///< as InventoryOptions
  std::optional<std::string> place;  ///< `intermediate` or `nas`; default: every one the chantier has
  int older_than_days = 0;           ///< beyond the policy's keep_days
  bool remove = false;               ///< else only the plan is told
  unsigned jobs = 0;
  store::WriteMode mode = store::WriteMode::real;
};

/// Removes the copies of superseded revisions that the policy lets go, by credentials of their own, or says
/// which these are. Findings: copy.damaged, copy.missing, object.unknown (notes), place.offline,
/// place.refused, prune.failed, record.missing, record.unreadable. Throws Error (usage) when there are no
/// credentials to delete with, before anything is touched.
Summary prune(const PruneOptions& options, Reporter& reporter);

struct StatusOptions {
  Selection selection;
  bool verify = false;                          ///< read and hash every copy instead of looking at its size
  std::optional<std::filesystem::path> report;  ///< where a page in French goes
  unsigned jobs = 0;
  store::WriteMode mode = store::WriteMode::real;  ///< of the report
};

/// Says which copies exist and what is missing; for one dalle, all of its history down to the delivery's
/// files. Applies the chantier's policy to every revision and delivery. Findings: copy.damaged, copy.missing,
/// delivery.unreadable, heartbeat.old, place.offline, place.refused, policy.copies, policy.damaged,
/// policy.delivery, policy.inventory, policy.read, product.missing, provenance.broken, record.missing,
/// record.unreadable.
Summary status(const StatusOptions& options, Reporter& reporter);

/// Writes a checkpoint of the journal, signed when the chantier has a key.
Summary checkpoint(const std::filesystem::path& chantier_file, store::WriteMode mode, Reporter& reporter);
/// Checks the journal; `key` (private or public half) instead of the chantier's own. Findings: those of
/// catalog::verify_journal.
Summary verify_journal(const std::filesystem::path& chantier_file,
                       const std::optional<std::filesystem::path>& key, Reporter& reporter);
/// Copies the catalog and the journal to every archive place that has not these very bytes, and writes the
/// SHA256SUMS of places that are folders. Findings: backup.failed, place.offline, place.refused.
Summary backup(const std::filesystem::path& chantier_file, store::WriteMode mode, Reporter& reporter);

struct RebuildOptions {
  std::filesystem::path chantier_file;
  std::string place;  ///< `intermediate` or `nas`
  store::WriteMode mode = store::WriteMode::real;
};

/// Makes the catalog again from the newest sound copy that a place holds. Throws Error (usage) when there is
/// a catalog already, Error (failed) when the place holds no sound copy. Findings: backup.damaged,
/// object.unknown (put after that copy).
Summary rebuild(const RebuildOptions& options, Reporter& reporter);

/// Leaves the sign of life that `status` looks for.
Summary heartbeat(const std::filesystem::path& chantier_file, store::WriteMode mode);
/// Where a tier of the chantier is; all of them without a name. `in_use`: of intermediate, nas and hot those
/// that hold something of the chantier; Error (retry) when one that is an object store cannot be asked.
Summary places(const std::filesystem::path& chantier_file, const std::optional<std::string>& name,
               bool in_use, Reporter& reporter);

struct PackOptions {
  std::filesystem::path chantier_file;
  std::string delivery;
  std::vector<std::filesystem::path> volumes;  ///< folders, filled one after the other
  std::optional<std::string> place;            ///< default: the chantier's only one
  std::uint64_t capacity_bytes = 0;            ///< of each volume; 0: the chantier's, else what is free
  std::uint64_t tar_bytes = 0;                 ///< 0: a sixteenth of the volume, 16 GB at most
  bool read_back = true;                       ///< read each tar again from the medium
  store::WriteMode mode = store::WriteMode::real;
};

/// Archives a delivery as it was received onto volumes of one place; what is there already stays. Findings:
/// source.changed, source.differs, source.missing, source.special, source.unlisted, source.unreadable,
/// volume.failed. Throws Error (retry) when the volumes are full or a disk of the delivery is away.
Summary pack(const PackOptions& options, Reporter& reporter);

struct VerifyOptions {
  std::optional<std::filesystem::path> chantier_file;  ///< where the catalog is to know of it
  std::vector<std::filesystem::path> volumes;
  std::optional<std::filesystem::path> key;       ///< that they must be signed with; default: the chantier's
  std::optional<std::filesystem::path> identity;  ///< decrypts what is encrypted; see store::DecryptingSource
  store::WriteMode mode = store::WriteMode::real;
};

/// Reads volumes whole, against their own manifests, indexes and statement, and the catalog. Findings:
/// file.damaged, tar.damaged, tar.locked, tar.unlisted, volume.altered, volume.statement, volume.unknown,
/// volume.unsigned.
Summary verify(const VerifyOptions& options, Reporter& reporter);

struct VolumesOptions {
  std::filesystem::path chantier_file;
  std::vector<std::string> deliveries;  ///< empty: all, and the volumes
};

/// Says which volumes there are and which deliveries are archived. Findings: delivery.unarchived,
/// tar.damaged.
Summary volumes(const VolumesOptions& options, Reporter& reporter);

/// A reading of the definitive storage: by whom and what for. Journalled before the first byte is read.
struct Consultation {
  std::string who;  ///< one of the chantier's readers
  std::string why;
};

struct RestoreOptions {
  std::filesystem::path chantier_file;
  std::string delivery;
  std::vector<std::filesystem::path> volumes;  ///< those that are mounted
  std::filesystem::path output;
  std::vector<std::string> folders;   ///< below the delivery, with their root's name; empty: all
  std::vector<std::string> patterns;  ///< of paths below the delivery, `*` and `?`
  std::vector<std::string> dalles;    ///< keys or names: the delivered files that show them, and those beside
  Consultation consultation;
  std::optional<std::filesystem::path> identity;  ///< as VerifyOptions
  bool overwrite = false;
  store::WriteMode mode = store::WriteMode::real;  ///< dry_run: tells what is needed, reads no volume
};

/// Brings files of a delivery back, from whatever given volumes hold them. Findings: copy.none, file.damaged,
/// target.exists, volume.absent. Throws Error (retry) at the end when volumes are still to be mounted.
Summary restore(const RestoreOptions& options, Reporter& reporter);

struct DrillOptions {
  std::filesystem::path chantier_file;
  std::vector<std::filesystem::path> volumes;  ///< those that are mounted
  unsigned sample = 10;                        ///< files a volume
  std::optional<std::uint64_t> seed;           ///< to draw the same again
  Consultation consultation;
  std::optional<std::filesystem::path> identity;  ///< as VerifyOptions
  store::WriteMode mode = store::WriteMode::real;
};

/// Restores a random sample from every volume given, into a folder that is removed, and reports. Findings:
/// file.damaged, volume.absent.
Summary drill(const DrillOptions& options, Reporter& reporter);

/// Prints who read what from the definitive storage, when and why, oldest first.
Summary consultations(const std::filesystem::path& chantier_file, Reporter& reporter);

}  // namespace pcrs::step::archive
