# SPDX-License-Identifier: Apache-2.0
# --dry-run finds the same and writes nothing.
mkdir d
echo a >d/a
ln -s nowhere d/dangling
pcrs-checksum create -n -o d/L d
