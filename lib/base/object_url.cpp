// SPDX-License-Identifier: Apache-2.0
#include "base/object_url.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs {

namespace {

constexpr std::string_view mark = "://";
constexpr std::string_view expected = "; expected s3://BUCKET/PREFIX, swift://CONTAINER/PREFIX or a folder";

[[noreturn]] void refuse(std::string_view text, const std::string& fault) {
  throw_usage("", "is \"" + one_line(text) + "\", " + fault + std::string(expected));
}

// The names that S3 allows (for path-style and virtual-hosted addresses alike).
bool is_s3_bucket(std::string_view name) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789.-";
  constexpr std::string_view punctuation = ".-";
  return name.size() >= 3 && name.size() <= 63 && name.find_first_not_of(letters) == std::string_view::npos &&
         punctuation.find(name.front()) == std::string_view::npos &&
         punctuation.find(name.back()) == std::string_view::npos && name.find("..") == std::string_view::npos;
}

bool is_container(std::string_view name) {
  return !name.empty() && name.size() <= 247 && is_utf8(name) &&
         name.find_first_of("?#") == std::string_view::npos;
}

}  // namespace

std::string ObjectUrl::text() const {
  return scheme + std::string(mark) + bucket + (prefix.empty() ? "" : "/" + prefix);
}

std::string ObjectUrl::text(const std::string& key) const {
  return text() + "/" + key;
}

std::string ObjectUrl::name_of(const std::string& key) const {
  return prefix.empty() ? key : prefix + "/" + key;
}

bool looks_like_url(std::string_view text) {
  const auto at = text.find(mark);
  return at != std::string_view::npos && at > 0 &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), [](unsigned char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+';
         });
}

ObjectUrl parse_object_url(std::string_view text) {
  const auto at = text.find(mark);
  if (!looks_like_url(text)) refuse(text, "no URL");
  ObjectUrl url{std::string(text.substr(0, at)), {}, {}};
  if (url.scheme != "s3" && url.scheme != "swift") refuse(text, "a kind of place that is not known");
  std::string_view rest = text.substr(at + mark.size());
  if (rest.find('@') != std::string_view::npos)
    refuse("(hidden)", "with an @: credentials never stand in a URL, they come from the environment");
  while (rest.ends_with('/')) rest.remove_suffix(1);
  const auto slash = std::min(rest.find('/'), rest.size());
  url.bucket = rest.substr(0, slash);
  if (slash < rest.size()) url.prefix = rest.substr(slash + 1);
  const bool sound = url.scheme == "s3" ? is_s3_bucket(url.bucket) : is_container(url.bucket);
  if (!sound)
    refuse(text, url.scheme == "s3" ? "whose bucket is none (3 to 63 small letters, digits, inner . and -)"
                                    : "which names no container");
  if (url.prefix.empty()) return url;
  for (const std::string& part : split(url.prefix, '/'))
    if (part.empty() || part == "." || part == "..")
      refuse(text, "whose prefix holds an empty part, . or ..");
  return url;
}

}  // namespace pcrs
