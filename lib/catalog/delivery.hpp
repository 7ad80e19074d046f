// SPDX-License-Identifier: Apache-2.0
// What a contractor handed over, as ingest saw it: `ROOT/CHANTIER/deliveries/ID/` holds delivery.json,
// files.jsonl, findings.jsonl and decisions.jsonl (append only). The contractor's files themselves are never
// touched.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/report.hpp"
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
};

struct Delivery {
  std::string id;
  std::vector<std::filesystem::path> roots;
  std::string received_at;           ///< UTC, first ingest
  std::string lot;                   ///< what the delivery declares to cover, as given; empty: not declared
  std::uint64_t sequence = 0;        ///< order of arrival in the chantier: later supersedes earlier
  std::vector<DeliveredFile> files;  ///< sorted by root, path
  std::vector<Finding> findings;
  std::vector<Decision> decisions;  ///< oldest first; the last on a path counts
  /// The verdict on an ortho: a decision if there is one, else by its worst finding
  /// (error → rejected, warning → reserved, else accepted).
  Verdict verdict_of(const DeliveredFile& file) const;
};

std::vector<std::string> delivery_ids(const std::filesystem::path& catalog_root);  ///< in order of arrival
std::optional<Delivery> load_delivery(const std::filesystem::path& catalog_root, const std::string& id);
/// Writes all but the decisions, atomically, file by file (delivery.json last: it names the digests of the
/// others).
void save_delivery(const std::filesystem::path& catalog_root, const Delivery& delivery,
                   store::WriteMode mode);
void append_decision(const std::filesystem::path& catalog_root, const std::string& id,
                     const Decision& decision);

/// An accepted ortho of the chantier, with where to read it.
struct AcceptedOrtho {
  std::string delivery;
  DeliveredFile file;
  std::filesystem::path location;  ///< absolute
};
/// Every accepted ortho, oldest delivery first: a later one lies over an earlier one.
std::vector<AcceptedOrtho> accepted_orthos(const std::filesystem::path& catalog_root);

}  // namespace pcrs::catalog
