# SPDX-License-Identifier: Apache-2.0
# Alpha, mask and nodata become the same mask, white below it.
for kind in alpha mask nodata; do
  /usr/bin/python3 "$CASES/dalle.py" $kind.tif 800 $kind
done
pcrs-compress -o jpeg/ --quality 90 alpha.tif mask.tif nodata.tif
pcrs-compress -o lossless/ --lossless alpha.tif mask.tif nodata.tif
for f in jpeg/*.tif lossless/*.tif; do
  /usr/bin/python3 "$CASES/look.py" $f | tail -n 2
  gdallocationinfo -valonly $f 5 5 | tr '\n' ' '
done
echo
cmp jpeg/alpha.tif jpeg/mask.tif
cmp jpeg/nodata.tif jpeg/mask.tif
cmp lossless/alpha.tif lossless/mask.tif
