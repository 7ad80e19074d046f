# SPDX-License-Identifier: Apache-2.0
# A dalle delivered as JPEG keeps its coefficients at its own quality and above; below, it is encoded again.
/usr/bin/python3 "$CASES/dalle.py" dalle.tif
gdal_translate -q -co TILED=YES -co COMPRESS=JPEG -co PHOTOMETRIC=YCBCR -co JPEG_QUALITY=88 dalle.tif jpeg.tif
for quality in 88 95 80; do
  pcrs-compress -o "q$quality.tif" --quality "$quality" --json --source-digest jpeg.tif >"q$quality.json"
done
grep -ho '"quality":[0-9.]*\|"kept_jpeg_blocks":[0-9]*' q88.json q95.json q80.json
cmp q88.tif q95.tif
grep -q "\"source_sha256\":\"$(sha256sum jpeg.tif | cut -d' ' -f1)\"" q88.json
