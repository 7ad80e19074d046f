# SPDX-License-Identifier: Apache-2.0
# A second run does nothing; a newer source or --overwrite makes the COG again; threads change no byte.
/usr/bin/python3 "$CASES/dalle.py" in.tif 2000
pcrs-compress -j 1 -o out.tif --quality 90 in.tif
cp out.tif first.tif
pcrs-compress -o out.tif --quality 90 in.tif
pcrs-compress --json -o out.tif --quality 90 in.tif | grep -o '"status":"kept"\|"skipped":1'
touch -d '2000-01-01' out.tif
pcrs-compress -j 4 -o out.tif --quality 90 in.tif
cmp out.tif first.tif
pcrs-compress -j 3 --overwrite -o out.tif --quality 90 in.tif
cmp out.tif first.tif
