// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace pcrs::format {

/// The style sheet of the recette, for screens and for paper.
extern const char* const recette_style;

}  // namespace pcrs::format
