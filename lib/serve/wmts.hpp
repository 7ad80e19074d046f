// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "serve/service.hpp"

namespace pcrs::serve {

/// `/wmts` (key-value pairs) and `/wmts/1.0.0/…` (RESTful): layers `ortho` and `ortho-<year>` in the grid's
/// own matrices and in Web Mercator.
void add_wmts(Router& router, const ServicePtr& service);

}  // namespace pcrs::serve
