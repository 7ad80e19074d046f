# A token's life: its secret is told once and kept nowhere; listed, revoked; wrong calls change nothing.
. "$CASES/chantier.bash"
dalle 05780-63740
pcrs-publish site >/dev/null
hidden() { sed -E 's/t-[0-9a-f]{8}/t-XXXXXXXX/g; s/pcrs_[0-9a-f]{64}/pcrs_SECRET/g; s/20[0-9-]{8}T[0-9:]{8}Z/TIME/g; s/("tool_version":")[^"]*/\1/'; }
pcrs-publish token list
secret=$(pcrs-publish token create --owner "Mairie de Figeac" --scope ortho,vector --expires 2099-12-31 --daily-bytes 50GB --rate 600)
echo "$secret" | hidden
pcrs-publish token create --owner "Bureau d'études" --json | hidden
! grep -r "$secret" . || echo "the secret is kept"
pcrs-publish token list | hidden
id=$(pcrs-publish token list | cut -f1 | sed -n 1p)
pcrs-publish token revoke "$id" | hidden
pcrs-publish token list | hidden
for words in "create" "create --owner x --scope raw" "create --owner x --expires 2001-01-01" "create --owner x --expires demain" \
  "create --owner x --daily-bytes many" "create --owner x y" "list y" "create --owner x --rate 0" "usage --days 0" "usage t-nothing" "usage $id t-nothing" "usage $id" "revoke" "revoke t-nothing" "frobnicate"; do
  code=0
  # shellcheck disable=SC2086
  pcrs-publish token $words 2>told || code=$?
  echo "$words: $code, $(sed 's/.*error: //' told)" | hidden
done
pcrs-publish token list | wc -l
pcrs-publish token create -n --owner x && pcrs-publish token list | wc -l
