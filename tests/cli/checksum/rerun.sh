# SPDX-License-Identifier: Apache-2.0
# A second run on unchanged input changes nothing, reading all or (with --update) nothing.
mkdir d
printf 'one' >d/a
printf 'two' >d/b
sleep 1.1 # dates of files are trusted when older than the second in which reading began
pcrs-checksum create -o d/L d
before=$(stat -c '%i %Y %Z' d/L)
folder=$(stat -c '%Y %Z' d)
pcrs-checksum create --json --update -o d/L d | grep summary
[ "$(stat -c '%Y %Z' d)" = "$folder" ]
pcrs-checksum create --json -o d/L d | grep summary
[ "$(stat -c '%i %Y %Z' d/L)" = "$before" ]
printf 'three' >d/b
printf 'four' >d/c
rm d/a
pcrs-checksum create --json --update -o d/L d | grep summary
(cd d && sha256sum --strict --quiet -c L)
grep -c . d/L
