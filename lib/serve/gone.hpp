// SPDX-License-Identifier: Apache-2.0
// Dalles that were published and are no more.
#pragma once
#include <string>

#include "serve/service.hpp"

namespace pcrs::serve {

/// True for the path of a file (`/dalles/2025/NAME.tif`) of which the catalog says that it was superseded or
/// withdrawn: an address that will not come back, where one that never was is only unknown.
bool is_gone(const Service& service, const std::string& path);

}  // namespace pcrs::serve
