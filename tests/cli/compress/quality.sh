# SPDX-License-Identifier: Apache-2.0
# One file to one file, without a chantier; the path is the result, stderr stays silent.
/usr/bin/python3 "$CASES/dalle.py" in.tif
pcrs-compress -o out.tif --quality 90 in.tif
/usr/bin/python3 "$CASES/look.py" out.tif
ls
