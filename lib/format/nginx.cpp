// SPDX-License-Identifier: Apache-2.0
#include "format/nginx.hpp"

#include <cstdint>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::format {

namespace {

struct Address {
  bool secure = false;
  std::string host;    ///< without its port
  std::string prefix;  ///< `/lot`, or empty
};

// What goes into the file unquoted may hold nothing that nginx would take for more than a word.
bool is_plain(std::string_view text, std::string_view also) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
  for (const char c : text)
    if (letters.find(c) == letters.npos && also.find(c) == also.npos) return false;
  return true;
}

Address address_of(const std::string& url, const std::string& where) {
  Address address;
  address.secure = starts_with_nocase(url, "https://");
  if (!address.secure && !starts_with_nocase(url, "http://"))
    throw_usage(where, "says no base_url in [publish]; nginx must know the site's address (https://…)");
  const std::string rest = url.substr(url.find("//") + 2);
  const auto slash = rest.find('/');
  address.host = rest.substr(0, std::min(slash, rest.find(':')));
  if (slash != rest.npos) address.prefix = rest.substr(slash);
  while (address.prefix.ends_with('/')) address.prefix.pop_back();
  if (address.host.empty() || !is_plain(address.host, "") || !is_plain(address.prefix, "/~"))
    throw_usage(where, "is \"" + url + "\"; expected a host and a path of letters, digits and - _ . ~");
  return address;
}

std::string quoted(const std::string& text) {
  return "\"" + replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\"") + "\"";
}

// What goes into the text as it is must be what it is called, and nothing that ends a line of it.
void check(const NginxSettings& settings) {
  const auto address = [](const std::string& option, const std::string& text) {
    const auto colon = text.rfind(':');
    const auto port = to_number<unsigned>(text.substr(colon == text.npos ? 0 : colon + 1));
    if (!port || *port == 0 || *port > 65535 || !is_plain(text, ":[]"))
      throw_usage(option, "is \"" + text + "\"; expected ADDRESS:PORT");
  };
  const auto path = [](const std::string& option, const std::string& text) {
    if (!text.starts_with('/') || !is_plain(text, "/+@~"))
      throw_usage(option,
                  "is \"" + text + "\"; expected an absolute path of letters, digits and - _ . + @ ~");
  };
  address("--service", settings.service);
  if (!settings.listen.empty()) address("--listen", settings.listen);
  path("--log-folder", settings.log_folder);
  if (!settings.wms_socket.empty()) path("--wms-socket", settings.wms_socket);
}

bool is_loopback(const std::string& listen) {
  return listen.starts_with("127.") || listen.starts_with("[::1]") || listen.starts_with("localhost:");
}

// At a loopback address another proxy stands before this one, which speaks TLS in its place.
std::string listen_lines(const NginxSettings& settings, const Address& address) {
  const std::string& own = settings.listen;
  const bool secure = address.secure && (own.empty() || !is_loopback(own));
  const std::string ssl = secure ? " ssl;\n" : ";\n";
  const std::string port = secure ? "443" : "80";
  std::string text =
      own.empty() ? "  listen " + port + ssl + "  listen [::]:" + port + ssl : "  listen " + own + ssl;
  const std::string keys = "/etc/letsencrypt/live/" + address.host + "/";
  if (secure)
    text += "  ssl_certificate " + keys + "fullchain.pem;\n  ssl_certificate_key " + keys + "privkey.pem;\n";
  return text;
}

// $1 of the map's regex is what stands before a token. Regexes with braces must be quoted.
constexpr const char* http_part = R"conf(# Made by pcrs-publish nginx: make it anew rather than change it.
upstream pcrs_@ID@ {
  server @SERVICE@;
  keepalive 32;
}
# A token, or the secret of a request, may stand in the path: neither enters a log.
map $request_uri $pcrs_path_@VAR@ {
  "~^(?<pcrs_a>@PREFIX@/t/)[^/?]*(?<pcrs_b>/(?:api/requests|demandes)/)[^/?]*(?<pcrs_c>[^?]*)" "${pcrs_a}…${pcrs_b}…${pcrs_c}";
  "~^(?<pcrs_d>@PREFIX@/(?:api/requests|demandes)/)[^/?]*(?<pcrs_e>[^?]*)" "${pcrs_d}…${pcrs_e}";
  "~^(?<pcrs_before>@PREFIX@/t/)[^/?]*(?<pcrs_after>[^?]*)" "${pcrs_before}…${pcrs_after}";
  "~^(?<pcrs_whole>[^?]*)" "$pcrs_whole";
}
log_format pcrs_@ID@ escape=json
  '{"time":"$time_iso8601","method":"$request_method","path":"$pcrs_path_@VAR@",'
  '"status":$status,"bytes":$body_bytes_sent,"seconds":$request_time}';

)conf";

constexpr const char* wms_http_part =
    R"conf(# What MapServer sent, told to the service, which keeps the log of who was served what.
log_format pcrs_@ID@_wms escape=json
  '{"client":"$remote_addr","method":"$request_method","status":$status,"bytes":$body_bytes_sent,'
  '"seconds":$request_time,"token":"$pcrs_token_@VAR@"}';

)conf";

