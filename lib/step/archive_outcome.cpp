// SPDX-License-Identifier: Apache-2.0
#include "step/archive_outcome.hpp"

#include "step/archive_context.hpp"

namespace pcrs::step::archive {

void Outcome::failed(const Error& error, const std::string& rule) {
  rethrow_interrupt(error);
  if (error.kind() != ErrorKind::retry) return fault(error.where(), rule, error.message());
  busy = true;
  findings.push_back({error.where(), "place.offline", error.message(), Severity::warning, dalle});
}

void deliver(Outcome& outcome, Reporter& reporter, Summary& summary) {
  for (const Finding& finding : outcome.findings) reporter.finding(finding);
  for (auto& [plain, json] : outcome.results) reporter.result(plain, std::move(json));
  if (outcome.busy) reporter.note(1, outcome.dalle + ": another process works on it; left alone");
  summary.done += outcome.done;
  summary.skipped += outcome.skipped;
  summary.rejected += outcome.rejected ? 1 : 0;
  summary.busy += outcome.busy ? 1 : 0;
  summary.bytes_read += outcome.bytes_read;
  summary.bytes_written += outcome.bytes_written;
  outcome = {};
}

}  // namespace pcrs::step::archive
