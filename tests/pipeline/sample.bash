# SPDX-License-Identifier: Apache-2.0
# Sourced by tests that run the whole chain: a small chantier with its delivery, made once a machine and copied.
# shellcheck shell=bash
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# make_chantier DIR: the sample's delivery (hard links where they can be: nothing may write to it anyway) and empty tiers.
make_chantier() {
  local cache=$repo/build/sample
  (
    flock 8
    if [ ! -e "$cache/.made" ]; then
      rm -rf "$cache" && mkdir -p "$cache"
      "$repo/samples/make-delivery" "$cache" && touch "$cache/.made"
    fi
  ) 8>"$repo/build/sample.lock"
  mkdir -p "$1"
  cp -rl "$cache/livraison" "$1/" 2>/dev/null || { rm -rf "$1/livraison" && cp -rp "$cache/livraison" "$1/"; }
  cp "$cache/emprise.geojson" "$cache/chantier.toml" "$1/"
  mkdir -p "$1"/{work,intermediate,nas,hot}
}

# shrink DIR: leaves four orthos of the delivery, for tests that run the chain many times.
shrink() {
  find "$1/livraison/ORTHO" -maxdepth 1 -name '2025-*' ! -name '2025-05790-63730-*' ! -name '2025-05792-63728-*' \
    ! -name '2025-05794-63726-*' -delete
  rm -r "$1/livraison/01_prise_de_vues" "$1/livraison/controle.md5"
}

# run_chain DIR: the six steps as the scripts chain them; findings (3) are expected of the sample.
run_chain() {
  local code=0
  "$repo/scripts/acquisition-to-intermediate.sh" --chantier "$1/chantier.toml" --id bloc-1 --lot bloc-1 "$1/livraison" || code=$?
  [ "$code" = 0 ] || [ "$code" = 3 ] || return "$code"
  code=0
  "$repo/scripts/intermediate-to-hot.sh" --chantier "$1/chantier.toml" || code=$?
  [ "$code" = 0 ] || [ "$code" = 3 ] || return "$code"
}

# fingerprint DIR: every file that must be the same whatever happened on the way: products, manifests, site, and the
# records without what may differ (times, host, run).
fingerprint() {
  (
    cd "$1"
    find work intermediate nas hot -type f ! -name '*.lock' | LC_ALL=C sort | while IFS= read -r file; do
      sha256sum "$file"
    done
    find catalog -path '*/dalles/*' -name '*.json' | LC_ALL=C sort | while IFS= read -r file; do
      echo "$file $(sed -E 's/"(made_at|verified_at|received_at|tool)": *"[^"]*"/"\1":""/g; s/"mtime_ns": *[0-9]+/"mtime_ns":0/g' "$file" | sha256sum)"
    done
  )
}
