// SPDX-License-Identifier: Apache-2.0
// Asking for what the site does not show: lossless dalles, millésimes that are not hot. A person grants it
// (pcrs-publish request); what was granted stands for some days at an address that nobody can guess.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/error.hpp"
#include "base/text.hpp"
#include "grid/name_pattern.hpp"
#include "serve/api_query.hpp"
#include "serve/gate.hpp"
#include "serve/granted.hpp"
#include "serve/tokens.hpp"

namespace pcrs::serve {

namespace {

constexpr std::size_t most_files = 200;
constexpr std::size_t longest_reason = 500, longest_address = 254;
constexpr double bytes_a_gb = 1e9;

std::string required(const ApiCall& call, const std::string& name, std::size_t longest) {
  const auto text = call.value(name);
  const std::string found = text ? std::string(trim(*text)) : "";
  if (found.empty()) throw_usage(name, "is not given");
  if (found.size() > longest) throw_usage(name, "is longer than " + std::to_string(longest) + " bytes");
  return one_line(found);
}

std::string product_of_call(const ApiCall& call) {
  std::string product = call.value("product").value_or("lossless");
  if (product != "lossless" && product != "ortho")
    throw_usage("product", "is \"" + one_line(product.substr(0, 40)) + "\"; expected lossless or ortho");
  return product;
}

// ---- Who asks

bool looks_like_address(const std::string& text) {
  const auto at = text.find('@');
  return at != 0 && at != text.npos && at + 1 < text.size() && text.find('@', at + 1) == text.npos &&
         text.find_first_of(" \t\"<>(),;:\\") == text.npos && text.find('.', at) != text.npos;
}

std::string address_of(const ApiCall& call) {
  std::string address = required(call, "email", longest_address);
  if (!looks_like_address(address)) throw_usage("email", "is no address; expected name@example.org");
  return address;
}

bool covers(const Service& service, const std::string& token_id, const std::string& product) {
  const auto tokens = TokenStore(service.catalog_root()).load();
  return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) {
    return token.id == token_id &&
           std::find(token.scopes.begin(), token.scopes.end(), product) != token.scopes.end();
  });
}

// What refuses this client, or nothing; the token, if any came, was looked at by the gate.
std::optional<Response> refused(const ApiCall& call, const std::string& product) {
  const Service& service = *call.api.service;
  const std::string access = access_of(service, product);
  if (access == "closed") return problem(403, "this product is not given");
  const bool by_token = service.chantier.requests->by_token || access == "token";
  if (by_token && call.request.token_id.empty()) return challenge("whoever asks gives a token");
  if (access == "token" && !covers(service, call.request.token_id, product))
    return problem(403, "this token is not for this product");
  return std::nullopt;
}

// ---- What is asked for

// A folder costs nothing to read; an object store bills each byte. The work folder is emptied at will.
bool is_free(const chantier::Chantier& chantier, const catalog::Product& product) {
  return std::any_of(product.copies.begin(), product.copies.end(), [&](const catalog::Copy& copy) {
    if (copy.place == "intermediate") return !chantier.intermediate.url;
    if (copy.place == "nas") return chantier.nas && !chantier.nas->url;
    std::error_code none;
    if (copy.place == "work") return std::filesystem::exists(chantier.work / copy.key, none);
    return true;
  });
}

class Selection {
 public:
  Selection(const ApiCall& call, Order& order)
      : m_order(order),
        m_chantier(call.api.service->chantier),
        m_pattern(m_chantier.name_pattern),
        m_catalog(records_of(m_chantier)) {}

  void add(const std::string& word) {
    const auto key = grid::dalle_of_word(word, m_catalog.grid(), m_pattern);
    if (!key) fault(word, "is no dalle: expected a key such as 0579-6375, or a name");
    const auto year = grid::year_of_word(word, m_catalog.grid(), m_pattern);
    if (year && *year != m_order.millesime)
      fault(word, "is of " + std::to_string(*year) + ", and the request of " +
                      std::to_string(m_order.millesime) + ": ask for each year by itself");
    const auto record = m_catalog.latest(*key, m_order.millesime);
    if (!record) fault(word, "has no dalle of " + std::to_string(m_order.millesime));
    if (record->state == "withdrawn") fault(word, "was withdrawn");
    const auto* product = record->product(m_order.product == "ortho" ? "cog" : "lossless");
    if (product == nullptr || product->copies.empty()) fault(word, "is kept nowhere as " + m_order.product);
    if (m_order.product == "ortho" && m_chantier.is_hot(m_order.millesime))
      fault(word, "is of a millésime that the site shows; see /api/downloads");
    for (const OrderedFile& file : m_order.files)
      if (file.dalle == record->dalle) return;
    m_order.files.push_back(
        {record->dalle, record->revision, product->name, product->size_bytes, product->sha256});
    if (!is_free(m_chantier, *product)) m_billed_bytes += product->size_bytes;
  }

