# SPDX-License-Identifier: Apache-2.0
# A list is sorted by bytes, relative to its own folder, never names itself nor a temporary, and stock tools read it.
mkdir -p d/sub d/Z
printf 'one' >d/b.tif
printf 'two' >d/sub/a.tif
printf 'three' >d/Z/é.tif
printf 'four' >d/.hidden
touch d/.x.tif.elsewhere.12.34.0.pcrs-tmp
mkfifo d/pipe
ln -s sub d/link-to-folder
ln -s b.tif d/link-to-file
pcrs-checksum create -o d/SHA256SUMS d
cut -c 1-8,65- d/SHA256SUMS
cd d
sha256sum --strict --quiet -c SHA256SUMS
[ "$(stat -c %a SHA256SUMS)" = 644 ]
sha256sum .hidden Z/é.tif b.tif link-to-file sub/a.tif | cmp - SHA256SUMS
