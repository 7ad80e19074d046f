// SPDX-License-Identifier: Apache-2.0
// What a step tells the world while it runs. Steps know only this; cli turns it into stdout, stderr and a
// bar.
#pragma once
#include <cstdint>
#include <string>

#include "base/json.hpp"

namespace pcrs {

/// How much a finding weighs.
enum class Severity {
  note,     ///< accepted and reported: an odd spelling of the CRS
  warning,  ///< a person should look: the dalle is reserved until one decides
  error     ///< the dalle is rejected until a person decides otherwise
};

std::string severity_text(Severity severity);

/// A fault found in the data. It is a result, never an exception: one bad dalle does not stop a batch.
struct Finding {
  std::string path;     ///< file or dalle, as the user knows it
  std::string rule;     ///< stable id, listed in the man page: `crs.other`, `pixels.unreadable`
  std::string message;  ///< what is wrong, with the numbers, and what to do
  Severity severity = Severity::error;
  std::string dalle{};  ///< key of the dalle concerned, where there is one
};

Json to_json(const Finding& finding);

/// How a run ended; the command line makes the exit code of it: failed → 1, else busy → 4, else rejected →
/// 3, else 0.
struct Summary {
  std::uint64_t done = 0;      ///< made, copied, verified
  std::uint64_t skipped = 0;   ///< already as asked
  std::uint64_t rejected = 0;  ///< with a finding of severity error, or not verified
  std::uint64_t busy = 0;      ///< left for later: another process holds them, or a place is away
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;
  bool failed = false;         ///< a part of what was asked failed, which a finding tells; the rest is done
  Json more = Json::object();  ///< what a tool adds to its summary line
};

class Reporter {
 public:
  virtual ~Reporter() = default;
  /// One result: `plain` is the stdout line, `record` the JSON Lines object (its "type" is set for you).
  virtual void result(const std::string& plain, Json record) = 0;
  /// On stdout as JSON, on stderr as one line where severity is warning or error (notes: with -v).
  virtual void finding(const Finding& finding) = 0;
  /// For people, on stderr, shown at verbosity `level` (1: -v, 2: -vv).
  virtual void note(int level, const std::string& text) = 0;
  /// Work known so far, for the bar.
  virtual void progress(std::uint64_t done, std::uint64_t total, const std::string& unit) = 0;
};

/// Keeps quiet; for tests and for calls inside a step.
class NullReporter : public Reporter {
 public:
  void result(const std::string&, Json) override {}
  void finding(const Finding&) override {}
  void note(int, const std::string&) override {}
  void progress(std::uint64_t, std::uint64_t, const std::string&) override {}
};

}  // namespace pcrs
