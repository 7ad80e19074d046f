# SPDX-License-Identifier: Apache-2.0
# A list on stdin, lines or NUL; folders are made; results in the order of the input.
for i in 3 1 2; do /usr/bin/python3 "$CASES/dalle.py" $i.tif 400; done
printf '3.tif\n1.tif\r\n2.tif\n' | pcrs-compress -o new/folder/ --quality 80 -
printf '2.tif\0003.tif\000' | pcrs-compress -o other/ --quality 80 -
