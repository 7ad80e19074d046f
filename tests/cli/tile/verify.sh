# The digests of sources that are given on the command line, asked for: in the order in which they are laid, noted too.
. "$CASES/chantier.bash"
source_of one.tif 578000 6374000 400 200 10
source_of two.tif 578300 6374000 100 200 20
pcrs-tile --json --verify-sources -o out two.tif one.tif >made
pcrs-tile --json -o out two.tif one.tif >kept
pcrs-tile --json --verify-sources -o out one.tif two.tif >turned
digests() { sha256sum "$@" | sed 's/\([0-9a-f]*\) .*/"\1"/' | paste -sd,; }
for dalle in 'made 05780-63740 one.tif' 'kept 05780-63740 one.tif' 'turned 05782-63740 one.tif two.tif'; do
  read -r run key sources <<<"$dalle"
  # shellcheck disable=SC2086  # one word a file
  grep -c "\"dalle\":\"$key\".*\"derived_from\":\[$(digests $sources)\]" "$run"
done
# shellcheck disable=SC2046  # one word a digest
grep -c "$(digests one.tif two.tif | tr -d '"' | sed 's/,/.*/')" <(tr -d ' \n"' <out/.pcrs-tile/05782-63740.json)
pcrs-tile --json -o plain one.tif | grep -c derived_from || true
