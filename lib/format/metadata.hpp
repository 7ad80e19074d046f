// SPDX-License-Identifier: Apache-2.0
// What open-data platforms harvest: DCAT-AP 3 (data.gouv.fr, CKAN, OpenDataSoft) and ISO 19139 (CKAN's
// spatial extension, INSPIRE). Both speak of absolute addresses only, so a site without base_url has neither.
#pragma once
#include <string>
#include <vector>

#include "format/site.hpp"
#include "format/stac.hpp"

namespace pcrs::format {

/// `meta/dcat.jsonld` and one `meta/iso19139-YEAR.xml` a millésime; none without base_url.
std::vector<Document> metadata_documents(const Site& site);

/// The catalog as JSON-LD: a dataset a millésime, a distribution a way to take it.
Json dcat_catalog(const Site& site);

/// gmd:MD_Metadata of one millésime.
std::string iso19139(const Site& site, int millesime);

}  // namespace pcrs::format
