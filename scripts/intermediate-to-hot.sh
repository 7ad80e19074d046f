#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From lossless dalles to the hot tier: aligned COGs within the budget, and the site that publishes them.
#
#   intermediate-to-hot.sh --chantier FILE [DALLE...]
#
# Restores from the intermediate tier or the NAS the lossless dalles that a COG is missing of, compresses, publishes.
# Without DALLE: every dalle of the chantier. Silent when all is well; run it again after a stop.
# Exit: 0 done, 1 failed, 2 usage, 3 findings to read, 4 another chain runs, a dalle is busy or a tier is offline.

# shellcheck source=scripts/chain.bash
. "$(dirname "$0")/chain.bash"
options "$@"
lock
step pcrs-archive get --for-cog "${words[@]}" >/dev/null
step pcrs-compress "${words[@]}" >/dev/null
step pcrs-publish site >/dev/null
finish
