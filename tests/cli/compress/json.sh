# SPDX-License-Identifier: Apache-2.0
# JSON Lines: header, one line a dalle with what was measured, summary.
/usr/bin/python3 "$CASES/dalle.py" in.tif 800 mask
pcrs-compress --json -o out.tif --quality 90 in.tif >lines
/usr/bin/python3 - <<'P'
import hashlib, json, os
header, dalle, summary = [json.loads(line) for line in open("lines")]
print(header["type"], header["version"], dalle["type"], dalle["status"], dalle["path"], summary["type"], summary["done"])
facts = dalle["facts"]
print(facts["quality"], facts["masked"], facts["plan"], round(facts["valid_share"], 3), facts["psnr_sample_px"])
print(30 < facts["psnr_y_db"] < 60, dalle["size_bytes"] == os.path.getsize("out.tif"))
print(dalle["sha256"] == hashlib.sha256(open("out.tif", "rb").read()).hexdigest())
P
