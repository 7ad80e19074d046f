// SPDX-License-Identifier: Apache-2.0
// What both kinds of metadata say. Internal to format/.
#pragma once
#include <string>
#include <vector>

#include "format/extent.hpp"
#include "format/licence.hpp"

namespace pcrs::format {

/// A way to take the dalles of a millésime.
struct Door {
  std::string title;       ///< French
  std::string url;         ///< absolute
  std::string media_type;  ///< empty for a service or a page
  std::string protocol;    ///< as CKAN and GeoNetwork know it: `WWW:DOWNLOAD-1.0-http--download`, `OGC:WMTS`
  bool is_file = false;    ///< one file, not a folder or a service
};
std::vector<Door> doors_of(const Site& site, int millesime);

Licence licence_of_ortho(const Site& site);
/// Whether everybody may take it; else a token is asked for.
bool is_open(const Site& site);
std::string title_of(const Site& site, int millesime);
std::string abstract_of(const Site& site, int millesime);
/// The day at which the newest COG of the millésime was made, YYYY-MM-DD: the same until a dalle changes.
std::string modified_day(const Site& site, int millesime);
/// Whether the contact is a mail address.
bool is_mail(const std::string& contact);
/// `http://www.opengis.net/def/crs/EPSG/0/2154` of `EPSG:2154`.
std::string crs_uri(const std::string& crs);

}  // namespace pcrs::format
