// SPDX-License-Identifier: Apache-2.0
#include "format/metadata.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "sample_site.hpp"

using namespace pcrs;
using namespace pcrs::format;
using Catch::Matchers::Contains;

namespace {

Site absolute_site() {
  Site site = sample_site();
  site.base_url = "https://pcrs.example.org/lot";
  for (PublicDalle& dalle : site.dalles) dalle.made_at = "2026-03-14T02:07:09Z";
  return site;
}

}  // namespace

TEST_CASE("metadata speak of absolute addresses only") {
  CHECK(metadata_documents(sample_site()).empty());
  const auto documents = metadata_documents(absolute_site());
  REQUIRE(documents.size() == 3);
  CHECK(documents[0].path == "meta/dcat.jsonld");
  CHECK(documents[2].path == "meta/iso19139-2025.xml");
}

TEST_CASE("DCAT-AP: what harvesters look for in each dataset") {
  const Json catalog = dcat_catalog(absolute_site());
  CHECK(catalog["dct:publisher"]["foaf:name"]["@value"] == "APLC & associés");
  REQUIRE(catalog["dcat:dataset"].size() == 2);
  const Json& dataset = catalog["dcat:dataset"][1];
  for (const char* key : {"dct:title", "dct:description", "dct:publisher", "dcat:contactPoint", "dct:spatial",
                          "dct:temporal", "dct:modified", "dcat:distribution", "dct:identifier"})
    CHECK(dataset.contains(key));
  CHECK(dataset["dcat:contactPoint"]["vcard:hasEmail"]["@id"] == "mailto:pcrs@example.org");
  CHECK(dataset["dcat:spatialResolutionInMeters"]["@value"] == "0.05");
  CHECK_THAT(dataset["dct:spatial"]["dcat:bbox"]["@value"].get<std::string>(), Contains("POLYGON((1.4"));
  std::set<std::string> ids;
  for (const Json& distribution : dataset["dcat:distribution"]) {
    ids.insert(distribution["@id"].get<std::string>());
    CHECK_THAT(distribution["dcat:accessURL"]["@id"].get<std::string>(),
               Catch::StartsWith("https://pcrs.example.org/lot/"));
    CHECK_THAT(distribution["dct:license"]["@id"].get<std::string>(), Contains("licence-ouverte"));
  }
  CHECK(ids.size() == dataset["dcat:distribution"].size());
}

TEST_CASE("ISO 19139: extent, dates, licence and addresses, with markup escaped") {
  const std::string xml = iso19139(absolute_site(), 2025);
  CHECK_THAT(xml, Contains("PCRS du Lot &lt;5 cm&gt;, millésime 2025"));
  CHECK_THAT(xml, Contains("APLC &amp; associés"));
  CHECK_THAT(xml, Contains("<gco:Date>2026-03-14</gco:Date>"));
  CHECK_THAT(xml, Contains("<gmd:westBoundLongitude><gco:Decimal>1.4"));
  CHECK_THAT(xml, Contains("https://pcrs.example.org/lot/dalles/2025/"));
  CHECK_THAT(xml, Contains("http://www.opengis.net/def/crs/EPSG/0/2154"));
  CHECK_THAT(xml, Contains("<gml:beginPosition>2025-01-01"));
}
