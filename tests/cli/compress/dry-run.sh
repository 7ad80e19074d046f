# SPDX-License-Identifier: Apache-2.0
# Same findings and exit code, and nothing written.
/usr/bin/python3 "$CASES/dalle.py" in.tif
/usr/bin/python3 "$CASES/dalle.py" grey.tif 800 grey
pcrs-compress -n -o out/ --quality 80 in.tif grey.tif || echo "exit $?"
ls
