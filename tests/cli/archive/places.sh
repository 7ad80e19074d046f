# SPDX-License-Identifier: Apache-2.0
# What the scripts ask: where a tier is.
. "$CASES/chantier.bash"
chantier
pcrs-archive places
pcrs-archive places catalog
pcrs-archive --json places nas | sed -n 2p
