# SPDX-License-Identifier: Apache-2.0
# The PowerShell verifier: PowerShell 5 takes accents right only behind a byte order mark; both languages say all that
# is said. Where there is a PowerShell it is run too.
script=$REPO/tools/checksum/verify-sha256.ps1
[ "$(head -c 3 "$script" | od -An -tx1 | tr -d ' ')" = efbbbf ]
iconv -f UTF-8 -t UTF-16 "$script" >/dev/null
keys() { sed -n "/^\$$1 = @{/,/^}/s/^  \([A-Za-z]*\) *= .*/\1/p" "$script" | LC_ALL=C sort; }
keys french >french
keys english >english
cmp french english
grep -o '\$text\.[A-Z][A-Za-z]*' "$script" | cut -d. -f2 | LC_ALL=C sort -u | cmp - french
if command -v pwsh >/dev/null; then
  mkdir d
  echo a >d/a
  echo b >d/b
  pcrs-checksum create -o d/SHA256SUMS d >/dev/null
  pwsh -NoProfile -File "$script" -List d/SHA256SUMS -Quiet -Language fr | grep -q 'Livraison conforme'
  echo x >d/a
  rm d/b
  echo c >d/c
  code=0
  pwsh -NoProfile -File "$script" -List d/SHA256SUMS -Language en >out || code=$?
  [ "$code" = 3 ]
  grep -q 'a: CHANGED' out && grep -q 'b: MISSING' out && grep -q 'c: EXTRA' out
fi
