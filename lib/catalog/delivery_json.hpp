// SPDX-License-Identifier: Apache-2.0
// The lines of a delivery's lists; FORMAT.md says the JSON.
#pragma once
#include <string>

#include "catalog/delivery.hpp"

namespace pcrs::catalog {

Json line_of(const DeliveredFile& file);
Json line_of(const Finding& finding);
Json line_of(const Decision& decision);
DeliveredFile file_from_json(const Json& json, const std::string& where);
Finding finding_from_json(const Json& json, const std::string& where);
Decision decision_from_json(const Json& json, const std::string& where);

}  // namespace pcrs::catalog
