# kill -9 in the middle: what was checked is kept, a rerun ends as if nothing had happened.
. "$CASES/chantier.bash"
for key in 05780-63740 05782-63740 05780-63738 05782-63738; do dalle "$key"; done
pcrs-ingest -j 1 livraison >calm
cp -r catalog/essai/deliveries/livraison calm.d
rm -r catalog recette
for _ in 1 2 3; do
  pcrs-ingest -j 1 livraison >/dev/null &
  until [ "$(cat catalog/essai/deliveries/livraison/checks.partial.jsonl 2>/dev/null | wc -l)" -ge "$_" ]; do
    kill -0 $! 2>/dev/null || break
  done
  kill -9 $! 2>/dev/null || true
  wait $! 2>/dev/null || true
done
pcrs-ingest -j 1 livraison | diff calm -
for file in files.jsonl findings.jsonl checks.jsonl; do cmp "calm.d/$file" "catalog/essai/deliveries/livraison/$file"; done
ls catalog/essai/deliveries/livraison
