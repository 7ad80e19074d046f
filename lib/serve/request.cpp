// SPDX-License-Identifier: Apache-2.0
#include "serve/request.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace pcrs::serve {

namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decode(std::string_view raw, bool plus_is_blank) {
  std::string text;
  text.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '%') {
      text += plus_is_blank && raw[i] == '+' ? ' ' : raw[i];
      continue;
    }
    if (i + 2 >= raw.size()) return std::nullopt;
    const int high = hex_value(raw[i + 1]), low = hex_value(raw[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    text += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return text;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

// An escaped slash would hide a segment from whoever looked at the path before us (a proxy's rules).
bool has_escaped_slash(std::string_view raw) {
  for (std::size_t at = raw.find('%'); at != std::string_view::npos; at = raw.find('%', at + 1)) {
    const std::string escape = lower_ascii(raw.substr(at, 3));
    if (escape == "%2f" || escape == "%5c") return true;
  }
  return false;
}

bool is_safe_path(std::string_view path) {
  if (path.empty() || path.front() != '/' || path.find('\\') != std::string_view::npos) return false;
  if (has_control(path) || !is_utf8(path)) return false;
  for (std::size_t start = 1; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view segment = path.substr(start, end - start);
    if (segment == "." || segment == ".." || (segment.empty() && end < path.size())) return false;
    start = end + 1;
  }
  return true;
}

std::string_view without_authority(std::string_view raw) {
  if (!starts_with_nocase(raw, "http://") && !starts_with_nocase(raw, "https://")) return raw;
  const auto path = raw.find('/', raw.find("//") + 2);
  return path == std::string_view::npos ? "/" : raw.substr(path);
}

bool is_host(std::string_view text) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
  return !text.empty() && text.size() <= 255 && text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_prefix(std::string_view text) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_~/%";
  return text.size() <= 512 && text.find_first_not_of(allowed) == std::string_view::npos &&
         (text.empty() || (text.front() == '/' && !text.starts_with("//")));
}

// Where several proxies wrote, the first value is what the client asked for.
std::string_view first_of(std::string_view list) {
  return trim(list.substr(0, list.find(',')));
}

}  // namespace

std::optional<Fields> parse_query(std::string_view raw) {
  Fields fields;
  while (!raw.empty()) {
    const std::string_view pair = raw.substr(0, raw.find('&'));
    raw.remove_prefix(std::min(pair.size() + 1, raw.size()));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = decode(pair.substr(0, equals), true);
    auto value = decode(equals == std::string_view::npos ? "" : pair.substr(equals + 1), true);
    if (!name || !value || !is_utf8(*name) || !is_utf8(*value)) return std::nullopt;
    if (name->find('\0') != std::string::npos || value->find('\0') != std::string::npos) return std::nullopt;
    fields.emplace_back(std::move(*name), std::move(*value));
  }
  return fields;
}

std::optional<Target> parse_target(std::string_view raw) {
  raw = without_authority(raw);
  raw = raw.substr(0, raw.find('#'));
  const auto mark = raw.find('?');
  const std::string_view path = raw.substr(0, mark);
  if (has_escaped_slash(path)) return std::nullopt;
  auto decoded = decode(path, false);
  if (!decoded || !is_safe_path(*decoded)) return std::nullopt;
  auto query = parse_query(mark == std::string_view::npos ? "" : raw.substr(mark + 1));
  if (!query) return std::nullopt;
  return Target{std::move(*decoded), std::move(*query)};
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return std::nullopt;
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key.size() == name.size() && starts_with_nocase(key, name)) return value;
  return std::nullopt;
}

std::string root_url_of(const Request& request, bool behind_proxy, const std::string& fallback) {
  const auto told = [&](const char* name) {
    return behind_proxy ? first_of(request.header(name).value_or("")) : std::string_view();
  };
  std::string_view host = told("x-forwarded-host");
  if (!is_host(host)) host = request.header("host").value_or("");
  if (!is_host(host)) host = fallback;
  std::string_view prefix = told("x-forwarded-prefix");
  if (!is_prefix(prefix)) prefix = "";
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  const bool secure = told("x-forwarded-proto") == "https";
  return (secure ? "https://" : "http://") + std::string(host) + std::string(prefix);
}

}  // namespace pcrs::serve
