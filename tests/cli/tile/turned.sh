# A source that is turned leaves corners of its bounds open: what lies below shows there.
. "$CASES/chantier.bash"
source_of below.tif 577900 6374100 600 400 10
source_of turned.tif 0 212 212 212 99
cat >turned.vrt <<'V'
<VRTDataset rasterXSize="212" rasterYSize="212">
<SRS>EPSG:2154</SRS>
<GeoTransform>578300, 0.7071, -0.7071, 6374050, -0.7071, -0.7071</GeoTransform>
<VRTRasterBand dataType="Byte" band="1"><ColorInterp>Red</ColorInterp><SimpleSource><SourceFilename relativeToVRT="1">turned.tif</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand>
<VRTRasterBand dataType="Byte" band="2"><ColorInterp>Green</ColorInterp><SimpleSource><SourceFilename relativeToVRT="1">turned.tif</SourceFilename><SourceBand>2</SourceBand></SimpleSource></VRTRasterBand>
<VRTRasterBand dataType="Byte" band="3"><ColorInterp>Blue</ColorInterp><SimpleSource><SourceFilename relativeToVRT="1">turned.tif</SourceFilename><SourceBand>3</SourceBand></SimpleSource></VRTRasterBand>
</VRTDataset>
V
pcrs-tile -q -o out below.tif turned.vrt >list
pixel out/$b 100 100
pixel out/$b 5 5
