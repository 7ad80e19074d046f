# A dalle whose only source is rejected after it was made stays, and pcrs-tile says so.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740
pcrs-ingest -q livraison >/dev/null
pcrs-tile -q >/dev/null
pcrs-ingest decide --reject --reason "floue" 05782-63740 >/dev/null
pcrs-tile --json 2>/dev/null | grep -o '"rule":"tile.withdrawn"\|"status":"[a-z]*"'
pcrs-ingest decide --accept --reason "revue" 05782-63740 >/dev/null
pcrs-tile --json 2>/dev/null | grep -o '"rule":"tile.withdrawn"\|"status":"[a-z]*"'
