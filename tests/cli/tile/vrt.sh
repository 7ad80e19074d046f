# A VRT on the command line, if it only places local images.
. "$CASES/chantier.bash"
source_of one.tif 578000 6374000 200 200 10
gdalbuildvrt -q good.vrt one.tif
sed 's|<SourceFilename[^>]*>one.tif|<SourceFilename relativeToVRT="0">/vsicurl/http://127.0.0.1:1/one.tif|' good.vrt >remote.vrt
printf '%s\n' good.vrt | pcrs-tile -o out -
pixel out/$a 0 0
touch -d 2020-01-01 one.tif # a VRT is as new as its files
pcrs-tile -o out good.vrt
pcrs-tile -o out remote.vrt
