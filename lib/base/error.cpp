// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include <cerrno>
#include <cstring>

namespace pcrs {

void throw_usage(std::string where, std::string message) {
  throw Error(ErrorKind::usage, std::move(where), std::move(message));
}

void throw_failed(std::string where, std::string message) {
  throw Error(ErrorKind::failed, std::move(where), std::move(message));
}

void throw_retry(std::string where, std::string message) {
  throw Error(ErrorKind::retry, std::move(where), std::move(message));
}

void throw_errno(std::string where, std::string action) {
  const int code = errno;
  char buffer[128];
  throw_failed(std::move(where), std::move(action) + ": " + strerror_r(code, buffer, sizeof buffer));
}

}  // namespace pcrs
