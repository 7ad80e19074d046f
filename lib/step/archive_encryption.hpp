// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: the keys that the chantier wants the tars of volumes encrypted to.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "chantier/chantier.hpp"
#include "store/cipher.hpp"

namespace pcrs::step::archive {

/// With the keys of files read and all of them tried: what is packed must not fail for a key after hours.
/// Throws Error (usage) at the line of the chantier file.
store::Encryption encryption_of(const chantier::Chantier& chantier);

/// Which keys open what is encrypted, for people.
std::string keys_text(const std::vector<std::string>& recipients);

/// Throws Error (usage) for what is no file or folder. A key that was given instead of its file is not shown.
void check_identity(const std::optional<std::filesystem::path>& identity);

}  // namespace pcrs::step::archive
