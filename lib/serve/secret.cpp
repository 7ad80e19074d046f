// SPDX-License-Identifier: Apache-2.0
#include "serve/secret.hpp"

#include <sys/random.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::serve {

std::string random_hex(std::size_t bytes) {
  std::string random(bytes, '\0');
  for (std::size_t have = 0; have < bytes;) {
    const ssize_t got = ::getrandom(random.data() + have, bytes - have, 0);
    if (got < 0) throw_errno("getrandom", "gives no random bytes");
    have += static_cast<std::size_t>(got);
  }
  return hex_text(random);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference = static_cast<unsigned char>(difference | static_cast<unsigned char>(a[i] ^ b[i]));
  return difference == 0;
}

}  // namespace pcrs::serve
