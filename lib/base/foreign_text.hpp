// SPDX-License-Identifier: Apache-2.0
// Texts that contractors write, in whatever encoding their machine has.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace pcrs {

/// UTF-8 of a text in UTF-8 or UTF-16 (either end; by its BOM, or by its zero bytes), else taken as CP1252.
/// The BOM goes. Never fails: what no encoding knows becomes U+FFFD.
std::string decode_text(std::string_view bytes);

/// Its lines, without CR and LF (CR alone ends a line too).
std::vector<std::string> lines_of(std::string_view text);

/// For comparing names across machines: ASCII lower case, accents of Latin letters taken away whether
/// composed (NFC) or not (NFD), bytes that are no UTF-8 read as CP1252.
std::string fold(std::string_view name);

/// As fold, letters and digits only: `Prises de vues (Été)` is `prisesdevuesete`.
std::string plain_word(std::string_view name);

/// One row of a table with `separator`, fields unquoted (RFC 4180, within one line) and trimmed.
std::vector<std::string> csv_fields(std::string_view line, char separator);
/// The one of `;` `,` and tab that the line holds most of.
char csv_separator(std::string_view line);

}  // namespace pcrs
