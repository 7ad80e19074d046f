# SPDX-License-Identifier: Apache-2.0
# Fractions of a quality are qualities of their own.
/usr/bin/python3 "$CASES/dalle.py" in.tif
for q in 90 90.5 91; do
  pcrs-compress -o "$q.tif" --quality "$q" in.tif >list
done
for q in 90.5 91; do
  [ "$(stat -c %s $q.tif)" -gt "$(stat -c %s 90.tif)" ]
done
[ "$(stat -c %s 91.tif)" -gt "$(stat -c %s 90.5.tif)" ]
