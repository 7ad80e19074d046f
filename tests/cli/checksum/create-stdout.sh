# SPDX-License-Identifier: Apache-2.0
# Without -o: lines on stdout, relative to the current folder, and never the file that stdout goes to.
mkdir d
printf 'one' >d/a
printf 'two' >top
pcrs-checksum create d top >d/L
cat d/L
sha256sum --strict --quiet -c d/L
printf 'd/a\ntop\n' | pcrs-checksum create - | cmp - d/L
printf 'd/a\0top\0' | pcrs-checksum create - | cmp - d/L
pcrs-checksum create -j 1 d d/a top top d/L | grep -c .
