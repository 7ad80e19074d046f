// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "format/metadata.hpp"
#include "format/metadata_common.hpp"

namespace pcrs::format {

namespace {

Json context() {
  return {{"adms", "http://www.w3.org/ns/adms#"},
          {"dcat", "http://www.w3.org/ns/dcat#"},
          {"dct", "http://purl.org/dc/terms/"},
          {"foaf", "http://xmlns.com/foaf/0.1/"},
          {"gsp", "http://www.opengis.net/ont/geosparql#"},
          {"vcard", "http://www.w3.org/2006/vcard/ns#"},
          {"xsd", "http://www.w3.org/2001/XMLSchema#"}};
}

Json reference(const std::string& id) {
  return {{"@id", id}};
}
Json french(const std::string& text) {
  return {{"@value", text}, {"@language", "fr"}};
}
Json typed(const std::string& value, const char* type) {
  return {{"@value", value}, {"@type", type}};
}

Json publisher(const Site& site) {
  return {{"@id", site.base_url + "/#producteur"},
          {"@type", "foaf:Organization"},
          {"foaf:name", french(site.producer)}};
}

Json contact_point(const Site& site) {
  Json contact{{"@type", "vcard:Organization"}, {"vcard:fn", site.producer}};
  if (is_mail(site.contact))
    contact["vcard:hasEmail"] = reference("mailto:" + site.contact);
  else if (starts_with_nocase(site.contact, "http"))
    contact["vcard:hasURL"] = reference(site.contact);
  return contact;
}

// West, south, east, north as a polygon in WGS 84, longitude first.
std::string wkt_of(const Extent& extent) {
  std::string text = "POLYGON((";
  const char* separator = "";
  for (const Json& point : extent.ring()) {
    text += separator + number_text(point[0]) + " " + number_text(point[1]);
    separator = ",";
  }
  return text + "))";
}

Json distribution(const Site& site, const Door& door, const std::string& id) {
  Json made{{"@id", id},
            {"@type", "dcat:Distribution"},
            {"dct:title", french(door.title)},
            {"dcat:accessURL", reference(door.url)}};
  if (door.is_file) made["dcat:downloadURL"] = reference(door.url);
  if (!door.media_type.empty()) made["dcat:mediaType"] = door.media_type;
  if (const Licence licence = licence_of_ortho(site); !licence.url.empty())
    made["dct:license"] = reference(licence.url);
  return made;
}

Json dataset(const Site& site, int millesime) {
  const std::string id = site.base_url + "/#millesime-" + std::to_string(millesime);
  const Extent extent = extent_of(site, millesime);
  Json distributions = Json::array();
  for (const Door& door : doors_of(site, millesime))
    distributions.push_back(distribution(site, door, id + "-" + std::to_string(distributions.size() + 1)));
  return {
      {"@id", id},
      {"@type", "dcat:Dataset"},
      {"dct:identifier", site.id + "-" + std::to_string(millesime)},
      {"dct:title", french(title_of(site, millesime))},
      {"dct:description", french(abstract_of(site, millesime))},
      {"dct:publisher", reference(site.base_url + "/#producteur")},
      {"dcat:contactPoint", contact_point(site)},
      {"dct:language", reference("http://publications.europa.eu/resource/authority/language/FRA")},
      {"dcat:theme", reference("http://publications.europa.eu/resource/authority/data-theme/REGI")},
      {"dcat:keyword",
       Json::array({french("PCRS"), french("orthophotographie"), french("plan de corps de rue simplifié")})},
      {"dct:accessRights",
       reference(std::string("http://publications.europa.eu/resource/authority/access-right/") +
                 (is_open(site) ? "PUBLIC" : "RESTRICTED"))},
      {"dct:conformsTo", {{"@id", crs_uri(site.grid.crs)}, {"@type", "dct:Standard"}}},
      {"dcat:spatialResolutionInMeters", typed(number_text(site.grid.gsd_m), "xsd:decimal")},
      {"dct:spatial", {{"@type", "dct:Location"}, {"dcat:bbox", typed(wkt_of(extent), "gsp:wktLiteral")}}},
      {"dct:temporal",
       {{"@type", "dct:PeriodOfTime"},
        {"dcat:startDate", typed(extent.start.substr(0, 10), "xsd:date")},
        {"dcat:endDate", typed(extent.end.substr(0, 10), "xsd:date")}}},
      {"dct:modified", typed(modified_day(site, millesime), "xsd:date")},
      {"dcat:landingPage", {{"@id", site.base_url + "/"}, {"@type", "foaf:Document"}}},
      {"dcat:distribution", distributions}};
}

}  // namespace

Json dcat_catalog(const Site& site) {
  Json datasets = Json::array();
  for (const int millesime : millesimes(site)) datasets.push_back(dataset(site, millesime));
  const Json catalog{
      {"@id", site.base_url + "/meta/dcat.jsonld"},
      {"@type", "dcat:Catalog"},
      {"dct:title", french(site.title)},
      {"dct:description", french(site.name + " : orthophotographie à diffuser et à reprendre.")},
      {"dct:publisher", publisher(site)},
      {"dct:language", reference("http://publications.europa.eu/resource/authority/language/FRA")},
      {"foaf:homepage", {{"@id", site.base_url + "/"}, {"@type", "foaf:Document"}}},
      {"dcat:dataset", datasets}};
  Json document{{"@context", context()}};
  document.update(catalog);
  return document;
}

}  // namespace pcrs::format
