# SPDX-License-Identifier: Apache-2.0
# What is wrong with the source is told, and stops nothing: a changed file, a lost one, a pipe, one more file.
. "$CASES/cold.bash"
cold
mkdir v1
echo other >"DISQUE/bande 01/a.dat"
rm "DISQUE/bande 01/b.dat"
mkfifo DISQUE/pipe
echo new >DISQUE/zz.dat
pcrs-archive pack bloc-1 --place coffre-a --volume v1 -v
