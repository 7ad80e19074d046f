# Where the configuration of nginx goes: into a file that is named, made with the folders above it; not to stdout, not into
# what is public.
. "$CASES/chantier.bash"
echo 'base_url = "https://pcrs.example.org"' >>chantier.toml
pcrs-publish nginx -o new/conf.d/essai.conf
grep -c '^server {' new/conf.d/essai.conf
pcrs-publish nginx -o new/conf.d/essai.conf # nothing new
for file in - "$hot/essai.conf"; do pcrs-publish nginx -o "$file" || echo "exit $?"; done
[ ! -e - ] && [ ! -e "$hot/essai.conf" ] || echo "written"
