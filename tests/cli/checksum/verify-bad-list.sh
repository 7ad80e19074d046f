# SPDX-License-Identifier: Apache-2.0
# A list with a bad line is read on, and says so; something that is no list at all is an error.
mkdir d
echo a >d/a
pcrs-checksum create -o d/L d >/dev/null
echo 'no checksum' >>d/L
code=0
pcrs-checksum verify d/L 2>err || code=$?
echo "$code"
cat err
code=0
pcrs-checksum verify d/a 2>err || code=$?
echo "$code"
cat err
code=0
pcrs-checksum verify d 2>err || code=$?
echo "$code"
cat err