  /// Nothing where the chantier does not say what its store asks.
  std::optional<double> price_eur() const {
    const auto& price = m_chantier.policy.read_price_per_gb;
    if (m_billed_bytes == 0) return 0.0;
    if (!price) return std::nullopt;
    return std::round(static_cast<double>(m_billed_bytes) / bytes_a_gb * *price * 100) / 100;
  }

 private:
  [[noreturn]] static void fault(const std::string& word, const std::string& message) {
    throw_usage("dalles", "\"" + one_line(word.substr(0, 80)) + "\" " + message);
  }

  Order& m_order;
  const chantier::Chantier& m_chantier;
  const grid::NamePattern m_pattern;
  const catalog::Catalog m_catalog;
  std::uint64_t m_billed_bytes = 0;
};

Order order_of(const ApiCall& call, const std::string& product) {
  const chantier::Chantier& chantier = call.api.service->chantier;
  Order order;
  order.product = product;
  order.requester = chantier.requests->by_token ? call.request.token_id : address_of(call);
  order.reason = required(call, "reason", longest_reason);
  const auto years = millesimes_of(call);
  if (years.size() > 1) throw_usage("millesime", "names several years; ask for one at a time");
  order.millesime = years.empty() ? chantier.millesime : years.front();
  const auto words = split(call.value("dalles").value_or(""), ',');
  if (words.front().empty()) throw_usage("dalles", "is not given; it says which");
  if (words.size() > most_files)
    throw_usage("dalles", "are more than " + std::to_string(most_files) + "; ask in several requests");
  Selection selection(call, order);
  for (const std::string& word : words) selection.add(std::string(trim(word)));
  order.price_eur = selection.price_eur();
  return order;
}

// ---- Answers

Json file_json(const ApiCall& call, const Order& order, const std::string& secret, const OrderedFile& file,
               const catalog::Catalog& records) {
  Json json{{"dalle", file.dalle},
            {"revision", file.revision},
            {"name", file.name},
            {"size_bytes", file.size_bytes},
            {"sha256", file.sha256}};
  if (is_withdrawn(records, order, file))
    json["withdrawn"] = true;
  else if (order.state_at(now()) == OrderState::ready && order.expires)
    json["url"] = call.url(std::string(orders_folder) + "/" + secret + "/" + url_encode(file.name));
  return json;
}

Response answer_of(const ApiCall& call, const Order& order, const std::string& secret, int status) {
  const catalog::Catalog records = records_of(call.api.service->chantier);
  Json files = Json::array();
  for (const OrderedFile& file : order.files) files.push_back(file_json(call, order, secret, file, records));
  const std::string self = call.url("api/requests/" + secret);
  Json json{{"id", secret},
            {"reference", order.id},
            {"state", state_text(records, order, now())},
            {"product", order.product},
            {"millesime", order.millesime},
            {"size_bytes", order.size_bytes()},
            {"price_eur", order.price_eur ? Json(*order.price_eur) : Json()},
            {"created", utc_text(order.created)},
            {"changed", utc_text(order.changed)},
            {"files", std::move(files)},
            {"links", Json::array({link_json("self", self, "application/json")})}};
  if (order.expires) json["expires"] = utc_text(*order.expires);
  if (!order.answer.empty()) json["answer"] = order.answer;
  Response response = text_response(status, "application/json", json_line(json) + "\n");
  response.set("Cache-Control", "no-store");
  if (status == 202) response.set("Location", self);
  return response;
}

std::optional<Response> not_taken(const ApiCall& call) {
  if (call.api.service->chantier.requests) return std::nullopt;
  return problem(404, "this site takes no requests");
}

}  // namespace

Response api_requests(const ApiCall& call) {
  if (auto response = not_taken(call)) return std::move(*response);
  const std::string product = product_of_call(call);
  if (auto response = refused(call, product)) return std::move(*response);
  Order order = order_of(call, product);
  const OrderStore store(call.api.service->catalog_root());
  const auto added = store.add(order, [&](const std::vector<Order>& orders) {
    return refusal_of(order, orders, *call.api.service->chantier.requests, now());
  });
  if (added.refusal.empty()) return answer_of(call, order, added.secret, 202);
  Response response = problem(429, added.refusal);
  response.set("Retry-After", "86400");
  return response;
}

Response api_request(const ApiCall& call) {
  if (auto response = not_taken(call)) return std::move(*response);
  const auto order = OrderStore(call.api.service->catalog_root()).find_by_secret(call.id);
  if (!order) return problem(404, "there is no such request");
  return answer_of(call, *order, call.id, 200);
}

}  // namespace pcrs::serve
