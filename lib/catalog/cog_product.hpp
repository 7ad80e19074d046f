// SPDX-License-Identifier: Apache-2.0
// The COG of a lossless dalle, as its record and the journal keep it, whichever tool wrote it.
#pragma once
#include <filesystem>
#include <string>

#include "catalog/record.hpp"

namespace pcrs::catalog {

/// Where the COGs of a millésime stand in the work folder.
std::string cog_folder(int millesime);

/// The COG with all of it that follows from its file having been committed at `file` in the cog_folder: kind,
/// date, provenance, and the copy in `work`. `measured` gives name, size, digest, parameters, facts and tool.
Product cog_product(Product measured, const std::string& lossless_sha256, int millesime,
                    const std::filesystem::path& file);

/// What the journal says of it.
Json cog_line(const Product& cog, int revision);

}  // namespace pcrs::catalog
