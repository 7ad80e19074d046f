// SPDX-License-Identifier: Apache-2.0
// What every part of the service shares, and where the parts come together.
#pragma once
#include <filesystem>
#include <memory>
#include <utility>

#include "chantier/chantier.hpp"
#include "serve/gone.hpp"
#include "serve/router.hpp"
#include "serve/site_root.hpp"

namespace pcrs::serve {

/// One generation of settings: never changed, replaced whole when they are read again. Handlers hold the
/// pointer, so that a request under way ends with what it began with.
struct Service {
  chantier::Chantier chantier;
  SiteRoot site;                           ///< HOT/ID
  std::shared_ptr<const GoneKeeper> gone;  ///< what must not be served of it

  Service(chantier::Chantier of, SiteRoot at)
      : chantier(std::move(of)), site(std::move(at)), gone(std::make_shared<GoneKeeper>(catalog_root())) {}

  std::filesystem::path catalog_root() const { return chantier.catalog / chantier.id; }
};
using ServicePtr = std::shared_ptr<const Service>;

class UsageMeter;
/// All parts of the service. `usage` outlives the settings: it knows today's bytes of each token.
Router router_of(const ServicePtr& service, const std::shared_ptr<UsageMeter>& usage);

/// The published files: everything that no other part answers (site_files.cpp).
void add_site_files(Router& router, const ServicePtr& service);
/// A file of the site as the answer to `request`: by itself, or handed over to the proxy that asked.
Response send_file(const Service& service, const Request& request, const std::string& path, SiteEntry entry);

/// What was granted to those who asked (granted_files.cpp).
void add_granted_files(Router& router, const ServicePtr& service);

}  // namespace pcrs::serve
