// SPDX-License-Identifier: Apache-2.0
// The national index of dalles (pcrs.beta.gouv.fr, class RasterPCRS of the CNIG standard), with the URL of
// each file. What nobody supplied is null, never guessed.
#pragma once
#include <string>
#include <vector>

#include "format/site.hpp"
#include "grid/feature_file.hpp"

namespace pcrs::format {

/// The keys of the index, in their order; `url` is ours and comes last.
const std::vector<std::string>& national_keys();

/// Every key of national_keys(). Units: `resolution` in centimetres, `tailleFichier` in bytes. `from` is the
/// document (a path in the site) that will hold `url`.
Json national_properties(const Site& site, const PublicDalle& dalle, const std::string& from);

/// The whole index as GeoJSON (RFC 7946: EPSG:4326, longitude first), one feature a line.
std::string national_geojson(const Site& site, const std::string& from);

/// The same index as a table, in the grid's CRS, for a GeoPackage; `open` is 1, tables of grid/ know no
/// boolean.
grid::Layer national_layer(const Site& site, const std::string& from);

/// The index as the national portal exports it: the same without `url`, of one millésime.
std::string national_export(const Site& site, int millesime);

/// The corners of a dalle as a GeoJSON polygon.
Json polygon(const PublicDalle& dalle);

}  // namespace pcrs::format
