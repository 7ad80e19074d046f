# Requests as the API leaves them: listed, granted, refused; wrong calls change nothing. What one is given is what its
# record says, and it goes when its time is over.
. "$CASES/chantier.bash"
sed -i '/^\[publish\]/i [products.lossless]\naccess = "public"\n[requests]\nrequester = "email"\ndays = 3' chantier.toml
sum() { printf '%s' "$1" | sha256sum | cut -c1-64; }
# kept KEY: a lossless dalle in the intermediate place.
kept() {
  local place=essai/lossless/2025/E0570-N6370/2025-$1-LA93-0M20-RVB.tif bytes="lossless $1"
  mkdir -p "intermediate/${place%/*}"
  printf '%s' "$bytes" >"intermediate/$place"
  record "$1" 1 "{\"kind\": \"lossless\", \"name\": \"${place##*/}\", \"size_bytes\": ${#bytes}, \"sha256\": \"$(sum "$bytes")\",
    \"parameters\": {}, \"facts\": {}, \"derived_from\": [], \"tool\": \"pcrs-tile 0.1.0\", \"made_at\": \"2026-03-14T02:07:09Z\",
    \"copies\": [{\"place\": \"intermediate\", \"key\": \"$place\", \"verified_at\": \"2026-03-14T02:07:09Z\", \"verified_how\": \"fsync\"}]}"
}
# asked SECRET WHO KEY...: prints its id.
asked() {
  local digest id who=$2 files='' key
  digest=$(sum "$1") && id=d-${digest:0:12} && shift 2
  for key; do
    files="$files${files:+, }{\"dalle\": \"$key\", \"revision\": 1, \"name\": \"2025-$key-LA93-0M20-RVB.tif\", \"size_bytes\": 20, \"sha256\": \"$(sum "lossless $key")\"}"
  done
  mkdir -p catalog/essai/requests
  cat >"catalog/essai/requests/$id.json" <<J
{"format": "pcrs-dalles request", "version": 1, "id": "$id", "secret_sha256": "$digest", "requester": "$who", "reason": "étude",
 "product": "lossless", "millesime": 2025, "files": [$files], "price_eur": 0.25, "state": "waiting",
 "created": "$(date -u -d "-$((90 - ${#who})) minutes" +%FT%TZ)", "changed": "$(date -u +%FT%TZ)", "expires": null, "answer": ""}
J
  echo "$id"
}
dated() { sed -E 's/20[0-9-]{8}T[0-9:]{8}Z/TIME/g; s/d-[0-9a-f]{12}/d-ID/g; s/("tool_version":")[^"]*/\1/'; }
for key in 05780-63740 05782-63740; do kept $key; done
pcrs-publish request list
one=$(asked 1 a@b.fr 05780-63740 05782-63740) two=$(asked 2 cc@b.fr 05782-63740) three=$(asked 3 ddd@b.fr 05784-63740)
pcrs-publish request list | dated
for words in "grant" "grant d-nothing" "refuse $one" "grant $one --days 0" "grant $one d-000000000000" "frobnicate"; do
  code=0
  # shellcheck disable=SC2086
  pcrs-publish request $words 2>told || code=$?
  echo "$words: $code, $(sed 's/.*error: //' told)" | dated
done
pcrs-publish request list | cut -f2 | sort | uniq -c
pcrs-publish request grant "$one" --why accord --json | dated
(cd hot/essai/demandes/* && for file in *; do cat "$file"; echo " = $file"; done)
pcrs-publish request refuse "$two" --why "déjà en ligne" | dated
code=0
pcrs-publish request grant "$three" 2>told || code=$?
echo "$code $(dated <told)"
pcrs-publish request list | dated
grep -rh '"action":"request' catalog/essai/journal | sed -E 's/.*"action":"([^"]*)",.*"subject":"([^"]*)".*/\1 \2/' | dated | LC_ALL=C sort
sed -i 's/"expires": "[^"]*"/"expires": "2026-11-02T00:00:00Z"/' "catalog/essai/requests/$one.json"
pcrs-publish request refuse "$three" --why "n'existe pas" >told
find hot/essai/demandes -type f
pcrs-publish request list | cut -f2
