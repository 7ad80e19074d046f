// SPDX-License-Identifier: Apache-2.0
#include "serve/response.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

namespace pcrs::serve {

std::uint64_t Response::size_bytes() const {
  if (const auto* part = std::get_if<FilePart>(&body)) return part->size_bytes;
  return std::get<std::string>(body).size();
}

void Response::set(std::string_view name, std::string value) {
  for (auto& [key, old] : headers)
    if (key == name) {
      old = std::move(value);
      return;
    }
  headers.emplace_back(name, std::move(value));
}

Response text_response(int status, std::string content_type, std::string body) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", std::move(content_type));
  response.body = std::move(body);
  return response;
}

Response problem(int status, const std::string& detail) {
  const Json body{{"title", reason_of(status)}, {"status", status}, {"detail", detail}};
  Response response = text_response(status, "application/problem+json", json_line(body) + "\n");
  response.set("Cache-Control", "no-store");
  return response;
}

Response moved_to(const Request& request, const std::string& path) {
  Response response = problem(301, "see " + path);
  response.set("Location", request.root_url + url_encode(path));
  return response;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 301:
      return "Moved Permanently";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 416:
      return "Range Not Satisfiable";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    default:
      return "Error";
  }
}

}  // namespace pcrs::serve
