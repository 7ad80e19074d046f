# SPDX-License-Identifier: Apache-2.0
# Wrong calls are told before anything is touched.
try() { pcrs-compress "$@" 2>>err && echo "done" || echo "exit $?"; }
: >a.tif
try
try -o out.tif a.tif
try -o out.tif --quality 90 --budget 1MB a.tif
try -o out.tif --quality 101 a.tif
try -o out.tif --budget much a.tif
try -o out.tif --lossless=lzw a.tif
try -o out.tif --lossless=deflate --level 12 a.tif
try -o out.tif --quality 90
try -o . --quality 90 a.tif
try --quality 90 a.tif
: >b.tif
try -o out.tif --quality 90 a.tif b.tif
try -o out.TIFF --quality 90 a.tif b.tif
try -o err --quality 90 a.tif b.tif
rm b.tif
try -o out.tif --layout best --quality 90 a.tif
cut -c 1-100 err
ls
