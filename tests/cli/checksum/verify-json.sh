# SPDX-License-Identifier: Apache-2.0
# JSON Lines in the order of the list, whatever the threads.
mkdir d
for i in $(seq -w 40); do head -c "$((10#$i * 7919))" /dev/zero >"d/$i"; done
pcrs-checksum create -o d/L d >/dev/null
rm d/07
for jobs in 1 2 8; do
  code=0
  pcrs-checksum verify --json -j "$jobs" d/L >"out$jobs" 2>/dev/null || code=$?
  [ "$code" = 3 ]
done
cmp out1 out2
cmp out1 out8
head -n 1 out1
grep -c '"status":"ok"' out1
grep '"path":"07"' out1
tail -n 1 out1
