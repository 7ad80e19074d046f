// SPDX-License-Identifier: Apache-2.0
#include "catalog/pruned.hpp"

#include <algorithm>

namespace pcrs::catalog {

namespace {

constexpr const char* list_key = "pruned";

Json to_json(const Pruned& pruned) {
  Json json{{"place", pruned.copy.place},
            {"key", pruned.copy.key},
            {"verified_at", pruned.copy.verified_at},
            {"verified_how", pruned.copy.verified_how},
            {"begun", pruned.begun},
            {"at", pruned.at},
            {"why", pruned.why}};
  if (pruned.copy.extra.is_object()) json["more"] = pruned.copy.extra;
  return json;
}

std::string text(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Pruned from_json(const Json& json) {
  return {{text(json, "place"), text(json, "key"), text(json, "verified_at"), text(json, "verified_how"),
           json.value("more", Json())},
          text(json, "begun"),
          text(json, "at"),
          text(json, "why")};
}

void keep(Product& product, const std::vector<Pruned>& all) {
  Json list = Json::array();
  for (const Pruned& each : all) list.push_back(to_json(each));
  if (!product.extra.is_object()) product.extra = Json::object();
  if (all.empty())
    product.extra.erase(list_key);
  else
    product.extra[list_key] = std::move(list);
}

std::vector<Pruned>::iterator find(std::vector<Pruned>& all, const std::string& place) {
  return std::find_if(all.begin(), all.end(), [&](const Pruned& each) { return each.copy.place == place; });
}

}  // namespace

std::vector<Pruned> pruned_of(const Product& product) {
  std::vector<Pruned> all;
  if (!product.extra.is_object()) return all;
  const auto list = product.extra.find(list_key);
  if (list == product.extra.end() || !list->is_array()) return all;
  for (const Json& each : *list)
    if (each.is_object()) all.push_back(from_json(each));
  return all;
}

std::optional<Pruned> pruned_in(const Product& product, const std::string& place) {
  std::vector<Pruned> all = pruned_of(product);
  const auto found = find(all, place);
  return found == all.end() ? std::nullopt : std::optional(*found);
}

void begin_pruning(Product& product, const std::string& place, const std::string& begun,
                   const std::string& why) {
  const Copy* copy = product.copy_in(place);
  if (copy == nullptr) return;
  std::vector<Pruned> all = pruned_of(product);
  std::erase_if(all, [&](const Pruned& each) { return each.copy.place == place; });
  all.push_back({*copy, begun, "", why});
  product.forget_copy(place);
  keep(product, all);
}

void end_pruning(Product& product, const std::string& place, const std::string& at) {
  std::vector<Pruned> all = pruned_of(product);
  if (const auto found = find(all, place); found != all.end()) found->at = at;
  keep(product, all);
}

void undo_pruning(Product& product, const std::string& place) {
  std::vector<Pruned> all = pruned_of(product);
  const auto found = find(all, place);
  if (found == all.end()) return;
  if (product.copy_in(place) == nullptr) product.add_copy(found->copy);
  all.erase(found);
  keep(product, all);
}

std::string words(const Pruned& pruned) {
  if (!pruned.at.empty()) return "pruned on " + pruned.at + ", " + pruned.why;
  return "is being pruned since " + pruned.begun + ", " + pruned.why +
         "; pcrs-archive prune --delete ends what a kill cut short";
}

}  // namespace pcrs::catalog
