# Rules across files: a copy, a second image, a misplaced dalle, a change of tone, a dalle off the dallage.
. "$CASES/chantier.bash"
for key in 05780-63740 05782-63740 05780-63738; do dalle "$key"; done
dalle 05782-63738 livraison/ORTHO "" 0 2154 20
cp livraison/ORTHO/2025-05780-63740-LA93-2M00-RVB.tif livraison/ORTHO/2025-05780-63740-LA93-2M00-rvb.tif
ingest --id one livraison
rm livraison/ORTHO/*-rvb.tif
dalle 05782-63738
dalle 05782-63740 livraison/ORTHO _v2 0 2154 6
dalle 05784-63740
dalle 05780-63738 livraison/ORTHO "" 200
ingest --id two livraison
