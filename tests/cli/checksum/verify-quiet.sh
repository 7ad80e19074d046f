# SPDX-License-Identifier: Apache-2.0
# -q prints what is not well only; --ignore-extra looks at nothing but the list.
mkdir d
for f in a b; do echo $f >d/$f; done
pcrs-checksum create -o d/L d/a >/dev/null
pcrs-checksum verify -q --ignore-extra --drop-cache d/L
code=0
pcrs-checksum verify -q d/L 2>err || code=$?
echo "$code"
grep -c 'b: is not in the list \[file.extra\]' err
