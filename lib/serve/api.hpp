// SPDX-License-Identifier: Apache-2.0
// The API below /api/: OGC API Features, STAC item search, download lists. One table says which addresses
// there are, what they take and what they give; routes and openapi.json are both made of it.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "serve/api_index.hpp"
#include "serve/communes.hpp"
#include "serve/extract_room.hpp"
#include "serve/service.hpp"

namespace pcrs::serve {

/// What all calls share.
struct Api {
  explicit Api(ServicePtr shared)
      : service(std::move(shared)), index(service->site, service->gone), communes(service->chantier) {}
  const ServicePtr service;
  const IndexKeeper index;
  const Communes communes;
  mutable std::atomic<unsigned> extracts = 0;  ///< being cut
  const std::shared_ptr<ExtractRoom> room = std::make_shared<ExtractRoom>();
};
using ApiPtr = std::shared_ptr<const Api>;

/// One request, its parameters read from the query or from the JSON body.
struct ApiCall {
  const Api& api;
  const Request& request;
  IndexPtr index;
  Fields fields;
  std::string id;  ///< what stands for {id} in the path

  /// Absolute URL of a path of the site (`api/collections`), as the client came.
  std::string url(const std::string& path) const { return request.root_url + "/" + path; }
  /// The site as this client sees it: links are absolute.
  format::Site site() const;
  /// `-` and `_` are the same in a name, and case means nothing. An empty value is none.
  std::optional<std::string> value(std::string_view name) const;
};

struct Endpoint {
  std::string path;  ///< below /api; ends in `{id}` where any last segment is taken
  std::vector<std::string> methods{"GET"};
  std::string summary;
  std::vector<std::string> parameters;  ///< of parameter_named()
  std::vector<std::string> types;       ///< media types of its answers
  std::function<Response(const ApiCall&)> answer;
  std::size_t body_max_bytes = 0;
  int status = 200;       ///< of its answers when all is well
  std::string id = "id";  ///< what stands for {id}, as parameter_named() knows it
};
const std::vector<Endpoint>& api_endpoints();

/// The name of a parameter of an endpoint: what stands behind `extract:` where one address means it
/// otherwise.
std::string parameter_name(const std::string& key);
/// A parameter as openapi.json describes it: name, in, description, schema, and `explode` where it matters.
Json parameter_named(const std::string& key);

/// An answer in JSON of that media type.
Response json_response(const ApiCall& call, const Json& body, const std::string& type = "application/json");
Json link_json(const std::string& rel, const std::string& href, const std::string& type,
               const std::string& title = "");
/// The query of a URL.
std::string query_text(const Fields& fields);

// The answers, each in a file of its kind.
Response api_landing(const ApiCall& call);
Response api_document(const ApiCall& call);
Response api_conformance(const ApiCall& call);
Response api_collections(const ApiCall& call);
Response api_collection(const ApiCall& call);
Response api_items(const ApiCall& call);
Response api_item(const ApiCall& call);
Response api_search(const ApiCall& call);
Response api_downloads(const ApiCall& call);
Response api_extract(const ApiCall& call);
Response api_requests(const ApiCall& call);
Response api_request(const ApiCall& call);

void add_api(Router& router, const ServicePtr& service);

}  // namespace pcrs::serve
