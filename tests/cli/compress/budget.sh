# SPDX-License-Identifier: Apache-2.0
# A budget is a ceiling that is nearly reached; the source's own JPEG quality is another; too little is a finding.
/usr/bin/python3 "$CASES/dalle.py" in.tif 2000
/usr/bin/python3 "$CASES/dalle.py" jpeg.tif 2000 jpeg
pcrs-compress --json -o out.tif --budget 1MB in.tif >result.json
size=$(stat -c %s out.tif)
[ "$size" -le 1000000 ]
[ "$size" -gt 940000 ]
pcrs-compress --json -o capped.tif --budget 50MB jpeg.tif | grep -o '"quality":80.0,\|"quality_cap":80.0'
pcrs-compress --json -o max.tif --budget 50MB --quality-max 70.5 in.tif | grep -o '"quality":70.5'
pcrs-compress -o none.tif --budget 20kB in.tif || echo "exit $?"
ls
