# The portal: its settings and index, what the chantier's files add, the built portal in the site; a second run writes
# nothing, a new portal leaves no script of the former one, without a portal the entry page is text.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740
dalle 05782-63740 2 corrected
printf 'communes = "territoire.geojson"\nservices = ["wmts", "api"]\n' >>chantier.toml # into [publish], the last table
portal() { # VERSION
  rm -rf built && mkdir -p built/portail
  echo "script $1" >"built/portail/app-$1.js"
  echo "<title>pcrs:titre</title><meta content=\"pcrs:description\"><script src=\"portail/app-$1.js\"></script><!--pcrs:texte-->" >built/index.html
}
publish() { pcrs-publish site --portal built >/dev/null; }
portal 1
publish
cat "$hot/index.html"
sed -n '/"millesimes"/,$p' "$hot/meta/portail.json"
cat "$hot"/meta/portail/{2025.json,dallage.json,communes.json}
(cd "$hot" && LC_ALL=C sha256sum -c meta/portail/2025.sha256)
site >before
publish
site | diff before -
portal 2
publish
grep -o 'app-..js' "$hot/index.html"
ls "$hot/portail"
pcrs-publish withdraw 05782-63740 --why essai >/dev/null # leaves the portal as it is
grep -o 'app-..js' "$hot/index.html"
grep -c 05782 "$hot/meta/portail/2025.sha256" || true
pcrs-publish site --no-portal
cmp "$hot/index.html" "$hot/texte.html"
[ ! -e "$hot/portail" ]
