# SPDX-License-Identifier: Apache-2.0
# Restored from the NAS first; a damaged copy is named and the next one serves; nothing wrong gets the final name.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
rm -r work/lossless
echo "dalle 05780-63740 X" >"nas/$one"
code=0
pcrs-archive get -j1 -o out 05780-63740 05782-63740 2>err || code=$?
[ "$code" = 3 ]
sed -E 's/[0-9a-f]{64}/DIGEST/g' err
cat out/*
pcrs-archive get -o out 05782-63740
echo mine >out/2025-05782-63740-LA93-0M20-RVB.tif
pcrs-archive get -o out 05782-63740 2>err || code=$?
cat err
pcrs-archive get -o out --overwrite 05782-63740
echo "dalle 05782-63740 X" >"nas/$two"
cp "nas/$two" "intermediate/$two"
rm out/*
pcrs-archive get -o out 05782-63740 2>err || code=$?
sed -E 's/[0-9a-f]{64}/DIGEST/g' err
ls -A out
