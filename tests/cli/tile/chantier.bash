# SPDX-License-Identifier: Apache-2.0
# Sourced by the cases: a chantier of 200 m dalles at 1 m, and sources made on the spot.
# shellcheck shell=bash
cat >chantier.toml <<'T'
[chantier]
id = "essai"
name = "Chantier d'essai"
code = "46"
millesime = 2025
producer = "Essai"
[grid]
crs = "EPSG:2154"
dalle_side_m = 200
gsd_m = 1
name_pattern = "{year}-{x_hm:5}-{y_hm:5}-LA93-1M-RVB"
[footprint]
file = "territoire.geojson"
dallage = "dallage.csv"
[places]
work = "work"
catalog = "catalog"
intermediate = "intermediate"
hot = "hot"
[lossless]
compression = "deflate"
level = 6
[products.ortho]
licence = "ouvert_lo"
T
echo '{"type":"Polygon","coordinates":[[[1.4,44.4],[1.6,44.4],[1.6,44.5],[1.4,44.5],[1.4,44.4]]]}' >territoire.geojson
printf 'nom\n2025-05780-63740-LA93-1M-RVB\n2025-05782-63740-LA93-1M-RVB\n2025-05780-63738-LA93-1M-RVB\n' >dallage.csv
export PCRS_CHANTIER=chantier.toml

# source_of FILE WEST NORTH WIDTH HEIGHT RED [GDAL_TRANSLATE_OPTION...]: one colour (RED, 20, 30), pixels of 1 m.
source_of() {
  local file=$1 west=$2 north=$3 width=$4 height=$5 red=$6
  shift 6
  gdal_create -q -of GTiff -outsize "$width" "$height" -bands 3 -burn "$red" -burn 20 -burn 30 -a_srs EPSG:2154 \
    -a_ullr "$west" "$north" $((west + width)) $((north - height)) .plain.tif
  gdal_translate -q "$@" .plain.tif "$file"
  rm .plain.tif
}
# pixel FILE COLUMN ROW: its three values, and whether it is valid (0 or 255).
pixel() {
  gdal_translate -q -b 1 -b 2 -b 3 -b mask -mask none -co ALPHA=YES "$1" .pixel.tif
  # shellcheck disable=SC2046  # one word a value
  echo "$1 $2 $3:" $(gdallocationinfo -valonly .pixel.tif "$2" "$3")
  rm .pixel.tif
}
export a=2025-05780-63740-LA93-1M-RVB.tif
export b=2025-05782-63740-LA93-1M-RVB.tif
