// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string_view>

namespace pcrs {

/// How deep the brackets of a text stand within each other, whether or not it is JSON. What strangers send is
/// asked this first: writing and freeing a value goes down as deep.
std::size_t json_depth(std::string_view text);

}  // namespace pcrs
