# SPDX-License-Identifier: Apache-2.0
# Wrong calls of pack touch nothing and say what to do.
. "$CASES/cold.bash"
try() { "$@" 2>&1 | head -n 1 | cut -c1-150; echo "${PIPESTATUS[0]}"; }
cold
mkdir v1 v2 full other
echo x >full/x
try pcrs-archive pack bloc-1
try pcrs-archive pack bloc-1 --volume v1
try pcrs-archive pack bloc-1 --place nowhere --volume v1
try pcrs-archive pack bloc-9 --place coffre-a --volume v1
try pcrs-archive pack ../bloc-1 --place coffre-a --volume v1
try pcrs-archive pack bloc-1 --place coffre-a --volume absent
try pcrs-archive pack bloc-1 --place coffre-a --volume v1 --volume v1/
try pcrs-archive pack bloc-1 --place coffre-a --volume full
try pcrs-archive pack bloc-1 --place coffre-a --volume v1 --capacity many
try pcrs-archive pack bloc-1 --place coffre-a --volume v1 --capacity 3
find v1 v2 -type f
pcrs-archive pack bloc-1 --place coffre-a --volume v1 >out
try pcrs-archive pack bloc-1 --place coffre-b --volume v2 --volume v1
sed 's/^id = "small"/id = "autre"/' chantier.toml >autre.toml
try pcrs-archive pack bloc-1 --place coffre-b --volume v1 --chantier autre.toml
mkdir catalog/autre
try pcrs-archive pack bloc-1 --place coffre-b --volume v1 --chantier autre.toml
sed '/^\[cold\]/,$d' chantier.toml >sans.toml
try pcrs-archive pack bloc-1 --volume v2 --chantier sans.toml
pcrs-archive pack bloc-1 --place coffre-b --volume v2 -n
find v2 other -type f
