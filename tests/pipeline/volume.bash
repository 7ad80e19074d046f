# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of volumes: a chantier with two cold places, and deliveries to archive.
# shellcheck shell=bash

# cold_chantier [ZSTD...]: in the current folder.
cold_chantier() {
  local endings
  endings=$(printf '"%s",' "$@")
  sed -e 's/"small\/\(work\|catalog\|intermediate\|nas\|hot\)"/"\1"/' "$REPO/samples/small.toml" >chantier.toml
  cp "$REPO/samples/small.geojson" .
  cat >>chantier.toml <<T
[cold]
zstd = [${endings//'"",'/}]
readers = [{name = "svc-pcrs", role = "compte de service"}, {name = "A. Martin", role = "géomaticienne"}]
[[cold.places]]
id = "coffre-a"
about = "Cahors"
[[cold.places]]
id = "coffre-b"
T
  mkdir -p work catalog intermediate nas hot
  export PCRS_CHANTIER=$PWD/chantier.toml
}

# ingest ID FOLDER...: what a delivery of anything but sound orthos gives is findings, not a failure.
ingest() {
  local id=$1 code=0
  shift
  pcrs-ingest --id "$id" "$@" >/dev/null 2>ingest.err || code=$?
  [ "$code" = 0 ] || [ "$code" = 3 ] || {
    cat ingest.err >&2
    return 1
  }
}

# odd_tree FOLDER: names, times and modes that archives get wrong.
odd_tree() {
  local top=$1 deep i
  mkdir -p "$top/vide" "$top/bande 01/été NFC" "$top/bande 01/$(printf 'e\xcc\x81te\xcc\x81') NFD"
  echo nfc >"$top/bande 01/été NFC/relevé.dat"
  echo nfd >"$top/bande 01/$(printf 'e\xcc\x81te\xcc\x81') NFD/$(printf 'releve\xcc\x81').dat"
  deep=$top
  for i in 1 2 3 4 5; do deep="$deep/un dossier au nom fort long, comme les aiment les prestataires, niveau numéro $i"; done
  mkdir -p "$deep"
  echo deep >"$deep/image.dat"
  echo tab >"$top/$(printf 'tab\there').dat"
  echo line >"$top/$(printf 'line\nend').dat"
  echo back >"$top/back\\slash.dat"
  echo latin >"$top/$(printf 'latin1 \xe9').dat"
  : >"$top/rien.dat"
  echo litter >"$top/Thumbs.db"
  echo hidden >"$top/.caché"
  ln -s "bande 01" "$top/lien"
  ln -s /nulle/part "$top/lien mort"
  ln "$top/rien.dat" "$top/rien aussi.dat"
  echo secret >"$top/secret.dat"
  chmod 0600 "$top/secret.dat"
  chmod 0755 "$top/bande 01"
  touch -d '1969-12-31T23:59:58.5Z' "$top/back\\slash.dat"
  touch -d '2026-03-14T02:07:09.123456789Z' "$top/secret.dat" "$top/bande 01/été NFC/relevé.dat"
  touch -h -d '2026-03-14T02:07:09.5Z' "$top/lien"
  touch -d '2025-01-01T00:00:00Z' "$top/vide" "$top/bande 01"
}

# listing FOLDER: all that must come back: kind, size of files, mode, time, target, name.
listing() {
  (cd "$1" && find . \( -type f -printf 'f %s %m %T@ %P\0' -o -type d -printf 'd %m %T@ %P\0' -o -type l -printf 'l %T@ %l %P\0' \) | sort -z)
}

# same_tree ONE OTHER
same_tree() {
  diff <(listing "$1" | tr '\0' '\n') <(listing "$2" | tr '\0' '\n') && diff -r --no-dereference "$1" "$2"
}
