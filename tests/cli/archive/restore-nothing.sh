# SPDX-License-Identifier: Apache-2.0
# What matches no file of the delivery is no restoration: exit 3, and the roots are named.
. "$CASES/cold.bash"
cold
ingest bloc-1 DISQUE
mkdir a
pcrs-archive pack bloc-1 --place coffre-a --volume a >/dev/null
pcrs-archive restore bloc-1 -o back --volume a --who svc-pcrs --why essai --folder 'bande 01' || echo "exit $?"
[ ! -e back ] || ls back
