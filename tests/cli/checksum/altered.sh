# SPDX-License-Identifier: Apache-2.0
# Other bytes behind unchanged dates are a failing medium: told, and not blessed unless asked.
mkdir d
printf 'one' >d/a
sleep 1.1
pcrs-checksum create -o d/L d
# A list that remembers another digest is what rot looks like: nothing here can change bytes and keep the dates.
sed -i '1s/^......../00000000/' d/L
cp -p d/L was
sleep 1.1
touch d/L
code=0
pcrs-checksum create -o d/L d 2>err || code=$?
echo "$code"
grep -c 'a: SHA-256 is 7692c3ad.* and was 00000000.* \[file.altered\]' err
cmp d/L was
pcrs-checksum create --overwrite -o d/L d
cut -c 1-8 d/L
