# SPDX-License-Identifier: Apache-2.0
# Checkpoints are signed by the chantier's key and verify with stock openssl; what is altered, cut or removed shows.
. "$CASES/chantier.bash"
chantier
openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null
openssl pkey -in key.pem -pubout -out public.pem
printf '\n[journal]\nsigning_key = "key.pem"\n' >>chantier.toml
pcrs-archive put >/dev/null
checkpoint=$(pcrs-archive checkpoint)
[ "$checkpoint" = "$(pcrs-archive checkpoint)" ]
openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in "$checkpoint" -sigfile "${checkpoint%.json}.sig"
pcrs-archive journal
pcrs-archive journal --key public.pem
segment=$(ls catalog/small/journal/2*/*.jsonl)
cp "$segment" kept
sed -i '2s/done/lost/' "$segment"
pcrs-archive journal 2>&1 | sed "s#$segment#SEGMENT#" | cut -c1-90
head -n 3 kept >"$segment"
pcrs-archive journal 2>&1 | grep -o '3 lines,.*are left' | sed 's/ [0-9]* bytes/ N bytes/'
cp kept "$segment"
rm key.pem
sed -i 's/"lines": 4/"lines": 3/' "$checkpoint"
pcrs-archive journal 2>&1 | grep -o 'signature does not hold'
