# Over the tier's budget: a warning with the numbers, no refusal.
. "$CASES/chantier.bash"
printf '[hot]\ntotal_budget = 100\ndalle_budget = 90\n' >>chantier.toml
dalle 05780-63740 1 "$(printf %099d 7)"
pcrs-publish site >/dev/null
dalle 05782-63740
pcrs-publish site >/dev/null
