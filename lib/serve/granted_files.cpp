// SPDX-License-Identifier: Apache-2.0
// The files of granted requests, at `/demandes/SECRET/NAME` until their time is over.
#include "base/text.hpp"
#include "serve/gate.hpp"
#include "serve/granted.hpp"
#include "serve/service.hpp"
#include "serve/tokens.hpp"

namespace pcrs::serve {

namespace {

// The token of whoever asked by one: an address is none, and one that is not known any more is as revoked.
std::optional<Token> token_of(const Service& service, const Order& order) {
  if (!order.requester.starts_with("t-")) return std::nullopt;
  for (const Token& token : TokenStore(service.catalog_root()).load())
    if (token.id == order.requester) return token;
  Token unknown;
  unknown.id = order.requester;
  unknown.revoked = now();
  return unknown;
}

const OrderedFile* file_named(const Order& order, std::string_view name) {
  for (const OrderedFile& file : order.files)
    if (file.name == name) return &file;
  return nullptr;
}

Response granted_file(const Service& service, const Request& request) {
  const std::string rest = request.path.substr(std::string_view("/demandes/").size());
  const auto slash = rest.find('/');
  if (slash == rest.npos) return problem(404, "nothing is published at this address");
  const auto order = OrderStore(service.catalog_root()).find_by_secret(rest.substr(0, slash));
  const OrderedFile* file = order ? file_named(*order, std::string_view(rest).substr(slash + 1)) : nullptr;
  const OrderState state = order ? order->state_at(now()) : OrderState::waiting;
  if (file == nullptr || (state != OrderState::ready && state != OrderState::expired))
    return problem(404, "nothing is published at this address");
  if (state == OrderState::expired) return problem(410, "the time of this request is over");
  if (access_of(service, order->product) == "closed") return problem(403, "this product is not given");
  const auto token = token_of(service, *order);
  if (token && token->revoked) return problem(403, "the token of this request was revoked");
  if (is_withdrawn(records_of(service.chantier), *order, *file))
    return problem(410, "this dalle was withdrawn");
  const std::string path = "/" + order->folder() + "/" + file->name;
  auto entry = service.site.open(path);
  if (!entry || entry->is_folder) return problem(410, "this file is no longer here");
  Response response = send_file(service, request, path, std::move(*entry));
  response.set("Cache-Control", "private, no-cache");
  response.dalle = file->dalle;
  if (token) {
    response.token_id = token->id;
    response.daily_bytes = token->daily_bytes;
  }
  return response;
}

}  // namespace

void add_granted_files(Router& router, const ServicePtr& service) {
  Route route{std::string("/") + orders_folder + "/",
              [service](const Request& request) { return granted_file(*service, request); }};
  route.heavy = true;  // reads orders and records
  router.add(std::move(route));
}

}  // namespace pcrs::serve
