# A sound delivery: exit 0, the paths of its orthos, nothing on stderr; raw images and litter are no orthos.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740
mkdir -p livraison/photos livraison/ORTHO/@eaDir
cp livraison/ORTHO/2025-05780-63740-LA93-2M00-RVB.tif livraison/photos/0001.tif
touch livraison/Thumbs.db livraison/ORTHO/@eaDir/x.tif
find livraison -type f -printf '%p %s %T@ %m\n' | LC_ALL=C sort >before
pcrs-ingest livraison
find livraison -type f -printf '%p %s %T@ %m\n' | LC_ALL=C sort | diff before -
ls recette/livraison catalog/essai/deliveries/livraison
