// SPDX-License-Identifier: Apache-2.0
// What is kept where, how it was verified and where the chantier's policy is not met: a page in French for
// elected officials and technicians. A pure function: the caller writes the bytes.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "chantier/chantier.hpp"

namespace pcrs::format {

/// One place and what stands there; times are UTC, empty: never.
struct StoredPlace {
  std::string name;   ///< `intermediate`, `nas`, or a place of the definitive storage
  std::string where;  ///< path, URL or words
  bool definitive = false;
  std::uint64_t objects = 0;  ///< copies of dalles; tars of volumes
  std::uint64_t size_bytes = 0;
  std::uint64_t damaged = 0;
  std::string oldest_inventory;
  std::string oldest_reading;
};

struct StoredDelivery {
  std::string id;
  std::string received_at;
  bool archived = false;
  std::uint64_t files = 0;
  std::map<std::string, std::uint64_t> at_place;  ///< files kept there
};

/// All that breaks one rule in one place.
struct Violation {
  std::string rule;   ///< `policy.copies`…
  std::string place;  ///< empty: of no place alone
  bool definitive = false;
  std::uint64_t count = 0;
  std::string oldest;              ///< the dalle, tar or delivery
  std::string oldest_at;           ///< UTC; empty: never
  std::vector<std::string> names;  ///< the first of them
};

struct StorageReport {
  std::string at;                 ///< UTC, when it was drawn up
  std::vector<std::string> only;  ///< the dalles it was asked for; empty: all, and deliveries
  std::uint64_t dalles = 0, conforming = 0;
  std::vector<StoredPlace> places;
  std::vector<StoredDelivery> deliveries;
  std::vector<Violation> violations;
};

std::string storage_html(const chantier::Chantier& chantier, const StorageReport& report);

}  // namespace pcrs::format
