# SPDX-License-Identifier: Apache-2.0
# What is wrong with keys is said before anything is packed, and no secret that was mistaken for a key is shown.
. "$CASES/cold.bash"
. "$REPO/tests/pipeline/keys.bash"
cold
cp chantier.toml plain.toml
mkdir v1
recipients=$(age_keys)
one=$(cat one.pub)
try() {
  cp plain.toml chantier.toml
  encrypt_cold "$@"
  pcrs-archive pack bloc-1 --place coffre-a --volume v1 2>&1 | sed -E 's/age1[a-z0-9]{58}/AGE/g'
  echo "${PIPESTATUS[0]}"
}
try pgp "$recipients"
try age '[]'
try age "[\"$one\"]"
try age "[\"$one\", \"$one\"]"
try age "[\"$one\", \"age1xyz\"]"
try age "[\"$one\", \"absent.txt\"]"
try age "[\"$one\", \"$(tail -n 1 two.key)\"]"
try age "[\"$one\", \"two.key\"]"
cat one.pub >lone.txt
try age '["lone.txt"]'
try gpg '["one.asc", "two.asc"]'
gpg_keys >/dev/null
trap gpg_stop EXIT
try gpg '["one.asc"]'
try gpg '["one.asc", "one.asc"]' | sed -E 's/[0-9A-F]{40}/FINGERPRINT/'
cat one.asc two.asc >both.asc
try gpg '["one.asc", "both.asc"]'
try gpg '["one.asc", "small.geojson"]'
gpg --homedir one.gpg --batch --quiet --armor --export-secret-keys >secret.asc
try gpg '["two.asc", "secret.asc"]'
find v1 -type f
# Programs that are not there.
mkdir bin
ln -s "$(command -v pcrs-archive)" bin/
cp plain.toml chantier.toml
encrypt_cold age "$recipients"
code=0
PATH=$PWD/bin pcrs-archive pack bloc-1 --place coffre-a --volume v1 2>&1 || code=$?
echo "$code"
# A recipients file with comments, and an ssh key.
ssh-keygen -q -t ed25519 -N '' -C 'a comment' -f id
printf '# the guardians\n%s\n\n%s\n' "$one" "$(cat id.pub)" >keys.txt
try age '["keys.txt"]'
grep -c 'ssh-ed25519' v1/index/bloc-1-0001.tsv
pcrs-archive verify v1 --identity id
