// SPDX-License-Identifier: Apache-2.0
#include "base/json_depth.hpp"

#include <algorithm>

namespace pcrs {

std::size_t json_depth(std::string_view text) {
  std::size_t depth = 0, deepest = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && (text[i] == '[' || text[i] == '{')) {
      deepest = std::max(deepest, ++depth);
    } else if (!quoted && (text[i] == ']' || text[i] == '}')) {
      depth -= depth > 0 ? 1 : 0;
    }
  }
  return deepest;
}

}  // namespace pcrs
