// SPDX-License-Identifier: Apache-2.0
// The HTTP service of a chantier, until a signal ends it.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "base/report.hpp"
#include "chantier/chantier.hpp"

namespace pcrs::step {

struct ServeOptions {
  std::string listen = "127.0.0.1:8080";
  std::optional<std::filesystem::path> log;  ///< folder of the access log; default: CATALOG/ID/access
  bool dry_run = false;                      ///< check the settings, answer nobody
  unsigned jobs = 0;                         ///< threads that run what takes long
};

/// Result: the address, once it answers. SIGTERM and SIGINT end it well, SIGHUP reads the chantier file
/// again; what is wrong in it then is a finding, and the former settings stay. Throws Error: usage when the
/// settings are wrong, retry when the site is not there, failed when the address cannot be had.
Summary serve_site(const chantier::Chantier& chantier, const ServeOptions& options, Reporter& reporter);

}  // namespace pcrs::step
