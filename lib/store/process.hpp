// SPDX-License-Identifier: Apache-2.0
// Names of temporaries: they say which process made them, so that only leftovers of the dead are swept.
#pragma once
#include <string>
#include <string_view>

#include "store/file.hpp"

namespace pcrs::store {

std::string temporary_name(std::string_view final_name);

}  // namespace pcrs::store
