// SPDX-License-Identifier: Apache-2.0
// One HTTP request as the handlers see it: plain data, already checked. Source: RFC 9110, RFC 3986.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pcrs::serve {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// What a request line asks for, decoded.
struct Target {
  std::string path;  ///< starts with '/', UTF-8; no empty, `.` or `..` segment, no control character, no `\`
  Fields query;      ///< in the order of the URL; `+` reads as a blank
};

/// Nothing when the target is malformed or tries to leave the site: `..` in any spelling, an encoded slash or
/// NUL, a broken escape. One decoding, never two: `%252e` is a file called `%2e`. The absolute form
/// (`http://host/path`) is read too.
std::optional<Target> parse_target(std::string_view raw);

/// The pairs of a query string, or of a form (application/x-www-form-urlencoded). Nothing when malformed.
std::optional<Fields> parse_query(std::string_view raw);

struct Request {
  std::string method = "GET";  ///< as sent; handlers of GET get HEAD too and answer it the same way
  std::string path = "/";      ///< from the site's root: what stands before it (`/t/<token>`) is taken off
  Fields query;
  Fields headers;  ///< names in lower case; X-Accel-Prefix of a proxy on this machine only
  std::string body;
  std::string client;    ///< address of who asked; of a proxy's client where a proxy on this machine tells it
  std::string root_url;  ///< absolute URL of the site's root as the client came, without `/` at its end:
                         ///< `https://host/pcrs/t/<token>`. Links are made of it
  std::string token_id;  ///< id (never the secret) of the token that was accepted; empty: came without

  std::uint64_t daily_bytes = 0;  ///< the most that the token may take a day; 0: no bound

  /// The value of a header (`name` in lower case), or nothing.
  std::optional<std::string_view> header(std::string_view name) const;
  /// The first value of a parameter; its name is compared without regard to case, as OGC's KVP wants it.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

/// The URL of the site's root by `Host`, or by what a proxy says: X-Forwarded-Proto, -Host and -Prefix, read
/// when `behind_proxy`. Values that are no host or path are not believed. `fallback` is the host otherwise.
std::string root_url_of(const Request& request, bool behind_proxy, const std::string& fallback);

}  // namespace pcrs::serve
