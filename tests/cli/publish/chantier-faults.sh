# Faults of the chantier file: all of them, one a line, in the order of the file.
. "$CASES/chantier.bash"
sed -i 's/^gsd_m = .*/gsd_m = "fine"/; s/^millesime/milesime/' chantier.toml
pcrs-publish site
