# The service answers with what is published, reads its settings again at SIGHUP, ends well at SIGTERM.
. "$CASES/chantier.bash"
dalle 05780-63740
pcrs-publish site >/dev/null
pcrs-publish serve --listen 127.0.0.1:0 >address 2>told &
service=$!
trap 'kill "$service" 2>/dev/null || true' EXIT
for _ in $(seq 100); do [ -s address ] || sleep 0.05; done
url=$(cat address)
get() { curl -s --max-time 10 --path-as-is "$@"; }
get "$url" | grep -o '<title>.*</title>'
get "${url}dalles/2025/" | grep -o '<title>.*</title>'
get "${url}dalles/2025/2025-05780-63740-LA93-0M20-RVB.tif" && echo
get -r 0-5 -o /dev/null -w '%{http_code} %{size_download}\n' "${url}dalles/2025/2025-05780-63740-LA93-0M20-RVB.tif"
get -o /dev/null -w '%{http_code}\n' "${url}dalles/2025/nothing.tif"
get -o /dev/null -w '%{http_code}\n' "${url}../../chantier.toml"
sed -i 's/^id = .*/id = "Essai !"/' chantier.toml
kill -HUP "$service"
sleep 0.3
get -o /dev/null -w '%{http_code}\n' "$url"
kill -TERM "$service"
code=0
wait "$service" || code=$?
echo "ended with $code"
sed "s|$PWD/||" told
wc -l <"$(ls catalog/essai/access/*.jsonl)"
