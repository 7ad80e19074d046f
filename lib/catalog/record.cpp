// SPDX-License-Identifier: Apache-2.0
#include "catalog/record.hpp"

#include <algorithm>

#include "catalog/fields.hpp"

namespace pcrs::catalog {

namespace {

constexpr const char* record_format = "pcrs-dalles record";

Json to_json(const Source& source) {
  Json json{{"delivery", source.delivery}};
  add_path(json, source.path);
  json["size_bytes"] = source.size_bytes;
  json["sha256"] = source.sha256;
  if (!source.sides.empty()) json["sides"] = source.sides;
  return json;
}

Json to_json(const Copy& copy) {
  Json json{{"place", copy.place},
            {"key", copy.key},
            {"verified_at", copy.verified_at},
            {"verified_how", copy.verified_how}};
  add_extra(json, copy.extra);
  return json;
}

Json to_json(const Product& product);

template <typename T>
Json list_of(const std::vector<T>& items) {
  Json list = Json::array();
  for (const T& item : items) list.push_back(to_json(item));
  return list;
}

Json to_json(const Product& product) {
  Json json{{"kind", product.kind},
            {"name", product.name},
            {"size_bytes", product.size_bytes},
            {"sha256", product.sha256},
            {"parameters", product.parameters},
            {"facts", product.facts},
            {"derived_from", product.derived_from},
            {"tool", product.tool},
            {"made_at", product.made_at},
            {"copies", list_of(product.copies)}};
  add_extra(json, product.extra);
  return json;
}

Source source_from(const Json& json, const std::string& where) {
  return {field<std::string>(json, "delivery", where), path_from(json, where),
          field<std::uint64_t>(json, "size_bytes", where), field<std::string>(json, "sha256", where),
          field_or<std::string>(json, "sides", "", where)};
}

Copy copy_from(const Json& json, const std::string& where) {
  return {field<std::string>(json, "place", where), field<std::string>(json, "key", where),
          field_or<std::string>(json, "verified_at", "", where),
          field_or<std::string>(json, "verified_how", "", where),
          other_keys(json, {"place", "key", "verified_at", "verified_how"})};
}

template <typename T>
std::vector<T> list_from(const Json& json, const char* key, const std::string& where,
                         T (*read)(const Json&, const std::string&)) {
  std::vector<T> list;
  for (const Json& item : field<Json>(json, key, where)) list.push_back(read(item, where));
  return list;
}

Product product_from(const Json& json, const std::string& where) {
  Product product;
  product.kind = field<std::string>(json, "kind", where);
  product.name = field<std::string>(json, "name", where);
  product.size_bytes = field<std::uint64_t>(json, "size_bytes", where);
  product.sha256 = field<std::string>(json, "sha256", where);
  product.parameters = field_or<Json>(json, "parameters", Json::object(), where);
  product.facts = field_or<Json>(json, "facts", Json::object(), where);
  product.derived_from = field_or<std::vector<std::string>>(json, "derived_from", {}, where);
  product.tool = field_or<std::string>(json, "tool", "", where);
  product.made_at = field_or<std::string>(json, "made_at", "", where);
  product.copies = list_from<Copy>(json, "copies", where, copy_from);
  product.extra = other_keys(json, {"kind", "name", "size_bytes", "sha256", "parameters", "facts",
                                    "derived_from", "tool", "made_at", "copies"});
  return product;
}

grid::DalleKey corner_from(const Json& json, const std::string& where) {
  const auto corner = field<std::vector<std::int64_t>>(json, "corner_m", where);
  if (corner.size() != 2) throw_failed(where, "\"corner_m\" is not [west, north]; restore this file");
  return {corner[0], corner[1]};
}

template <typename List>
auto find_kind(List& products, std::string_view kind) {
  const auto found =
      std::find_if(products.begin(), products.end(), [&](const Product& p) { return p.kind == kind; });
  return found == products.end() ? nullptr : &*found;
}

}  // namespace

const Copy* Product::copy_in(std::string_view place) const {
  const auto found =
      std::find_if(copies.begin(), copies.end(), [&](const Copy& copy) { return copy.place == place; });
  return found == copies.end() ? nullptr : &*found;
}

Copy& Product::add_copy(Copy copy) {
  const auto found =
      std::find_if(copies.begin(), copies.end(), [&](const Copy& old) { return old.place == copy.place; });
  if (found == copies.end()) return copies.emplace_back(std::move(copy));
  return *found = std::move(copy);
}

void Product::forget_copy(std::string_view place) {
  std::erase_if(copies, [&](const Copy& copy) { return copy.place == place; });
}

Product* Record::product(std::string_view kind) {
  return find_kind(products, kind);
}

const Product* Record::product(std::string_view kind) const {
  return find_kind(products, kind);
}

void Record::set_product(Product made) {
  if (Product* old = product(made.kind))
    *old = std::move(made);
  else
    products.push_back(std::move(made));
}

Json to_json(const Record& record) {
  Json json{{"format", record_format},
            {"version", record_version},
            {"chantier", record.chantier},
            {"dalle", record.dalle},
            {"corner_m", {record.key.west_m, record.key.north_m}},
            {"millesime", record.millesime},
            {"revision", record.revision},
            {"state", record.state},
            {"sources", list_of(record.sources)},
            {"national", record.national},
            {"products", list_of(record.products)}};
  add_extra(json, record.extra);
  return json;
}

Record record_from_json(const Json& json, const std::string& where) {
  check_version(json, record_format, record_version, where);
  Record record;
  record.chantier = field<std::string>(json, "chantier", where);
  record.dalle = field<std::string>(json, "dalle", where);
  record.key = corner_from(json, where);
  record.millesime = field<int>(json, "millesime", where);
  record.revision = field<int>(json, "revision", where);
  record.state = field<std::string>(json, "state", where);
  record.sources = list_from<Source>(json, "sources", where, source_from);
  record.national = field_or<Json>(json, "national", Json::object(), where);
  record.products = list_from<Product>(json, "products", where, product_from);
  record.extra = other_keys(json, {"format", "version", "chantier", "dalle", "corner_m", "millesime",
                                   "revision", "state", "sources", "national", "products"});
  return record;
}

}  // namespace pcrs::catalog
