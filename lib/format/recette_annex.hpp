// SPDX-License-Identifier: Apache-2.0
// The quieter sections of the recette.
#pragma once
#include <string>

#include "format/recette_model.hpp"

namespace pcrs::format {

/// Who decided what, when and why.
std::string decisions_section(const catalog::Delivery& delivery);
/// National fields that nobody supplied, never guessed.
std::string national_section(const catalog::Delivery& delivery);
/// What else the delivery holds, by kind.
std::string contents_section(const catalog::Delivery& delivery);
/// Every rule with its tolerance.
std::string rules_section(const chantier::Chantier& chantier, const RecetteModel& model,
                          std::span<const Rule> rules);

}  // namespace pcrs::format
