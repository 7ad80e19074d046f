// SPDX-License-Identifier: Apache-2.0
// What a handler answers: plain data too. The server sends it, adds Date and CORS, and leaves the body out
// for HEAD.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "serve/descriptor.hpp"
#include "serve/request.hpp"

namespace pcrs::serve {

/// A part of an open file: sent by the kernel, never read into memory.
struct FilePart {
  Descriptor file;
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
  std::shared_ptr<const void> held = nullptr;  ///< let go once the answer has ended
};

struct Response {
  int status = 200;
  Fields headers;  ///< Content-Type, ETag…; Content-Length is the server's
  std::variant<std::string, FilePart> body;
  bool length_unknown = false;          ///< of an answer to HEAD: it would cost as much as GET to know
  std::uint64_t handed_over_bytes = 0;  ///< that a proxy sends in our place
  /// The token that its bytes count for, where that is not the request's own; its bound of a day.
  std::string token_id;
  std::uint64_t daily_bytes = 0;
  std::string dalle;  ///< the dalle whose pixels these are (its key), for the statistics of use; or empty

  std::uint64_t size_bytes() const;
  /// Sets a header, replacing what was there.
  void set(std::string_view name, std::string value);
};

/// A text of that type.
Response text_response(int status, std::string content_type, std::string body);
/// An error as `application/problem+json` (RFC 9457): `detail` is one sentence for whoever reads it.
Response problem(int status, const std::string& detail);
/// 301 to a path below the site's root.
Response moved_to(const Request& request, const std::string& path);
/// `Not Found`…
std::string_view reason_of(int status);

}  // namespace pcrs::serve
