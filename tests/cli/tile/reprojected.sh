# A source in CC45 is reprojected, one half a pixel off the grid resampled; both are told with -v.
. "$CASES/chantier.bash"
gdal_create -q -of GTiff -outsize 300 300 -bands 3 -burn 10 -burn 20 -burn 30 -a_srs EPSG:3945 \
  -a_ullr 1577920 4140580 1578220 4140280 cc45.tif
source_of half.tif 578200 6374000 200 200 10 -a_ullr 578200.5 6374000 578400.5 6373800
pcrs-tile -v -o out cc45.tif half.tif --dalle 05780-63740 05782-63740
pixel out/$a 100 100
pixel out/$b 0 0
pixel out/$b 1 0
pixel out/$a 5 190
