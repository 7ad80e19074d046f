// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace pcrs::serve {

/// So many bytes of the kernel's randomness, as hex. Throws Error (failed).
std::string random_hex(std::size_t bytes);

/// True when both are equal; takes the same time wherever they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace pcrs::serve
