// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <mutex>
#include <string>

#include "base/report.hpp"

namespace pcrs::cli {

struct CommonOptions;

/// stdout for results (plain paths or JSON Lines), stderr for people, a bar when both are terminals.
/// A result that stdout does not take is an Error (failed) at once: the run stops rather than work unheard.
class StreamReporter : public Reporter {
 public:
  StreamReporter(std::string tool, const CommonOptions& options);
  ~StreamReporter() override { clear_bar(); }
  StreamReporter(const StreamReporter&) = delete;
  StreamReporter& operator=(const StreamReporter&) = delete;
  void result(const std::string& plain, Json record) override;
  void finding(const Finding& finding) override;
  void note(int level, const std::string& text) override;
  void progress(std::uint64_t done, std::uint64_t total, const std::string& unit) override;
  /// The last line (`summary`); throws Error (failed) when stdout did not take it.
  void finish(const Summary& summary, int exit_code);

 private:
  void line(const std::string& text);
  void clear_bar();

  const std::string m_tool;
  const bool m_json;
  const bool m_quiet;
  const int m_verbosity;
  const bool m_bar;
  bool m_bar_shown = false;
  std::chrono::steady_clock::time_point m_start;
  std::chrono::steady_clock::time_point m_last_bar;
  std::mutex m_mutex;
};

}  // namespace pcrs::cli
