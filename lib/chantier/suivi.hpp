// SPDX-License-Identifier: Apache-2.0
// What the national record of projects ("suivi PCRS", pcrs.beta.gouv.fr) asks for and no file can tell, and
// what the Géoplateforme asks of a partner. Source: sections [suivi] and [geoplateforme] of the chantier
// file.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace pcrs::chantier {

class Section;

/// Objects and lists hold the keys of the national record, already checked; a key that nobody wrote is
/// absent.
struct Suivi {
  std::string regime;                   ///< `production` | `maj` | `anticipation`
  std::vector<std::string> perimetres;  ///< `departement:46`, `epci:…`, `commune:…`
  Json livrable = Json::object();  ///< of the ortho: diffusion…, date_livraison, recouvr_lat/lon, focale
  Json acteurs = Json::array();
  Json etapes = Json::array();  ///< in the order of their dates
  Json subventions = Json::array();
};

/// The owner's agreement to a hand-over.
struct Agreement {
  std::string owner;
  std::string date;  ///< YYYY-MM-DD
  std::string reference;
};

struct Geoplateforme {
  std::string datasheet;  ///< `PCRS_chantier_D046`: names the delivery, the pyramid and the layers
  std::string description;
  std::vector<std::string> comments;
  std::optional<Agreement> agreement;
};

/// Nothing when the section is absent. Faults go to the section's.
std::optional<Suivi> read_suivi(Section section);
std::optional<Geoplateforme> read_geoplateforme(Section section);

}  // namespace pcrs::chantier
