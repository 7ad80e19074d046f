// SPDX-License-Identifier: Apache-2.0
#include "serve/service.hpp"

#include "serve/api.hpp"
#include "serve/gate.hpp"
#include "serve/wmts.hpp"

namespace pcrs::serve {

Router router_of(const ServicePtr& service, const std::shared_ptr<UsageMeter>& usage) {
  Router router;
  const auto gate = std::make_shared<const Gate>(service, usage);
  router.on_enter([gate](Request& request) { return gate->enter(request); });
  add_site_files(router, service);
  add_granted_files(router, service);
  add_api(router, service);
  add_wmts(router, service);
  return router;
}

}  // namespace pcrs::serve
