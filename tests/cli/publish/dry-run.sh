# --dry-run: the same findings, result and exit code, and nothing is written.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740
printf x >work/cog/2025/2025-05780-63740-LA93-0M20-RVB.tif
before=$(find . -printf '%p %T@\n' | LC_ALL=C sort)
code=0
pcrs-publish site -n | sed "s|$PWD/||" || code=$?
find . -printf '%p %T@\n' | LC_ALL=C sort | diff <(echo "$before") - >&2
exit "$code"
