// SPDX-License-Identifier: Apache-2.0
#include "format/suivi.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "format/extent.hpp"
#include "format/licence.hpp"

namespace pcrs::format {

namespace {

std::vector<const PublicDalle*> dalles_of(const Project& project) {
  std::vector<const PublicDalle*> dalles;
  for (const PublicDalle& dalle : project.site.dalles)
    if (dalle.millesime == project.millesime) dalles.push_back(&dalle);
  return dalles;
}

const chantier::Product* ortho_of(const Site& site) {
  const auto found = site.products.find("ortho");
  return found == site.products.end() ? nullptr : &found->second;
}

// Never 100 while a dalle is missing.
double advance_percent(const Project& project) {
  if (project.expected_dalles == 0) return 0;
  const auto published = static_cast<double>(dalles_of(project).size());
  return std::min(100.0, std::floor(1000 * published / static_cast<double>(project.expected_dalles)) / 10);
}

Json ortho_record(const Project& project) {
  const Site& site = project.site;
  const chantier::Product* ortho = ortho_of(site);
  Json livrable{{"nom", "Orthophotographie " + std::to_string(project.millesime)},
                {"nature", "geotiff"},
                {"licence", ortho == nullptr ? "ferme" : ortho->licence}};
  livrable.update(project.suivi.livrable);
  livrable["avancement"] = advance_percent(project);
  // Its scanner crawls the listing; a storage that asks for a token carries it in its path, by hand.
  if (ortho != nullptr && ortho->access == "public" && !site.base_url.empty()) {
    const std::string folder = "dalles/" + std::to_string(project.millesime) + "/";
    livrable["stockage"] = "http";
    livrable["stockage_params"] = {{"url", link_to(site, folder, "")}};
  }
  return livrable;
}

// In the words of the export: 01 there, 02 under way, 03 planned.
const char* calendar_of(const std::string& statut) {
  if (statut == "prod_en_cours" || statut == "controle_en_cours") return "02";
  if (statut == "realise" || statut == "disponible" || statut == "obsolete") return "01";
  return "03";
}

// The last step that has begun; the first when none has, the last when no one dated them.
const Json* step_under_way(const Json& etapes, const std::string& today) {
  const Json* found = nullptr;
  bool dated = false;
  for (const Json& etape : etapes) {
    if (etape["date_debut"].is_null()) continue;
    dated = true;
    if (etape["date_debut"].get<std::string>() <= today) found = &etape;
  }
  if (found != nullptr || etapes.empty()) return found;
  return dated ? &etapes.front() : &etapes.back();
}

Json distinct(const Json& objects, const char* key) {
  std::set<std::string> seen;
  Json values = Json::array();
  for (const Json& object : objects)
    if (const std::string value = object.value(key, ""); !value.empty() && seen.insert(value).second)
      values.push_back(value);
  return values;
}

Json or_null(const Json& object, const char* key) {
  return object.contains(key) ? object[key] : Json();
}

}  // namespace

Json project_record(const Project& project) {
  const bool vectors = !project.site.vectors.empty();
  return {{"nom", project.site.name},
          {"regime", project.suivi.regime},
          {"nature", vectors ? "mixte" : "raster"},
          {"livrables", Json::array({ortho_record(project)})},
          {"acteurs", project.suivi.acteurs},
          {"perimetres", project.suivi.perimetres},
          {"etapes", project.suivi.etapes},
          {"subventions", project.suivi.subventions}};
}

Json livrables_geojson(const Project& project, const std::string& today) {
  Json features = Json::array();
  const auto dalles = dalles_of(project);
  if (!dalles.empty()) {
    std::uint64_t bytes = 0;
    for (const PublicDalle* dalle : dalles) bytes += dalle->size_bytes;
    const Json* step = step_under_way(project.suivi.etapes, today);
    const Json& livrable = project.suivi.livrable;
    const chantier::Product* ortho = ortho_of(project.site);
    const Extent extent = extent_of(project.site, project.millesime);
    features.push_back({{"type", "Feature"},
                        {"geometry", {{"type", "Polygon"}, {"coordinates", Json::array({extent.ring()})}}},
                        {"properties",
                         {{"initiative", project.id.empty() ? Json() : Json(project.id)},
                          {"dateActualite", step == nullptr ? Json() : (*step)["date_debut"]},
                          {"calendrier", step == nullptr ? Json() : Json(calendar_of((*step)["statut"]))},
                          {"format", "image/tiff"},
                          {"compression", dalles.front()->compression},
                          {"epsg", project.site.grid.crs},
                          {"taille", bytes},
                          {"recouvr_lat", or_null(livrable, "recouvr_lat")},
                          {"recouvr_lon", or_null(livrable, "recouvr_lon")},
                          {"focale", or_null(livrable, "focale")},
                          {"licence", ortho == nullptr ? Json() : Json(ortho->licence)},
                          {"subventions", distinct(project.suivi.subventions, "nature")},
                          {"acteurs", distinct(project.suivi.acteurs, "nom")},
                          {"diffusionUrl", or_null(livrable, "diffusion_url")},
                          {"diffusionLayer", or_null(livrable, "diffusion_layer")}}}});
  }
  return {{"type", "FeatureCollection"}, {"features", features}};
}

}  // namespace pcrs::format
