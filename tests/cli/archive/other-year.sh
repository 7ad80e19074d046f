# SPDX-License-Identifier: Apache-2.0
# A name holds its year: the dalle of another one is not taken for it.
. "$CASES/chantier.bash"
chantier
try() { "$@" 2>&1 || echo $?; }
for command in status inventory repair "get -o out" put; do
  # shellcheck disable=SC2086  # a command and its options
  try pcrs-archive $command 2024-05780-63740-LA93-0M20-RVB
done
try pcrs-archive inventory -n 2024-05780-63740-LA93-0M20-RVB --millesime 2024
try pcrs-compress 2024-05780-63740-LA93-0M20-RVB.tif
try pcrs-tile --dalle 2024-05780-63740-LA93-0M20-RVB
try pcrs-publish withdraw 2024-05780-63740-LA93-0M20-RVB --why essai
