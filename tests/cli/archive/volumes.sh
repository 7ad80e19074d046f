# SPDX-License-Identifier: Apache-2.0
# A delivery counts as archived once two places keep all of it, read back; never before, and no longer when a tar is found
# damaged.
. "$CASES/cold.bash"
cold
mkdir v1 w1
tell() { pcrs-archive volumes "$@" 2>&1 | sed 's/20[0-9-]\{8\}/DATE/' || true; echo "${PIPESTATUS[0]}"; }
tell
pcrs-archive pack bloc-1 --place coffre-a --volume v1 >out
tell bloc-1
pcrs-archive pack bloc-1 --place coffre-b --volume w1 --no-read-back >out
tell
pcrs-archive verify w1
tell
printf X | dd of=w1/data/bloc-1-0001.tar bs=1 seek=1537 conv=notrunc status=none
pcrs-archive verify w1 >out 2>&1 || true
tell
pcrs-archive pack bloc-1 --place coffre-b --volume w1
tell bloc-1
echo new >DISQUE/new.dat
ingest bloc-1 DISQUE
tell bloc-1
