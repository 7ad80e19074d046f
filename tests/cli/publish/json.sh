# JSON Lines: header, a dalle, the summary with the entry page.
. "$CASES/chantier.bash"
dalle 05780-63740
pcrs-publish site --no-portal --json | sed -E "s|$PWD/||; s/\"tool_version\":\"[^\"]*\"/\"tool_version\":\"\"/"
