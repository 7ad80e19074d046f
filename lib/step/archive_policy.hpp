// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: the chantier's policy, applied to what the records say.
#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "catalog/volume.hpp"
#include "format/storage_report.hpp"
#include "step/archive_context.hpp"

namespace pcrs::step::archive {

/// How the copies of one product stand to the policy.
struct Verdict {
  int sound = 0;  ///< in distinct places
  bool too_few = false;
  std::vector<std::string> damaged, inventory, read;  ///< places
  /// `copies,read`: the rules that are broken; empty: none.
  std::string words() const;
};

/// `bad`: places whose copy was found missing or damaged just now, whatever the record says.
Verdict verdict_of(const Context& context, const catalog::Product& product, const std::set<std::string>& bad,
                   UnixTime now);

class Policy {
 public:
  explicit Policy(Context& context);
  /// A lossless product of any revision. A superseded one that no place ever had is none of the policy's.
  void add(const catalog::Record& record, const std::set<std::string>& bad);
  /// Every delivery and volume, where the chantier has a definitive storage; tells a line a delivery.
  void add_deliveries(Reporter& reporter, Summary& summary);
  /// A finding for each rule and place.
  void tell(Reporter& reporter, Summary& summary) const;
  format::StorageReport report() const;

 private:
  struct Subject {
    std::string name;
    std::string at;  ///< UTC; empty: never
    std::uint64_t size_bytes = 0;
  };
  void breaks(const std::string& rule, const std::string& place, bool definitive, const Subject& subject);
  void add_copy(const catalog::Copy& copy, const catalog::Product& product);
  void add_volume(const catalog::Volume& volume);
  std::string message(const format::Violation& violation) const;
  std::string remedy(const format::Violation& violation) const;

  Context& m_context;
  const UnixTime m_now;
  format::StorageReport m_report;
  std::map<std::string, format::StoredPlace> m_places;
  std::map<std::pair<std::string, std::string>, format::Violation> m_violations;
};

}  // namespace pcrs::step::archive
