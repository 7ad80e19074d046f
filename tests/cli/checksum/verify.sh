# SPDX-License-Identifier: Apache-2.0
# Missing, changed, unreadable and extra are told apart; the others are checked all the same.
mkdir -p d/sub
for f in a b c sub/d; do echo $f >d/$f; done
pcrs-checksum create -q -o d/SHA256SUMS d >/dev/null
echo changed >d/a
rm d/b d/c
mkdir d/c
echo new >d/sub/extra
pcrs-checksum verify d/SHA256SUMS