constexpr const char* server_part = R"conf(  server_tokens off;
  access_log @LOGS@/pcrs-@ID@.log pcrs_@ID@;  # without clients: the service keeps those, for so many days
  error_log @LOGS@/pcrs-@ID@.error.log crit;  # lesser ones quote the address, token and all

  client_max_body_size 1m;
  client_header_timeout 15s;
  client_body_timeout 15s;
  send_timeout 60s;
  reset_timedout_connection on;
  gzip on;
  gzip_proxied any;
  gzip_vary on;
  gzip_min_length 1000;
  gzip_types application/json application/geo+json application/ld+json application/problem+json application/xml
             application/vnd.oai.openapi+json text/css text/javascript text/plain image/svg+xml;

  # Every request is the service's to decide. What it answers with a file is sent from here.
  location @PREFIX@/ {
    proxy_pass http://pcrs_@ID@/;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Proto @SCHEME@;
    proxy_set_header X-Forwarded-Prefix "@PREFIX@";
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Accel-Prefix /.pcrs-@ID@;
    proxy_set_header X-Pcrs-Form @FORM@;
    proxy_read_timeout 180s;
    proxy_buffers 16 64k;
    proxy_buffer_size 16k;
    proxy_busy_buffers_size 128k;
    proxy_max_temp_file_size 512m;
  }
  location /.pcrs-@ID@/ {
    internal;
    alias @SITE@;
    disable_symlinks on;
    etag on;
    sendfile on;
    max_ranges 1;
    add_header Access-Control-Allow-Origin "*" always;
    add_header Access-Control-Expose-Headers "Accept-Ranges, Content-Length, Content-Range, ETag, Last-Modified" always;
    add_header X-Content-Type-Options nosniff always;
  }
)conf";

constexpr const char* wms_part =
    R"conf(  # MapServer knows no tokens: the service is asked first, by the same path.
  location = /.pcrs-@ID@-allow {
    internal;
    proxy_pass http://pcrs_@ID@$pcrs_by/wms;
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Accel-Prefix /.pcrs-@ID@;
    proxy_set_header X-Pcrs-Form @FORM@;
    proxy_set_header X-Pcrs-Told-Later 1;
  }
  location ~ "^@PREFIXRE@(?<pcrs_by>/t/[A-Za-z0-9_.~-]+)?/wms$" {
    auth_request /.pcrs-@ID@-allow;
    auth_request_set $pcrs_token_@VAR@ $upstream_http_x_pcrs_token;
    auth_request_set $pcrs_allowed_@VAR@ $upstream_http_x_pcrs_allowed;
    access_log @LOGS@/pcrs-@ID@.log pcrs_@ID@;
    access_log syslog:server=@SERVICE@,tag=pcrs,nohostname pcrs_@ID@_wms if=$pcrs_allowed_@VAR@;
    # auth_request knows 401 and 403; of another refusal (429) it makes a 500: the service tells it itself.
    error_page 500 = @pcrs_@ID@_refused;
    gzip off;
    limit_except GET { deny all; }
    # MapServer's capabilities offer POST, always: the offer becomes a processing instruction, which nobody reads.
    sub_filter_types text/xml application/vnd.ogc.wms_xml;
    sub_filter_once off;
    sub_filter "<Post>" "<?not-served ";
    sub_filter "</Post>" "?>";
    fastcgi_pass unix:@SOCKET@;
    fastcgi_param REQUEST_METHOD $request_method;
    fastcgi_param QUERY_STRING $query_string;
    fastcgi_param SERVER_NAME $host;
    fastcgi_param SERVER_PORT $server_port;
    fastcgi_param SERVER_PROTOCOL $server_protocol;
    fastcgi_param HTTP_HOST $http_host;
    fastcgi_param HTTPS @HTTPS@;
    fastcgi_param SCRIPT_NAME @PREFIX@$pcrs_by/wms;
    fastcgi_param MS_MAPFILE @MAPFILE@;
    fastcgi_read_timeout 60s;
    add_header Access-Control-Allow-Origin "*" always;
    add_header X-Content-Type-Options nosniff always;
  }
  location @pcrs_@ID@_refused {
    proxy_pass http://pcrs_@ID@$pcrs_by/wms;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Accel-Prefix /.pcrs-@ID@;
    proxy_set_header X-Pcrs-Form @FORM@;
  }
)conf";

}  // namespace

std::string nginx_form() {
  std::uint32_t sum = 2166136261U;  // FNV-1a: to tell apart, not to protect
  for (const char* part : {http_part, wms_http_part, server_part, wms_part})
    for (const char* c = part; *c != 0; ++c) sum = (sum ^ static_cast<unsigned char>(*c)) * 16777619U;
  return std::to_string(sum);
}

std::string nginx_conf(const NginxSettings& settings, const std::string& where) {
  check(settings);
  const Address address = address_of(settings.public_url, where);
  std::string text = http_part;
  if (!settings.wms_socket.empty()) text += wms_http_part;
  text +=
      "server {\n" + listen_lines(settings, address) + "  server_name " + address.host + ";\n" + server_part;
  if (!settings.wms_socket.empty()) text += wms_part;
  text += "}\n";
  const std::vector<std::pair<std::string, std::string>> values{
      {"@ID@", settings.id},
      {"@FORM@", nginx_form()},
      {"@SERVICE@", settings.service},
      {"@VAR@", replace_all(settings.id, "-", "_")},  // of nginx's variables
      {"@PREFIXRE@", replace_all(address.prefix, ".", "\\.")},
      {"@PREFIX@", address.prefix},
      {"@SCHEME@", address.secure ? "https" : "$scheme"},
      {"@HTTPS@", address.secure ? "on" : "$https if_not_empty"},
      {"@SITE@", quoted(settings.site_folder + "/")},
      {"@LOGS@", settings.log_folder},
      {"@SOCKET@", settings.wms_socket},
      {"@MAPFILE@", quoted(settings.mapfile)}};
  for (const auto& [mark, value] : values) text = replace_all(text, mark, value);
  return text;
}

}  // namespace pcrs::format
