# Addresses that are none; one that another has.
. "$CASES/chantier.bash"
dalle 05780-63740
pcrs-publish site >/dev/null
for listen in nonsense 127.0.0.1 :80 127.0.0.1:99999 example.org:80 '127.0.0.1:-1' '[::1:80'; do
  code=0
  pcrs-publish serve --listen "$listen" || code=$?
  echo "$listen: $code"
done
pcrs-publish serve -n --listen 127.0.0.1:0 && echo "the settings are good"
pcrs-publish serve --listen 127.0.0.1:0 >address &
service=$!
for _ in $(seq 100); do [ -s address ] || sleep 0.05; done
address=$(sed 's|http://||; s|/||' address)
code=0
pcrs-publish serve --listen "$address" 2>told || code=$?
kill "$service"
wait "$service"
echo "taken: $code $(sed "s/$address/ADDRESS/" told)"
