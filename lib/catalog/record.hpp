// SPDX-License-Identifier: Apache-2.0
// The record of one dalle: what it is made of, what was made of it, where every copy is. FORMAT.md says the
// JSON.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "grid/dalle.hpp"

namespace pcrs::catalog {

/// A file of a delivery that a dalle is made from.
struct Source {
  std::string delivery;  ///< id of the delivery
  std::string path;      ///< relative to the delivery's root, '/'
  std::uint64_t size_bytes = 0;
  std::string sha256;
  std::string sides{};  ///< digest of the files beside it that place it or mask it (digest_of); empty: none
  friend bool operator==(const Source&, const Source&) = default;
};

/// One verified copy of a product.
struct Copy {
  std::string place;        ///< `work` | `intermediate` | `nas` | `hot`
  std::string key;          ///< object key in the place, path below it
  std::string verified_at;  ///< UTC
  std::string verified_how;
  Json extra{};  ///< keys of a later version, kept when the record is written again
};

/// A file made by a tool: the lossless dalle or its COG.
struct Product {
  std::string kind;  ///< `lossless` | `cog`
  std::string name;  ///< file name
  std::uint64_t size_bytes = 0;
  std::string sha256;
  Json parameters = Json::object();       ///< all that decides its bytes: compression, quality, layout…
  Json facts = Json::object();            ///< measured: psnr_y_db, quality used, valid_share, masked…
  std::vector<std::string> derived_from;  ///< SHA-256 of each input, in order
  std::string tool;                       ///< `pcrs-tile 0.1.0`
  std::string made_at;                    ///< UTC
  std::vector<Copy> copies;
  Json extra{};  ///< as Copy::extra
  const Copy* copy_in(std::string_view place) const;
  Copy& add_copy(Copy copy);  ///< replaces the one of the same place
  void forget_copy(std::string_view place);
};

struct Record {
  std::string chantier;
  grid::DalleKey key;
  std::string dalle;  ///< key_text(key)
  int millesime = 0;
  int revision = 1;
  std::string state = "current";   ///< `current` | `superseded` | `withdrawn`
  std::vector<Source> sources;     ///< in the order in which they were laid down (later wins)
  Json national = Json::object();  ///< fields of the national index known for this dalle
  std::vector<Product> products;
  Json extra{};  ///< as Copy::extra
  Product* product(std::string_view kind);
  const Product* product(std::string_view kind) const;
  void set_product(Product product);  ///< replaces the one of the same kind
};

/// The version of the record's JSON that this code writes; it reads this one and all before.
inline constexpr int record_version = 1;

Json to_json(const Record& record);
/// Throws Error (failed) naming `where` on a record that this version cannot read. Keys that it does not know
/// are kept in `extra`: keys are added, never removed.
Record record_from_json(const Json& json, const std::string& where);

}  // namespace pcrs::catalog
