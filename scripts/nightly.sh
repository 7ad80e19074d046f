#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What cron calls each night: finishes what was interrupted, verifies, and leaves a sign of life.
#
#   nightly.sh --chantier FILE
#
# Tiles what was accepted since, copies what lacks a copy, compresses and publishes what is new, writes the journal's
# checkpoint, copies the catalog to every place, reads for an hour in each place that is a folder (the longest unread
# first), takes inventory of every copy, leaves a heartbeat, and applies the chantier's policy; pcrs-archive status fails
# when the heartbeat is over two days old. A place that refuses (an expired key) hinders nothing else; the night then ends
# with 1 and leaves no heartbeat. Silent when all is well, so that cron sends no mail. The line for crontab -e:
#
#   17 2 * * *  nice ionice -c3 /usr/share/pcrs-dalles/scripts/nightly.sh --chantier /etc/pcrs/lot.toml
#
# Exit: 0 done, 1 failed, 2 usage, 3 findings to read, 4 another chain runs, a dalle is busy or a tier is offline.

# shellcheck source=scripts/chain.bash
. "$(dirname "$0")/chain.bash"
options "$@"
[ "${#words[@]}" -eq 0 ] || die 2 "unexpected: ${words[*]}; see --help"

# An hour of reading for each place that is a folder, the longest unread first; object stores are read on demand, their
# host bills it. On a NAS that can run it, pcrs-checksum scrub is better called there.
scrub_folders() {
  local place folder
  while IFS=$'\t' read -r place folder; do
    case $place in intermediate | nas) ;; *) continue ;; esac
    [ ! -f "$folder/$id/SHA256SUMS" ] || step_apart pcrs-checksum scrub -q --minutes 60 "$folder/$id/SHA256SUMS" >/dev/null
  done < <(pcrs-archive places)
}

lock
id=$(basename "$(pcrs-archive places catalog)")
step pcrs-tile --with-cog >/dev/null
step_apart pcrs-archive put >/dev/null
step pcrs-archive get --for-cog >/dev/null
step pcrs-compress >/dev/null
step pcrs-publish site >/dev/null
step pcrs-archive checkpoint >/dev/null
step_apart pcrs-archive backup >/dev/null
scrub_folders
step_apart pcrs-archive inventory >/dev/null
[ -n "${failed:-}" ] || step pcrs-archive heartbeat >/dev/null
step pcrs-archive status >/dev/null
finish
