# SPDX-License-Identifier: Apache-2.0
# The report: a page in French that needs nothing else, well formed, with what breaks the policy and what to do.
. "$CASES/chantier.bash"
chantier
cat >>chantier.toml <<T
[[cold.places]]
id = "coffre-a"
about = "Cahors"
[[cold.places]]
id = "coffre-b"
T
pcrs-archive put -q >/dev/null
sed -i 's/"received_at": "[^"]*"/"received_at": "2999-01-01T00:00:00Z"/' catalog/small/deliveries/bloc-1/delivery.json
pcrs-archive status -n --report none.html >/dev/null 2>&1 || true
[ ! -e none.html ]
pcrs-archive status --report sound.html 2>/dev/null || echo "exit $?"
sed -i 's/"received_at": "[^"]*"/"received_at": "2026-03-13T08:00:00Z"/' catalog/small/deliveries/bloc-1/delivery.json
rm "nas/$one"
pcrs-archive inventory -q >/dev/null 2>&1 || true
pcrs-archive status -q --report faulty.html >/dev/null || echo "exit $?"
text() { sed -e 's/<style>.*//' "$1" | tr '\n' ' ' | sed -e 's/<style>.*<\/style>//; s/<[^>]*>/ /g; s/  */ /g'; }
for page in sound faulty; do
  xmllint --html --noout "$page.html" 2>&1 | grep -v 'Tag \(header\|main\|footer\|details\|summary\) invalid' | grep 'error' || true
  grep -c '<html lang="fr">' "$page.html"
  grep -cE '<script|src=|href="[^#]' "$page.html" || true
  [ "$(grep -c '<table>' "$page.html")" = "$(grep -c '<caption>' "$page.html")" ]
  grep -q '<th scope="col">' "$page.html"
  grep -o '<p class="lead">.*' "$page.html" | sed 's/<[^>]*>//g'
done
grep -o '<th scope="row">.*' faulty.html | sed -E 's/<[^>]*>/|/g; s/\|+/|/g; s/\|[^|]*\(UTC\)/|DATE/g'
