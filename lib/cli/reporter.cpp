// SPDX-License-Identifier: Apache-2.0
#include "cli/reporter.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/tool.hpp"

namespace pcrs::cli {

namespace {

std::string header_line(const std::string& tool) {
  return json_line(Json{{"type", "header"}, {"version", 1}, {"tool", tool}, {"tool_version", PCRS_VERSION}});
}

Json typed(const char* type, const Json& fields) {
  Json record{{"type", type}};
  record.update(fields);
  record["type"] = type;
  return record;
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::min(seconds, 3.6e8));  // 100 000 h: "who knows"
  return std::to_string(whole / 3600) + ":" + padded_text(whole / 60 % 60, 2) + ":" +
         padded_text(whole % 60, 2);
}

}  // namespace

StreamReporter::StreamReporter(std::string tool, const CommonOptions& options)
    : m_tool(std::move(tool)),
      m_json(options.json),
      m_quiet(options.quiet),
      m_verbosity(options.verbosity),
      m_bar(!options.quiet && ::isatty(STDOUT_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1),
      m_start(std::chrono::steady_clock::now()) {
  if (m_json) line(header_line(m_tool));
}

void StreamReporter::line(const std::string& text) {
  clear_bar();
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
  // A pipe's reader must see a result when it is there, not 4 KiB later: a dalle is worth a system call.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw_failed("stdout", "the results cannot be written (disk full, or the pipe's reader has gone)");
}

void StreamReporter::clear_bar() {
  if (!m_bar_shown) return;
  std::fputs("\r\033[K", stderr);
  m_bar_shown = false;
}

void StreamReporter::result(const std::string& plain, Json record) {
  const std::lock_guard lock(m_mutex);
  if (m_json) {
    line(json_line(typed("dalle", record)));
  } else if (!plain.empty()) {
    line(plain);
  }
}

void StreamReporter::finding(const Finding& finding) {
  const std::lock_guard lock(m_mutex);
  if (m_json) line(json_line(typed("finding", to_json(finding))));
  if (finding.severity == Severity::note && m_verbosity < 1) return;
  clear_bar();
  std::fprintf(stderr, "%s: %s: %s: %s [%s]\n", m_tool.c_str(), severity_text(finding.severity).c_str(),
               one_line(finding.path).c_str(), one_line(finding.message).c_str(), finding.rule.c_str());
}

void StreamReporter::note(int level, const std::string& text) {
  if (m_quiet || level > m_verbosity) return;
  const std::lock_guard lock(m_mutex);
  clear_bar();
  std::fprintf(stderr, "%s: %s\n", m_tool.c_str(), one_line(text).c_str());
}

void StreamReporter::progress(std::uint64_t done, std::uint64_t total, const std::string& unit) {
  using namespace std::chrono;
  if (!m_bar || total == 0) return;
  const std::lock_guard lock(m_mutex);
  const auto time = steady_clock::now();
  if (m_bar_shown && done < total && time - m_last_bar < milliseconds(200)) return;
  m_last_bar = time;
  const double seconds = duration<double>(time - m_start).count();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const double left = rate > 0 && done < total ? static_cast<double>(total - done) / rate : 0;
  std::fprintf(stderr, "\r\033[K%llu/%llu %s  %s/s  %s left", static_cast<unsigned long long>(done),
               static_cast<unsigned long long>(total), unit.c_str(), fixed_text(rate, 1).c_str(),
               duration_text(left).c_str());
  std::fflush(stderr);
  m_bar_shown = true;
}

void StreamReporter::finish(const Summary& summary, int exit_code) {
  const std::lock_guard lock(m_mutex);
  clear_bar();
  if (m_json) {
    Json record{
        {"done", summary.done}, {"skipped", summary.skipped},       {"rejected", summary.rejected},
        {"busy", summary.busy}, {"bytes_read", summary.bytes_read}, {"bytes_written", summary.bytes_written},
        {"exit", exit_code}};
    record.update(summary.more);
    line(json_line(typed("summary", record)));
  }
}

}  // namespace pcrs::cli
