// SPDX-License-Identifier: Apache-2.0
// A delivery as the report tells it: dalles with their state, findings by rule.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "format/recette.hpp"

namespace pcrs::format {

enum class DalleState {
  accepted,
  reserved,
  rejected,
  missing,  ///< expected here, delivered nowhere
  earlier   ///< expected here, already accepted from another delivery
};
inline constexpr std::array dalle_states{DalleState::accepted, DalleState::reserved, DalleState::rejected,
                                         DalleState::missing, DalleState::earlier};

/// What the report says of a state.
struct StateWords {
  const char* css;     ///< class
  const char* symbol;  ///< readable without colours
  const char* one;     ///< « acceptée »
  const char* many;
  const char* means;
};
const StateWords& words_of(DalleState state);

struct RecetteDalle {
  std::string key;     ///< may be empty: an ortho that lies nowhere
  std::string anchor;  ///< of its row in the page
  DalleState state = DalleState::accepted;
  std::optional<std::array<double, 4>> bounds_m;
  const catalog::DeliveredFile* file = nullptr;  ///< none: missing or earlier
  std::vector<const Finding*> findings;
  const catalog::Decision* decision = nullptr;
  std::string name() const;       ///< of the file, else the key
  std::string thumbnail() const;  ///< base64 JPEG, or empty
};

struct RuleFindings {
  std::string id;
  const Rule* rule = nullptr;  ///< none: a rule that nobody explained
  Severity worst = Severity::note;
  std::vector<const Finding*> findings;
  std::string title() const;
};

struct RecetteModel {
  std::vector<RecetteDalle> dalles;  ///< north to south, west to east; those without place last
  std::vector<RuleFindings> rules;   ///< worst first, then most frequent
  std::map<DalleState, std::size_t> count;
  std::size_t orthos = 0;
  std::uint64_t ortho_bytes = 0, all_bytes = 0;
};

RecetteModel recette_model(const catalog::Delivery& delivery, const std::vector<ExpectedDalle>& expected,
                           std::span<const Rule> rules);

/// The finding's path as people know it: below its root.
std::string shown_path(const catalog::Delivery& delivery, const std::string& path);
const Rule* rule_of(std::span<const Rule> rules, std::string_view id);
/// « rejet », « réserve », « note ».
const char* severity_fr(Severity severity);

}  // namespace pcrs::format
