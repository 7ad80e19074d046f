# No subcommand, no chantier, an unknown option: usage errors, one line each.
for words in "" "site" "site --frobnicate" "--frobnicate"; do
  code=0
  # shellcheck disable=SC2086
  pcrs-publish $words || code=$?
  echo "$code"
done
