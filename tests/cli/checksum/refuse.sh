# SPDX-License-Identifier: Apache-2.0
# A slip of the hand in -o costs no dalle; missing input touches nothing.
mkdir d
printf 'not a list\n' >d/dalle.tif
md5sum d/dalle.tif >theirs
try() {
  code=0
  pcrs-checksum "$@" 2>&1 || code=$?
  echo "$code"
}
try create -o d/dalle.tif d
try create -o theirs d
try create -o L nowhere
try create --update d
try create -o L
try create -o L d --nonsense
try frobnicate
try --bogus
try create --bogus
try
mkdir empty
try create -o L empty
cat d/dalle.tif
[ ! -e L ]
