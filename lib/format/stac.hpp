// SPDX-License-Identifier: Apache-2.0
// A static STAC 1.1.0 catalog derived from what is published: catalog → a collection a millésime → a catalog
// each 10 km → items. Extensions: projection v2.0.0, file v2.1.0, raster v2.0.0.
#pragma once
#include <string>
#include <vector>

#include "format/site.hpp"

namespace pcrs::format {

struct Document {
  std::string path;  ///< from the site's root
  std::string text;
};

/// Every document of the catalog, below `meta/stac/`, in a stable order. Its links among themselves are
/// relative; assets and `self` are absolute when the site has a base_url.
std::vector<Document> stac_documents(const Site& site);

/// The item of a dalle, as it stands at stac_item_path().
Json stac_item(const Site& site, const PublicDalle& dalle);
/// `meta/stac/2025/E0570-N6370/NAME.json`
std::string stac_item_path(const PublicDalle& dalle);
/// `meta/stac/2025/collection.json`
std::string stac_collection_path(int millesime);
/// The name of a dalle's file without its ending: its id in STAC and in the API.
std::string stac_id(const PublicDalle& dalle);

/// What stands for the instant of a dalle: its day of acquisition, or its whole millésime when no one said.
struct Instant {
  Json datetime;  ///< null when only the year is known
  std::string start, end;
};
Instant instant_of(const PublicDalle& dalle);

/// SHA-256 in hex as a multihash (`1220…`), the form of `file:checksum`.
std::string multihash(const std::string& sha256);
/// SHA-256 in hex as a name that needs no place (RFC 6920): `ni:///sha-256;…`.
std::string named_information(const std::string& sha256);

}  // namespace pcrs::format
