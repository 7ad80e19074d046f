// SPDX-License-Identifier: Apache-2.0
// Conditional requests and ranges (RFC 9110, chapters 13 and 14), without any file or socket.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "serve/request.hpp"
#include "serve/response.hpp"

namespace pcrs::serve {

/// What stands at an address now.
struct Representation {
  std::uint64_t size_bytes = 0;
  std::string etag;       ///< strong, with its quotes
  UnixTime modified = 0;  ///< 0: unknown
};

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t size_bytes = 0;
};

/// What of it to send. Status 200 (all), 206 (`range`), 304, 412 or 416.
struct Selection {
  int status = 200;
  ByteRange range;
};

/// Of several ranges in one request all is sent instead, as the RFC allows.
Selection select(const Request& request, const Representation& what);

/// Sun, 06 Nov 1994 08:49:37 GMT
std::string http_date(UnixTime time);
/// That form alone: the two obsolete ones are not sent by anything in use.
std::optional<UnixTime> parse_http_date(std::string_view text);

/// Status, validators and range headers of a selection; the body is the caller's (none for 304, 412, 416).
Response response_of(const Selection& selection, const Representation& what);
/// Bytes in memory as the answer to `request`, by the same rules; their ETag, where none is set, is of their
/// digest.
Response conditional(const Request& request, Response whole);

}  // namespace pcrs::serve
