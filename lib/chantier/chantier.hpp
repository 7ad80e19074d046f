// SPDX-License-Identifier: Apache-2.0
// The chantier file: one project, its grid, its territory, its tiers. Source: TOML, see samples/lot.toml.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/object_url.hpp"
#include "chantier/suivi.hpp"

namespace pcrs::chantier {

/// Licence and access of one product (`ortho`, `lossless`, `raw`, `vector`).
struct Product {
  std::string licence;            ///< `ouvert_lo` | `ouvert_odbl` | `ferme` (national index)
  std::string access = "closed";  ///< `public` | `token` | `closed`
};

/// A part of the territory that one delivery may declare to cover (`pcrs-ingest --lot ID`): a dallage file,
/// or a list of dalles by key or name. One of the two is set.
struct Lot {
  std::string id;
  std::optional<std::filesystem::path> dallage;
  std::vector<std::string> dalles;
};

/// Where copies are kept: a folder, or an object store.
struct Storage {
  std::filesystem::path folder;  ///< empty where there is a URL
  std::optional<ObjectUrl> url;
  /// As people write it: the path or the URL.
  std::string text() const { return url ? url->text() : folder.string(); }
  friend bool operator==(const Storage&, const Storage&) = default;
};

/// Where volumes of the definitive storage are kept: a safe, another town.
struct ColdPlace {
  std::string id;
  std::string about;                 ///< where it is, for people
  std::uint64_t capacity_bytes = 0;  ///< of its volumes; 0: what each medium has
};

/// Who may read from the definitive storage.
struct ColdReader {
  std::string name;
  std::string role;
};

/// Who can open encrypted tars: a public key, or a file that holds it. One of the two is set.
struct Recipient {
  std::string key;
  std::filesystem::path file;
};

/// Why there must be two of them.
inline constexpr const char* lone_key =
    "are fewer than two; expected two keys that are kept apart: whoever loses the only one has lost all that "
    "was "
    "archived";

struct Cold {
  int copies = 2;  ///< places that a delivery must be at to be archived
  std::vector<ColdPlace> places;
  std::vector<ColdReader> readers;
  std::vector<std::string> zstd;  ///< endings of text-like files to be compressed, without point, lower case
  std::string encryption;         ///< `age` or `gpg`; empty: tars are not encrypted
  std::vector<Recipient> recipients;
};

/// What the copies of a lossless dalle and of a delivery must hold to; `pcrs-archive status` applies it.
struct Policy {
  int copies = 1;          ///< sound copies in distinct places; default: in every place that there is
  int inventory_days = 7;  ///< the most since presence, size and ETag of a copy were compared
  int read_days = 400;     ///< the most since the bytes of a copy were read
  int delivery_days = 14;  ///< the most between reception and being archived
  int keep_revisions = 2;  ///< of each dalle, the newest counted, that pcrs-archive prune leaves alone
  int keep_days = 365;     ///< that a revision stays since a newer one replaced it
  std::optional<double> read_price_per_gb;  ///< in euros, of an object store
};

/// What the public may ask for beyond the site: files of millésimes that it does not show, lossless dalles.
struct Requests {
  bool by_token = false;                            ///< who asks gives a token, else an e-mail address
  int days = 7;                                     ///< that what was granted stays
  int open_max = 3;                                 ///< waiting, being fetched or ready, of one requester
  std::uint64_t total_max_bytes = 100'000'000'000;  ///< of all that are open
  int keep_days = 90;                               ///< that a request is known after its end
};

enum class LosslessCompression { none, deflate, zstd };

struct Chantier {
  std::filesystem::path
      file;  ///< where it was read; relative paths below are already resolved from its folder

  // [chantier]
  std::string id;    ///< slug [a-z0-9-]: keys everything on a shared machine
  std::string name;  ///< "PCRS du Lot"
  std::string code;  ///< "46"
  int millesime = 0;
  std::string producer;

