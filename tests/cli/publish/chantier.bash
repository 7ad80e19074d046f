# SPDX-License-Identifier: Apache-2.0
# Sourced by the cases: a small chantier and its catalog, as pcrs-tile and pcrs-compress leave them. The publication
# never looks into an image, so a dalle here is any bytes; tests/pipeline publishes real ones.
# shellcheck shell=bash
set -euo pipefail
umask 077 # what is published must be readable all the same

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
gsd_m = 0.2
name_pattern = "{year}-{x_hm:5}-{y_hm:5}-LA93-0M20-RVB"
[footprint]
file = "territoire.geojson"
[places]
work = "work"
catalog = "catalog"
intermediate = "intermediate"
hot = "hot"
[products.ortho]
licence = "ouvert_lo"
access = "public"
[publish]
mosaic = false
T
cat >territoire.geojson <<'T'
{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}, "features": [
 {"type": "Feature", "properties": {"nom": "Cahors"}, "geometry": {"type": "Polygon", "coordinates":
  [[[578000, 6374000], [578600, 6374000], [578600, 6373800], [578000, 6373800], [578000, 6374000]]]}}]}
T
mkdir -p work hot intermediate catalog
export PCRS_CHANTIER=chantier.toml

# record KEY REVISION JSON: writes a record; the shard follows from the key (hectometres of the upper-left corner).
record() {
  local key=$1 revision=$2 x=${1%-*} y=${1#*-} shard folder
  shard=$(printf 'E%04d-N%04d' $((10#$x / 100 * 10)) $(((10#$y - 1) / 100 * 10)))
  folder=catalog/essai/dalles/2025/$shard
  mkdir -p "$folder"
  cat >"$folder/$key-r$revision.json" <<J
{"format": "pcrs-dalles record", "version": 1, "chantier": "essai", "dalle": "$key",
 "corner_m": [$((10#$x * 100)), $((10#$y * 100))], "millesime": 2025, "revision": $revision, "state": "current",
 "sources": [{"delivery": "bloc-1", "path": "disque_a/ORTHO/$key.tif", "size_bytes": 3, "sha256": "$(printf source | sha256sum | cut -c1-64)"}],
 "national": {"dateAcquisition": "2025-06-14"}, "products": [$3]}
J
}
# name KEY REVISION
name() { if [ "$2" = 1 ]; then echo "2025-$1-LA93-0M20-RVB.tif"; else echo "2025-$1-LA93-0M20-RVB-r$2.tif"; fi; }
# dalle KEY [REVISION] [BYTES]: a COG in the work folder and its record.
dalle() {
  local key=$1 revision=${2:-1} bytes=${3:-pixels of $1} file
  file=work/cog/2025/$(name "$key" "$revision")
  mkdir -p work/cog/2025
  printf '%s' "$bytes" >"$file"
  record "$key" "$revision" "$(cog "$key" "$revision" "$bytes")"
}
# cog KEY REVISION BYTES: the product as JSON.
cog() {
  local file
  file=$(name "$1" "$2")
  cat <<J
{"kind": "cog", "name": "$file", "size_bytes": $(printf '%s' "$3" | wc -c),
 "sha256": "$(printf '%s' "$3" | sha256sum | cut -c1-64)", "parameters": {"compression": "jpeg"}, "facts": {},
 "derived_from": ["$(printf lossless | sha256sum | cut -c1-64)"], "tool": "pcrs-compress 0.1.0",
 "made_at": "2026-03-14T02:07:09Z",
 "copies": [{"place": "work", "key": "cog/2025/$file", "verified_at": "2026-03-14T02:07:09Z", "verified_how": "written"}]}
J
}
withdraw() { sed -i 's/"state": "current"/"state": "withdrawn"/' "$(find catalog -name "$1-r$2.json")"; }
hot=hot/essai
# Every file of the site with what a reader can see of it.
site() { find "$hot" -type f -printf '%p %i %s %m %T@\n' | LC_ALL=C sort; }
