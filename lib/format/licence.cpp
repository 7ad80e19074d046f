// SPDX-License-Identifier: Apache-2.0
#include "format/licence.hpp"

namespace pcrs::format {

Licence licence_of(const std::string& national) {
  if (national == "ouvert_lo")
    return {"Licence Ouverte 2.0 (Etalab)", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
            "etalab-2.0"};
  if (national == "ouvert_odbl")
    return {"Open Database License 1.0 (ODbL)", "https://opendatacommons.org/licenses/odbl/1-0/", "ODbL-1.0"};
  if (national == "ferme") return {"Licence fermée", "", "other"};
  return {national.empty() ? "Non précisée" : national, "", "other"};
}

std::string access_label(const std::string& access) {
  if (access == "public") return "en accès libre";
  if (access == "token") return "sur demande";
  return "non diffusé";
}

std::string product_label(const std::string& product) {
  if (product == "ortho") return "Orthophotographie compressée (COG)";
  if (product == "lossless") return "Dalles sans perte";
  if (product == "raw") return "Acquisition brute";
  if (product == "vector") return "PCRS vecteur";
  return product;
}

}  // namespace pcrs::format
