# SPDX-License-Identifier: Apache-2.0
# --for-cog brings back only what a COG still lacks, and reads nothing that stands there with its size.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
sha256=$(digest "nas/$one")
sed -i "s/\"products\": \[/&{\"kind\": \"cog\", \"name\": \"c.tif\", \"size_bytes\": 1, \"sha256\": \"00\", \"derived_from\": [\"$sha256\"], \"copies\": []},/" "$entry"
pcrs-archive get --for-cog
rm -r work/lossless
pcrs-archive get --for-cog
