# SPDX-License-Identifier: Apache-2.0
# Missing, changed, extra, renamed; between lists, folders, and one of each; a list in the folder is not part of it.
mkdir one
for f in gone kept old same1 twice; do echo $f >one/$f; done
cp -r one two
pcrs-checksum create -o one/SHA256SUMS one >/dev/null
pcrs-checksum compare one/SHA256SUMS one
rm two/gone
echo changed >two/kept
mv two/old two/fresh
echo more >two/new
compare() {
  code=0
  pcrs-checksum compare "$@" || code=$?
  echo "$code"
}
compare one/SHA256SUMS two
pcrs-checksum create -o two/L two >/dev/null
rm one/SHA256SUMS
compare one two/L
compare one one
compare --json one two | grep -v header
