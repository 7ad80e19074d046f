// SPDX-License-Identifier: Apache-2.0
#include "step/archive_unfinished.hpp"

#include <vector>

#include "base/error.hpp"
#include "step/archive_context.hpp"

namespace pcrs::step::archive {

namespace {

// False when the place may be away: each further try would take its time.
bool forgives(Reporter& reporter, Summary& summary, const std::function<void()>& tidy) {
  try {
    tidy();
    return true;
  } catch (const Error& error) {
    rethrow_interrupt(error);
    const bool later = error.kind() == ErrorKind::retry;
    ++(later ? summary.busy : summary.rejected);
    reporter.finding({error.where(), "place.unfinished",
                      "unfinished uploads cannot be listed or removed: " + error.message(),
                      Severity::warning});
    return !later;
  }
}

}  // namespace

void each_unfinished(store::Place& place, const std::string& prefix, Reporter& reporter, Summary& summary,
                     const std::function<void(const store::Unfinished&)>& tidy) {
  std::vector<store::Unfinished> uploads;
  if (!forgives(reporter, summary, [&] { uploads = place.unfinished(prefix); })) return;
  for (const store::Unfinished& upload : uploads)
    if (!forgives(reporter, summary, [&] { tidy(upload); })) return;
}

std::string told_of(const store::Place& place, const store::Unfinished& upload) {
  return place.name() + ": an upload of " + upload.key + " begun " + upload.since;
}

void abandon(store::Place& place, const store::Unfinished& upload, store::WriteMode mode,
             Reporter& reporter) {
  const std::string told = told_of(place, upload);
  switch (place.abandon(upload)) {
    case store::Abandoned::removed:
      return reporter.note(
          1, told + " never ended; " + (mode == store::WriteMode::real ? "removed" : "it would be removed"));
    case store::Abandoned::ended:
      return reporter.note(1, told + " made its object; left alone");
    case store::Abandoned::kept:
      return reporter.note(
          0, told +
                 " may have made its object; left alone, and perhaps billed: put in pcrs-archive(1) says "
                 "what ends it");
  }
}

}  // namespace pcrs::step::archive
