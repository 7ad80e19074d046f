// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: what became of one dalle. A thread fills it; it is told in the order of the input.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/report.hpp"

namespace pcrs::step::archive {

struct Outcome {
  std::string dalle;
  std::vector<Finding> findings;
  std::vector<std::pair<std::string, Json>> results;
  std::uint64_t done = 0, skipped = 0, bytes_read = 0, bytes_written = 0;
  bool rejected = false;
  bool busy = false;

  void fault(std::string path, std::string rule, std::string message, Severity severity = Severity::error) {
    if (severity != Severity::note) rejected = true;
    findings.push_back({std::move(path), std::move(rule), std::move(message), severity, dalle});
  }
  /// What an exception says of this dalle: a signal goes on, a place that is away makes it busy, else a
  /// fault.
  void failed(const Error& error, const std::string& rule);
  void result(std::string plain, Json json) { results.emplace_back(std::move(plain), std::move(json)); }
};

/// Tells the outcome, adds it to the summary and empties it.
void deliver(Outcome& outcome, Reporter& reporter, Summary& summary);

}  // namespace pcrs::step::archive
