// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace pcrs {

/// Several faults of what was given, found in one look: an Error like any other, whose text is all of them,
/// that the command line tells one a line.
class FaultList : public Error {
 public:
  struct Fault {
    std::string where, message;
  };
  /// There is one at least.
  explicit FaultList(std::vector<Fault> faults)
      : Error(ErrorKind::usage, faults.front().where, joined(faults)), m_faults(std::move(faults)) {}
  const std::vector<Fault>& faults() const noexcept { return m_faults; }

 private:
  static std::string joined(const std::vector<Fault>& faults) {
    std::string text = faults.front().message;
    for (std::size_t i = 1; i < faults.size(); ++i) text += "; " + faults[i].where + ": " + faults[i].message;
    return text;
  }

  std::vector<Fault> m_faults;
};

}  // namespace pcrs
