// SPDX-License-Identifier: Apache-2.0
#include "format/geoplateforme.hpp"

namespace pcrs::format {

std::string geoplateforme_descriptor(const chantier::Geoplateforme& terms, const std::string& name,
                                     const std::string& crs, int version) {
  Json tags{{"datasheet_name", terms.datasheet}, {"type", "PCRS"}};
  if (version > 0) tags["version"] = std::to_string(version);
  const Json dataset{{"data_dirs", Json::array({name})},
                     {"upload_infos",
                      {{"description", terms.description}, {"name", name}, {"srs", crs}, {"type", "RASTER"}}},
                     {"comments", terms.comments},
                     {"tags", tags}};
  return json_text({{"datasets", Json::array({dataset})}});
}

}  // namespace pcrs::format
