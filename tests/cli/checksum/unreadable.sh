# SPDX-License-Identifier: Apache-2.0
# A digest does not vanish because a read failed: the former line stays, the finding tells, and nothing is trusted for it.
as_mortal() { # root reads all, unless it gives that right up
  if [ "$(id -u)" = 0 ]; then setpriv --bounding-set=-dac_override,-dac_read_search "$@"; else "$@"; fi
}
create() { code=0; as_mortal pcrs-checksum create -o d/L "$@" d 2>&1 || code=$?; echo "$code"; }
mkdir -p d/sub/deep
for name in a b sub/c sub/deep/d z; do echo "$name" >"d/$name"; done
sleep 1.1 # dates of files are trusted when older than the second in which reading began
create
cp -p d/L first
echo "file"
chmod 000 d/a
create
echo "file and folder; another file changes, one comes, one goes"
chmod 000 d/sub
echo "b again" >d/b
echo "new" >d/new
rm d/z
create
cut -d' ' -f3- d/L
[ "$(stat -c %Y d/L)" = "$(stat -c %Y first)" ] # what was not read is trusted no more than before
for name in a sub/c sub/deep/d; do grep -cF "$(grep "  $name\$" first)" d/L; done
echo "nothing new"
before=$(stat -c '%i %Z' d/L)
create
[ "$(stat -c '%i %Z' d/L)" = "$before" ]
echo "written to while unreadable: read again, not trusted, once it can be read"
chmod 755 d/sub
echo "c again" >d/sub/c
chmod 644 d/a
create --update
(cd d && sha256sum --strict --quiet -c L)
