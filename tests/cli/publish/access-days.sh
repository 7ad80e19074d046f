# The access log tells of people: a publication removes the days that the chantier does not want any more, whoever wrote
# them.
. "$CASES/chantier.bash"
sed -i 's/^mosaic = false/&\naccess_log_days = 3/' chantier.toml
dalle 05780-63740
mkdir -p catalog/essai/access
for days in 0 1 2 3 400; do echo '{}' >"catalog/essai/access/$(date -u -d "-$days days" +%F).jsonl"; done
cp "catalog/essai/access/$(date -u -d '-400 days' +%F).jsonl" "catalog/essai/access/nginx-$(date -u -d '-4 days' +%F).jsonl"
pcrs-publish site -n >/dev/null
ls catalog/essai/access | wc -l
pcrs-publish site >/dev/null
for days in 0 1 2 3 400; do [ ! -e "catalog/essai/access/$(date -u -d "-$days days" +%F).jsonl" ] || echo "$days days ago: kept"; done
ls catalog/essai/access | wc -l
