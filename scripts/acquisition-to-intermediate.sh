#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a contractor's delivery to verified lossless dalles in the intermediate tier and on the NAS.
#
#   acquisition-to-intermediate.sh --chantier FILE [--id ID] [--lot LOT] [--assembly TABLE] [--millesime YEAR] DELIVERY...
#
# Runs pcrs-ingest on the delivery, pcrs-tile on what was accepted (COGs of the same read wait in the work folder for
# intermediate-to-hot.sh), pcrs-archive put on the result. Silent when all is well. A dalle with findings is left out and
# named; the others go through (exit 3). Run it again after a stop: what is done is not done twice. The recette report is
# written by pcrs-ingest, findings or not.
# Exit: 0 done, 1 failed, 2 usage, 3 findings to read, 4 another chain runs or a tier is offline.

# shellcheck source=scripts/chain.bash
. "$(dirname "$0")/chain.bash"
valued="--id --lot --assembly --millesime"
options "$@"
[ "${#words[@]}" -gt 0 ] || die 2 "no delivery given; see --help"
lock new
step pcrs-ingest "${words[@]}" >/dev/null
step pcrs-tile --with-cog >/dev/null
step pcrs-archive put >/dev/null
finish
