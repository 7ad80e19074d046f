# SPDX-License-Identifier: Apache-2.0
# 512 px and powers of two when asked for, or (told with -v) when no block divides the dalle.
/usr/bin/python3 "$CASES/dalle.py" in.tif 1600
/usr/bin/python3 "$CASES/dalle.py" odd.tif 1000
pcrs-compress -o classic.tif --quality 80 --layout classic in.tif
pcrs-compress -v -o odd-cog.tif --quality 80 odd.tif
/usr/bin/python3 "$CASES/look.py" classic.tif
/usr/bin/python3 "$CASES/look.py" odd-cog.tif
