#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Redoes one dalle by hand, from its accepted sources to the site.
#
#   reprocess-dalle.sh --chantier FILE DALLE...
#
# DALLE is a key (0579-6375) or a name (46-2025-0579-6375-LA93-0M05-RVB). Use it after pcrs-ingest decide, or when a
# copy was lost. Where the sources or the parameters have changed, a new revision is made and published under a new
# name; where nothing has changed, the same bytes come out and nothing else moves.
# Exit: 0 done, 1 failed, 2 usage, 3 findings to read, 4 another chain runs, a dalle is busy or a tier is offline.

# shellcheck source=scripts/chain.bash
. "$(dirname "$0")/chain.bash"
options "$@"
[ "${#words[@]}" -gt 0 ] || die 2 "which dalle? give a key (0579-6375) or a name; see --help"
lock
step pcrs-tile --overwrite --dalle "${words[@]}" >/dev/null
step pcrs-archive put --overwrite "${words[@]}" >/dev/null
step pcrs-compress --overwrite "${words[@]}" >/dev/null
step pcrs-publish site >/dev/null
finish
