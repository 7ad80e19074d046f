# SPDX-License-Identifier: Apache-2.0
# Rot, loss and truncation that get, put and repair meet on their way stand in the record as inventory would have them:
# status tells them, repair makes the copy again.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
kept() { mkdir -p kept && cp -p work/lossless/2025/*.tif kept; }
kept
marks() { grep -ho '"damaged_how": "[^"]*\|"damaged_by": "[a-z]*' "$entry" "${entry/05780/05782}" | cut -c1-48; }
echo rot met by get
rm -r work/lossless
printf X | dd of="nas/$one" bs=1 seek=3 conv=notrunc status=none
pcrs-archive get || echo "exit $?"
marks
pcrs-archive status -q >/dev/null 2>told || grep -o 'policy.[a-z]*' told
pcrs-archive repair
marks
echo loss met by get
rm -r work/lossless "nas/$two" "intermediate/$two"
pcrs-archive get 05782-63740 2>/dev/null || echo "exit $?"
marks
mkdir -p work/lossless/2025 && cp -p kept/*05782* work/lossless/2025
pcrs-archive repair
echo rot met by put
/usr/bin/python3 - "$entry" <<'P'
import json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    record = json.load(file)
product = record["products"][0]
product["copies"] = [one for one in product["copies"] if one["place"] == "nas"]
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(record, file)
P
rm "intermediate/$one"
printf X | dd of="nas/$one" bs=1 seek=3 conv=notrunc status=none
pcrs-archive put 05780-63740 2>/dev/null || echo "exit $?"
marks
