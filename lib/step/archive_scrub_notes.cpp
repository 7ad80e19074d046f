// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/clock.hpp"
#include "step/archive_inventory.hpp"
#include "store/scrub_state.hpp"

namespace pcrs::step::archive {

struct ScrubNotes::Note {
  std::string place;
  store::ScrubState state;
};

ScrubNotes::ScrubNotes(Context& context, const std::vector<std::string>& places, Reporter& reporter,
                       Summary& summary)
    : m_top(context.chantier().id + "/") {
  for (const std::string& place : places) {
    const auto list = context.tier(place)->place->local_path(m_top + "SHA256SUMS");
    if (!list) continue;
    store::ScrubState state(*list);
    if (state.unreadable()) {
      ++summary.rejected;
      reporter.finding({list->string() + ".scrub", "scrub.unreadable",
                        "is not what pcrs-checksum scrub writes, nothing of it was believed; remove it",
                        Severity::warning});
    }
    m_notes.push_back({place, std::move(state)});
  }
}

ScrubNotes::~ScrubNotes() = default;

void ScrubNotes::take(Check& check, const catalog::Product& product) const {
  const auto note = std::find_if(m_notes.begin(), m_notes.end(),
                                 [&](const Note& each) { return each.place == check.place; });
  if (note == m_notes.end() || !check.copy.key.starts_with(m_top)) return;
  const store::LastReading* const last =
      note->state.find(check.copy.key.substr(m_top.size()), product.sha256);
  if (last == nullptr) return;
  const auto damage = catalog::damage_of(check.copy);
  const std::string at = utc_text(last->at);
  if (at <= std::max(catalog::read_at(check.copy), damage ? damage->at : "")) return;
  if (last->found == "ok") {
    check.read_at = at;
    check.read_how = "read by pcrs-checksum scrub";
  } else if (check.fault.empty() && (last->found == "file.changed" || last->found == "file.unreadable")) {
    check.fault = last->found == "file.changed" ? "had other bytes when pcrs-checksum scrub read it on " + at
                                                : "could not be read by pcrs-checksum scrub on " + at;
    check.fault_by = "read";
    check.fault_at = at;
  }
}

}  // namespace pcrs::step::archive
