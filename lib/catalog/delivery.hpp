// SPDX-License-Identifier: Apache-2.0
// What a contractor handed over, as ingest saw it: `ROOT/CHANTIER/deliveries/ID/` holds delivery.json,
// files.jsonl, findings.jsonl and decisions.jsonl (append only). The contractor's files themselves are never
// touched. `catalog_root` is ROOT/CHANTIER, as Catalog::root() gives it.
//
// A finding or a decision concerns a file when its `path` is the file's path relative to its root or, where
// two roots hold the same one, the absolute path.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json.hpp"
#include "base/report.hpp"
#include "catalog/side_files.hpp"
#include "grid/dalle.hpp"
#include "store/file.hpp"

namespace pcrs::catalog {

/// What a delivered file is for.
enum class FileRole { ortho, sidecar, raw, vector, document, manifest, unknown };
std::string role_text(FileRole role);

struct DeliveredFile {
  std::size_t root = 0;  ///< index in Delivery::roots
  std::string path;      ///< relative to its root, '/'
  FileRole role = FileRole::unknown;
  std::uint64_t size_bytes = 0;
  std::int64_t mtime_ns = 0;
  std::string sha256;           ///< empty when it could not be read
  std::string dalle;            ///< orthos: key of the (source) dalle it shows, empty if unknown
  Json facts = Json::object();  ///< orthos: bounds_m [west, south, east, north], gsd_m, bands, crs spelling,
                                ///< jpeg_quality, valid_share, national fields…
};

enum class Verdict { accepted, reserved, rejected };
std::string verdict_text(Verdict verdict);

/// A person's word on one file: it overrides the findings.
struct Decision {
  std::string path;
  Verdict verdict = Verdict::accepted;
  std::string who, when, why;
  std::string
      sha256{};  ///< of the bytes that were judged: other bytes are not covered; empty: whatever they are
};

struct Delivery;

/// Findings and decisions of a delivery, indexed: one look-up a file however many there are.
class Verdicts {
 public:
  explicit Verdicts(const Delivery& delivery);
  /// A decision if there is one, else by the worst finding (error → rejected, warning → reserved, else
  /// accepted).
  Verdict of(const DeliveredFile& file) const;

 private:
  std::vector<std::filesystem::path> m_roots;
  std::unordered_map<std::string, Verdict> m_by_findings;
  std::unordered_map<std::string, Decision> m_decided;
};

struct Delivery {
  std::string id;
  std::vector<std::filesystem::path> roots;
  std::string received_at;           ///< UTC, first ingest
  std::string lot;                   ///< what the delivery declares to cover, as given; empty: not declared
  std::optional<int> millesime{};    ///< that its orthos show; nothing: see delivery_years.hpp
  std::uint64_t sequence = 0;        ///< order of arrival in the chantier: later supersedes earlier
  std::vector<DeliveredFile> files;  ///< sorted by root, path
  std::vector<Finding> findings;
  std::vector<Decision> decisions;  ///< oldest first; the last on a path counts
  /// Verdicts for one file; make a Verdicts for many.
  Verdict verdict_of(const DeliveredFile& file) const;
};

std::vector<std::string> delivery_ids(const std::filesystem::path& catalog_root);  ///< in order of arrival
/// With `wanted`, only those files are kept: a delivery may list millions. Throws Error (failed) when a list
/// is not the one that delivery.json names.
std::optional<Delivery> load_delivery(const std::filesystem::path& catalog_root, const std::string& id,
                                      const std::function<bool(const DeliveredFile&)>& wanted = {});
/// Without its lists, which may be long.
std::optional<Delivery> load_delivery_head(const std::filesystem::path& catalog_root, const std::string& id);
/// The list of files that delivery.json names, read once and found to be it. Throws Error (failed).
std::filesystem::path files_list(const std::filesystem::path& catalog_root, const std::string& id);
/// Writes all but the decisions. delivery.json, replaced atomically, is what makes the new lists count: it
/// names their digests, and until then (and after a kill) readers see the old ones. What is already so is not
/// written again.
void save_delivery(const std::filesystem::path& catalog_root, const Delivery& delivery,
                   store::WriteMode mode);
/// One more than the highest sequence in the catalog, 1 for the first delivery.
std::uint64_t next_sequence(const std::filesystem::path& catalog_root);
/// Adds one line and syncs it, under a lock. Throws Error (usage) when there is no such delivery.
void append_decision(const std::filesystem::path& catalog_root, const std::string& id,
                     const Decision& decision, store::WriteMode mode = store::WriteMode::real);

/// An accepted ortho of the chantier, with where to read it.
struct AcceptedOrtho {
  std::string delivery;
  DeliveredFile file;
  std::filesystem::path location;  ///< absolute
  std::vector<SideFile> sides;     ///< that the delivery lists beside it
};
/// Every accepted ortho (by findings and decisions) of these deliveries, in their order, each by root and
/// path: a later one lies over an earlier one. What a later delivery brings and has rejected takes nothing
/// away from before.
std::vector<AcceptedOrtho> accepted_orthos(const std::filesystem::path& catalog_root,
                                           const std::vector<std::string>& ids);

}  // namespace pcrs::catalog
