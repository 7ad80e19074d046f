// SPDX-License-Identifier: Apache-2.0
// What stands before the service in production.
#pragma once
#include <filesystem>
#include <string>

#include "base/report.hpp"
#include "chantier/chantier.hpp"

namespace pcrs::step {

struct NginxOptions {
  std::filesystem::path output;
  std::string service = "127.0.0.1:8080";
  std::string listen;  ///< of nginx; empty: 80, or 443 with the host's certificate
  std::filesystem::path log_folder = "/var/log/nginx";
  std::string wms_socket;  ///< of MapServer; empty: no WMS
  bool dry_run = false;
};

/// Writes the configuration. Result: its path. Throws Error: usage without publish.base_url.
Summary write_nginx(const chantier::Chantier& chantier, const NginxOptions& options, Reporter& reporter);

}  // namespace pcrs::step
