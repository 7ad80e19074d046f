# SPDX-License-Identifier: Apache-2.0
# --release gives the room of work back, only where every place holds its copy; get brings a dalle back, digest and all.
. "$CASES/chantier.bash"
chantier
pcrs-archive put --place nas 05782-63740 --release
ls work/lossless/2025
pcrs-archive put --release >/dev/null
ls work/lossless/2025
grep -c '"place": "work"' "$entry" || true
pcrs-archive put --release
rm "nas/$one"
pcrs-archive get 05780-63740 || echo "exit $?"
grep -c '"place": "work"' "$entry"
pcrs-archive get 05780-63740