  // [grid]
  std::string crs;  ///< "EPSG:2154"
  std::int64_t dalle_side_m = 0;
  double gsd_m = 0;                              ///< divides the side
  std::string name_pattern;                      ///< of the dalles that we write and expect
  std::vector<std::string> source_patterns;      ///< other names accepted in deliveries (200 m sources…)
  std::int64_t source_side_m = 0;                ///< side of delivered dalles when not dalle_side_m, else 0
  std::vector<std::string> accept_realisations;  ///< "RGF93 v2b"…

  // [footprint]
  std::filesystem::path footprint;               ///< polygons, any vector format and CRS
  std::optional<std::filesystem::path> dallage;  ///< the contractual dallage (.shp .gpkg .csv .geojson)
  std::string dallage_field = "nom";             ///< its column or field of names
  std::vector<Lot> lots;                         ///< [[lots]]

  // [places]
  std::filesystem::path work;     ///< staging: work/lossless/<millésime>/, work/cog/<millésime>/
  std::filesystem::path catalog;  ///< records, journal, locks: one POSIX file system all nodes see
  Storage intermediate;
  std::optional<Storage> nas;
  std::filesystem::path hot;
  std::optional<std::filesystem::path> recette;  ///< where reports go; default: catalog/<id>/recette

  // [cold]
  Cold cold;

  // [policy]
  Policy policy;

  // [lossless]
  LosslessCompression lossless = LosslessCompression::zstd;
  int lossless_level = 1;

  // [hot]
  std::uint64_t dalle_budget_bytes = 200'000'000;
  std::uint64_t total_budget_bytes = 1'000'000'000'000;
  double quality_max = 95;
  std::vector<int> hot_millesimes;  ///< that the site shows; empty: all that have dalles

  // [products.*]: all four kinds; what the file does not name is `ferme` and `closed`
  std::map<std::string, Product> products;

  // [national]: fields of the national index that the delivery may refine; absent stays absent
  Json national = Json::object();

  // [tolerances]: rule id → number; overrides a rule's default. The step that knows the rules refuses ids
  // that it does not know, with where("tolerances.ID").
  std::map<std::string, double> tolerances;

  // [publish]
  std::string title;     ///< of the site
  std::string base_url;  ///< absolute URL of the hot tree's root, no `/` at the end; empty: relative links
  std::string contact;
  int superseded_days = 30;                       ///< how long the file of a corrected dalle stays
  int access_log_days = 180;                      ///< how long the days of the access log are kept
  bool mosaic = true;                             ///< overviews above the dalles' own levels are made
  std::optional<std::filesystem::path> communes;  ///< areas that the portal finds by name, any vector format
  std::string communes_field = "nom";             ///< their field of names
  std::string communes_code_field = "code";       ///< their field of INSEE codes; it may be absent
  std::vector<std::string> services;  ///< that run beside the site, of `wmts`, `wms`, `api`; each once

  // [requests]
  std::optional<Requests> requests;  ///< nothing: none are taken

  // [suivi], [geoplateforme]
  std::optional<Suivi> suivi;
  std::optional<Geoplateforme> geoplateforme;

  // [journal]
  std::optional<std::filesystem::path> signing_key;  ///< Ed25519 PEM for the checkpoints

  std::map<std::string, int> lines;  ///< `grid.name_pattern` → its line in the file
  /// `lot.toml:12` for faults found later than here: the pattern (grid::NamePattern), the CRS
  /// (grid::crs_wkt) and files that do not exist are known only to those who use them.
  std::string where(const std::string& key) const;
  /// True when the site shows that millésime.
  bool is_hot(int year) const;
};

/// Reads and checks the file; pcrs-chantier(5) says its format. Throws Error (usage): file, line number,
/// what is wrong and what is expected, one line a fault, all faults together in the order of the file.
/// Unknown keys are refused, so that a misspelt one cannot be silently ignored.
Chantier load(const std::filesystem::path& file);

}  // namespace pcrs::chantier
