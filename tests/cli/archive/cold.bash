# SPDX-License-Identifier: Apache-2.0
# Sourced by the cases of the definitive storage: a chantier with two places and a delivery of few files.
# shellcheck shell=bash
. "$REPO/tests/pipeline/volume.bash"

cold() {
  cold_chantier "$@"
  export PCRS_CHANTIER=chantier.toml
  mkdir -p "DISQUE/bande 01"
  echo one >"DISQUE/bande 01/a.dat"
  echo two >"DISQUE/bande 01/b.dat"
  echo text >DISQUE/note.txt
  find DISQUE -exec touch -h -d 2026-03-14T02:07:09Z {} +
  ingest bloc-1 DISQUE
}
