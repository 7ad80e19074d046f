// SPDX-License-Identifier: Apache-2.0
// The JSON lists of Swift, read. Internal to remote/.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "store/place.hpp"

namespace pcrs::remote {

/// Names are those within the container. An object of segments has the ETag that HEAD tells of it.
std::vector<store::ObjectInfo> parse_swift_listing(std::string_view json, const std::string& where);

}  // namespace pcrs::remote
