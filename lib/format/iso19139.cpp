// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "format/metadata.hpp"
#include "format/metadata_common.hpp"

namespace pcrs::format {

namespace {

constexpr const char* head =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<gmd:MD_Metadata xmlns:gmd=\"http://www.isotc211.org/2005/gmd\" "
    "xmlns:gco=\"http://www.isotc211.org/2005/gco\" xmlns:gml=\"http://www.opengis.net/gml/3.2\" "
    "xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n";

constexpr const char* code_lists =
    "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#";  // where its lists are named

// <gmd:NAME>content</gmd:NAME>
std::string element(const std::string& name, const std::string& content) {
  return "<gmd:" + name + ">" + content + "</gmd:" + name + ">\n";
}
std::string text(const std::string& name, const std::string& value) {
  return element(name, "<gco:CharacterString>" + xml_escape(value) + "</gco:CharacterString>");
}
std::string code(const std::string& name, const std::string& list, const std::string& value) {
  return element(name, "<gmd:" + list + " codeList=\"" + code_lists + list + "\" codeListValue=\"" + value +
                           "\">" + value + "</gmd:" + list + ">");
}
std::string date(const std::string& day, const std::string& kind) {
  return element("date", element("CI_Date", element("date", "<gco:Date>" + day + "</gco:Date>") +
                                                code("dateType", "CI_DateTypeCode", kind)));
}

std::string party(const Site& site, const std::string& role) {
  std::string contact;
  if (is_mail(site.contact))
    contact = element(
        "contactInfo",
        element("CI_Contact",
                element("address", element("CI_Address", text("electronicMailAddress", site.contact)))));
  return element("CI_ResponsibleParty",
                 text("organisationName", site.producer) + contact + code("role", "CI_RoleCode", role));
}

std::string citation(const Site& site, int millesime) {
  return element(
      "citation",
      element(
          "CI_Citation",
          text("title", title_of(site, millesime)) + date(modified_day(site, millesime), "revision") +
              element("identifier", element("MD_Identifier", text("code", site.base_url + "/#millesime-" +
                                                                              std::to_string(millesime))))));
}

// The theme of the INSPIRE directive that orthophotographs are of, and free words.
std::string keywords() {
  const std::string inspire =
      text("keyword", "Ortho-imagerie") +
      element("thesaurusName", element("CI_Citation", text("title", "GEMET - INSPIRE themes, version 1.0") +
                                                          date("2008-06-01", "publication")));
  return element("descriptiveKeywords", element("MD_Keywords", inspire)) +
         element("descriptiveKeywords",
                 element("MD_Keywords", text("keyword", "PCRS") + text("keyword", "orthophotographie")));
}

std::string constraints(const Site& site) {
  const Licence licence = licence_of_ortho(site);
  const std::string label = licence.label + (licence.url.empty() ? "" : " : " + licence.url);
  return element("resourceConstraints",
                 element("MD_LegalConstraints",
                         text("useLimitation", label) +
                             code("accessConstraints", "MD_RestrictionCode", "otherRestrictions") +
                             text("otherConstraints", is_open(site) ? "Pas de restriction d'accès public"
                                                                    : "Accès soumis à un jeton")));
}

std::string decimal(const std::string& name, double value) {
  return element(name, "<gco:Decimal>" + number_text(value) + "</gco:Decimal>");
}

std::string extent(const Site& site, int millesime) {
  const Extent box = extent_of(site, millesime);
  const std::string geographic =
      element("EX_GeographicBoundingBox",
              decimal("westBoundLongitude", box.west) + decimal("eastBoundLongitude", box.east) +
                  decimal("southBoundLatitude", box.south) + decimal("northBoundLatitude", box.north));
  const std::string period = "<gml:TimePeriod gml:id=\"t" + std::to_string(millesime) +
                             "\"><gml:beginPosition>" + box.start.substr(0, 10) +
                             "</gml:beginPosition><gml:endPosition>" + box.end.substr(0, 10) +
                             "</gml:endPosition></gml:TimePeriod>";
  return element("extent",
                 element("EX_Extent", element("geographicElement", geographic) +
                                          element("temporalElement",
                                                  element("EX_TemporalExtent", element("extent", period)))));
}

std::string identification(const Site& site, int millesime) {
  const std::string resolution = element(
      "spatialResolution",
      element("MD_Resolution", element("distance", "<gco:Distance uom=\"m\">" + number_text(site.grid.gsd_m) +
                                                       "</gco:Distance>")));
  return element(
      "identificationInfo",
      element("MD_DataIdentification",
              citation(site, millesime) + text("abstract", abstract_of(site, millesime)) +
                  code("status", "MD_ProgressCode", "onGoing") +
                  element("pointOfContact", party(site, "pointOfContact")) + keywords() + constraints(site) +
                  code("spatialRepresentationType", "MD_SpatialRepresentationTypeCode", "grid") + resolution +
                  code("language", "LanguageCode", "fre") +
                  code("characterSet", "MD_CharacterSetCode", "utf8") +
                  element("topicCategory",
                          "<gmd:MD_TopicCategoryCode>imageryBaseMapsEarthCover</gmd:MD_TopicCategoryCode>") +
                  extent(site, millesime)));
}

std::string online(const Door& door) {
  return element("onLine", element("CI_OnlineResource",
                                   element("linkage", "<gmd:URL>" + xml_escape(door.url) + "</gmd:URL>") +
                                       text("protocol", door.protocol) + text("name", door.title)));
}

std::string distribution(const Site& site, int millesime) {
  std::string resources;
  for (const Door& door : doors_of(site, millesime)) resources += online(door);
  return element("distributionInfo",
                 element("MD_Distribution",
                         element("distributionFormat", element("MD_Format", text("name", "GeoTIFF (COG)") +
                                                                                text("version", "1.1"))) +
                             element("transferOptions", element("MD_DigitalTransferOptions", resources))));
}

std::string quality() {
  return element(
      "dataQualityInfo",
      element("DQ_DataQuality",
              element("scope", element("DQ_Scope", code("level", "MD_ScopeCode", "dataset"))) +
                  element("lineage",
                          element("LI_Lineage",
                                  text("statement",
                                       "Chaque dalle publiée dit, dans le catalogue STAC, l'empreinte "
                                       "SHA-256 de la dalle sans perte et des fichiers livrés dont elle est "
                                       "issue.")))));
}

std::string reference_system(const Site& site) {
  return element(
      "referenceSystemInfo",
      element("MD_ReferenceSystem", element("referenceSystemIdentifier",
                                            element("RS_Identifier", text("code", crs_uri(site.grid.crs))))));
}

}  // namespace

std::string iso19139(const Site& site, int millesime) {
  return head + text("fileIdentifier", site.id + "-" + std::to_string(millesime)) +
         code("language", "LanguageCode", "fre") + code("characterSet", "MD_CharacterSetCode", "utf8") +
         code("hierarchyLevel", "MD_ScopeCode", "dataset") +
         element("contact", party(site, "pointOfContact")) +
         element("dateStamp", "<gco:Date>" + modified_day(site, millesime) + "</gco:Date>") +
         text("metadataStandardName", "ISO 19115") + text("metadataStandardVersion", "2003/Cor.1:2006") +
         reference_system(site) + identification(site, millesime) + distribution(site, millesime) +
         quality() + "</gmd:MD_Metadata>\n";
}

std::vector<Document> metadata_documents(const Site& site) {
  std::vector<Document> documents;
  if (site.base_url.empty()) return documents;
  const std::string top = std::string(layout::meta) + "/";
  documents.push_back({top + "dcat.jsonld", json_text(dcat_catalog(site))});
  for (const int millesime : millesimes(site))
    documents.push_back({top + "iso19139-" + std::to_string(millesime) + ".xml", iso19139(site, millesime)});
  return documents;
}

}  // namespace pcrs::format
