# SPDX-License-Identifier: Apache-2.0
# A catalog that is not there is a share that is not mounted, not "nothing to do": exit 4, and no folder is made for it.
sed -e 's/"small\/\(work\|catalog\|intermediate\|nas\|hot\)"/"\1"/' "$REPO/samples/small.toml" >chantier.toml
cp "$REPO/samples/small.geojson" .
mkdir catalog work
try() { code=0; pcrs-compress --chantier chantier.toml "$@" 2>&1 || code=$?; echo "$code"; }
try
try 05780-63740
try --dry-run
ls catalog work
mkdir catalog/small
sed -i s/EPSG:2154/EPSG:999999/ chantier.toml
try
sed -i s/EPSG:999999/EPSG:2154/ chantier.toml
try
