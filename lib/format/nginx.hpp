// SPDX-License-Identifier: Apache-2.0
// A configuration for nginx that stands before the service: it buffers slow clients, sends the files that the
// service has decided about, and passes /wms to MapServer.
#pragma once
#include <string>

namespace pcrs::format {

struct NginxSettings {
  std::string id;           ///< of the chantier; keeps several apart in one nginx
  std::string public_url;   ///< of the site's root: https://pcrs.example.org/lot
  std::string site_folder;  ///< absolute
  std::string service = "127.0.0.1:8080";
  std::string listen;  ///< of nginx, `127.0.0.1:8000`; empty: 80, or 443 with the host's certificate
  std::string log_folder = "/var/log/nginx";
  std::string wms_socket;  ///< of MapServer's FastCGI; empty: none
  std::string mapfile;     ///< that it reads
};

/// For the http context (`/etc/nginx/conf.d/ID.conf`). Throws Error (usage) at `where` when public_url is no
/// http or https address, or at an option that is not what it is called.
std::string nginx_conf(const NginxSettings& settings, const std::string& where);

/// What the configurations that this version writes have in common: nginx tells it to the service, which so
/// knows of an older one.
std::string nginx_form();

}  // namespace pcrs::format
