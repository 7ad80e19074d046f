# A second run on unchanged input reads no pixel, changes nothing, tells the same and ends with the same code.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740 livraison/ORTHO "" 0 3945
ingest livraison
state() { find catalog recette -type f ! -name '*.lock' ! -name lock -printf '%p %i %s %T@\n' | LC_ALL=C sort; }
state >before
touch -a -d 2020-01-01 livraison/ORTHO/*.tif
ingest livraison
state | diff before -
stat -c %X livraison/ORTHO/*.tif
pcrs-ingest -v livraison 2>&1 >/dev/null | grep -c 'nothing has changed'
