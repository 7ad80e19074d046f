// SPDX-License-Identifier: Apache-2.0
// Fields of the national index of dalles that no image can tell: from the chantier, refined by the assembly
// table. What nobody supplied stays absent.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/report.hpp"

namespace pcrs::step::ingest {

/// The fields that people supply, in the words of the national index.
const std::vector<std::string>& national_fields();

struct AssemblyTable {
  std::map<std::string, Json> rows;  ///< fold()ed name of a dalle, without folder and extension → its fields
  std::vector<std::string> columns;  ///< national fields that the table has
  std::vector<Finding> findings;     ///< values that cannot be read (rule national.value)
};

/// A table with a line of headings in any encoding, `;` `,` or tab. The column of the dalle is called
/// `dalle`, `nom`, `nomImage`, `fichier`… and the others as the index calls them or as people do (`date`,
/// `focale`, `precision`). Dates are YYYY-MM-DD or DD/MM/YYYY, numbers may have a decimal comma. Throws Error
/// (failed) naming `where` when there is no column for the dalle, or none for any field.
AssemblyTable parse_assembly(std::string_view bytes, const std::string& where);

}  // namespace pcrs::step::ingest
