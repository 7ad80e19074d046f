# A withdrawal is immediate: file, listing, index and STAC.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740
pcrs-publish site >/dev/null
withdraw 05780-63740 1
pcrs-publish site
find "$hot" -name '*05780*'
grep -rl 05780-63740 "$hot" || true
find "$hot" -name '*05782*' | wc -l
grep -c '"place": "hot"' catalog/essai/dalles/2025/*/05780-63740-r1.json || true
