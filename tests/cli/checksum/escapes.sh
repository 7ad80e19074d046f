# SPDX-License-Identifier: Apache-2.0
# Names with a line end, a carriage return or a backslash: sha256sum reads ours, we read its.
mkdir d
cd d
printf '1' >'line
end'
printf '2' >'back\slash'
printf '3' >$'carriage\rreturn'
printf '4' >' blank before'
printf '5' >'*star'
printf '6' >-dash
pcrs-checksum create -o ../ours .
cd ..
sha256sum --strict --quiet -c ours
grep -c '^\\' ours
(cd d && sha256sum -- *) >theirs && mv theirs d
pcrs-checksum verify d/theirs >v1
(cd d && LC_ALL=C sha256sum -c theirs) >v2
cmp v1 v2
rm d/theirs
(cd d && sha256sum -b -- *) >theirs && mv theirs d
pcrs-checksum verify -q d/theirs
rm d/theirs
(cd d && sha256sum --tag -- *) >theirs && mv theirs d
pcrs-checksum verify -q d/theirs
