// SPDX-License-Identifier: Apache-2.0
// From what was read of each file to the delivery's record: every finding, in a stable order.
#pragma once
#include <string>
#include <vector>

#include "catalog/delivery.hpp"
#include "chantier/chantier.hpp"
#include "grid/name_pattern.hpp"
#include "raster/check.hpp"
#include "step/ingest_across.hpp"
#include "step/ingest_checks.hpp"
#include "step/ingest_claims.hpp"
#include "step/ingest_lot.hpp"
#include "step/ingest_national.hpp"
#include "step/ingest_roles.hpp"
#include "step/ingest_roots.hpp"

namespace pcrs::step::ingest {

/// What a run knows of one file of the inventory.
struct Seen {
  Role role;
  KnownFile known;
  std::string trouble;  ///< why it could not be read; empty: it could
};

struct Case {
  const chantier::Chantier& chantier;
  const Territory& territory;
  const RoleSorter& sorter;
  const Inventory& inventory;
  const std::vector<Seen>& seen;  ///< one a file of the inventory
  const Claims& claims;
  std::optional<std::set<grid::DalleKey>> lot;
  std::optional<AssemblyTable> assembly;
  std::string assembly_name;
  std::vector<catalog::AcceptedOrtho> elsewhere;  ///< of other deliveries, oldest first
  std::vector<std::string> earlier_deliveries;    ///< those that came before this one
};

/// What the check of an ortho must know.
raster::Expectation expectation_of(const chantier::Chantier& chantier, const Territory& territory,
                                   const RoleSorter& sorter, const std::string& path);

/// Fills files and findings.
void judge(const Case& facts, catalog::Delivery& delivery);

/// The rules across files and on completeness.
std::vector<Finding> judge_across(const Case& facts, const catalog::Delivery& delivery);

}  // namespace pcrs::step::ingest
