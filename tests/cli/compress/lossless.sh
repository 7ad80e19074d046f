# SPDX-License-Identifier: Apache-2.0
# No pixel is lost; zstd is the default, DEFLATE on request.
/usr/bin/python3 "$CASES/dalle.py" in.tif
pcrs-compress -o zstd.tif --lossless in.tif
pcrs-compress -o deflate.tif --lossless=deflate in.tif
for f in zstd deflate; do
  /usr/bin/python3 "$CASES/look.py" $f.tif
  gdalinfo -checksum $f.tif | grep Checksum >$f.sums
  gdalinfo -checksum in.tif | grep Checksum | cmp - $f.sums
done
