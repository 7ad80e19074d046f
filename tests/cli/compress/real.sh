# SPDX-License-Identifier: Apache-2.0
# Real spellings of the CRS, JPEG 2000, odd layouts: all become COGs of EPSG:2154 where the source lies.
if [ ! -d "$DATA/dalles" ]; then
  echo "no test data: nothing compressed"
  exit
fi
pcrs-compress -o out/ --quality 85 "$DATA"/dalles/mini_200m_0M20/*.tif >list
pcrs-compress -o jp2/ --quality 85 "$DATA"/dalles/mini_200m_0M20/*.jp2 >>list
for f in out/*.tif jp2/*.tif; do
  /usr/bin/python3 "$CASES/look.py" "$f" >facts
  grep -q '^crs EPSG:2154 ' facts
  [ "$(tail -n 1 facts)" = valid ]
  source=$DATA/dalles/mini_200m_0M20/$(basename "$f" .tif).tif
  [ -e "$source" ] || source=${source%.tif}.jp2
  gdalinfo "$f" >cog.info
  gdalinfo "$source" >source.info
  for corner in 'Upper Left' 'Lower Right'; do
    [ "$(grep "$corner" cog.info | cut -c 1-40)" = "$(grep "$corner" source.info | cut -c 1-40)" ]
  done
done
[ "$(wc -l <list)" = 9 ]
