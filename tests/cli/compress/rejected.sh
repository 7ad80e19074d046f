# SPDX-License-Identifier: Apache-2.0
# What is no dalle is a finding; the others are made, in the order given.
for kind in grey u16 nocrs cc45 rotated oblong cut; do
  /usr/bin/python3 "$CASES/dalle.py" $kind.tif 800 $kind
done
/usr/bin/python3 "$CASES/dalle.py" good.tif
echo '<html>404</html>' >page.tif
pcrs-compress -j 3 -o out --quality 85 grey.tif u16.tif nocrs.tif cc45.tif rotated.tif oblong.tif cut.tif page.tif \
  absent.tif good.tif || echo "exit $?"
ls -A out
pcrs-compress -o out --quality 85 --source-crs EPSG:2154 nocrs.tif
