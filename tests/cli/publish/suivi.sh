# The national follow-up: the record of the project and two exports, from the chantier and what is published.
. "$CASES/chantier.bash"
cat >territoire.geojson <<'G'
{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}},
 "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon",
  "coordinates": [[[578000, 6373800], [578600, 6373800], [578600, 6374000], [578000, 6374000], [578000, 6373800]]]}}]}
G
dalle 05780-63740
dalle 05782-63740
pcrs-publish site >/dev/null
pcrs-publish suivi -o suivi || echo "exit $?"
sed -i 's|^mosaic = false|&\nbase_url = "https://pcrs.example.org"|' chantier.toml
cat >>chantier.toml <<'T'
[suivi]
regime = "production"
perimetres = ["departement:46"]
recouvr_lat = 70
[[suivi.acteurs]]
siren = "444608442"
nom = "Enedis"
role = "financeur"
[[suivi.etapes]]
statut = "prod_en_cours"
date_debut = 2025-02-01
T
pcrs-publish suivi -o suivi
cat suivi/projet.json
grep -c '"nomImage"' suivi/dalles.geojson
grep -o '"calendrier": "[0-9]*"' suivi/livrables.geojson
pcrs-publish suivi -o suivi # nothing new
ln -s "$hot/meta" link # what is written there would be public
for folder in "$hot/suivi" hot link/x; do pcrs-publish suivi -o "$folder" || echo "exit $?"; done
[ ! -e "$hot/suivi" ] && [ ! -e hot/projet.json ] || echo "written"
