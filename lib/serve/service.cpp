// SPDX-License-Identifier: Apache-2.0
#include "serve/service.hpp"

namespace pcrs::serve {

Router router_of(const ServicePtr& service) {
  Router router;
  add_site_files(router, service);
  return router;
}

}  // namespace pcrs::serve
