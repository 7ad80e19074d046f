// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: a copy while it is inventoried, and which copies are read as well.
#pragma once
#include <string>
#include <vector>

#include "catalog/copy_proof.hpp"
#include "step/archive_context.hpp"

namespace pcrs::step::archive {

/// One copy, as the record had it, and what was found.
struct Check {
  std::string place;
  catalog::Copy copy;
  std::string looked_at{};  ///< UTC; empty: it could not be looked at
  std::string fault{};      ///< empty: nothing is wrong
  std::string fault_by{};   ///< as catalog::Damage::by
  std::string fault_at{};
  std::string read_at{};  ///< UTC, when its bytes proved right; empty: they were not read
  std::string read_how{};
  bool to_read = false;
};

/// One revision of a dalle.
struct Inspected {
  grid::DalleKey key;
  std::string dalle;
  int millesime = 0;
  int revision = 1;
  catalog::Product product;
  std::vector<Check> checks{};
};

/// What pcrs-checksum scrub read in the places that are folders.
class ScrubNotes {
 public:
  ScrubNotes(Context& context, const std::vector<std::string>& places, Reporter& reporter, Summary& summary);
  ~ScrubNotes();
  /// What is newer than the record.
  void take(Check& check, const catalog::Product& product) const;

 private:
  struct Note;
  std::string m_top;
  std::vector<Note> m_notes;
};

/// Chooses `share` of the copies of each place that may be read, those read longest ago first; returns what
/// that means as JSON for the summary, once it has been announced.
Json choose_readings(Context& context, double share, std::vector<Inspected>& all, Reporter& reporter);

/// Writes what was found into a record's copy, unless that was made anew meanwhile.
void keep_findings(const Check& check, catalog::Copy& copy);

}  // namespace pcrs::step::archive
