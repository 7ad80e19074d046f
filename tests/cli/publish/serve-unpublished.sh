# Nothing is published yet: there is nothing to serve, and no address is taken.
. "$CASES/chantier.bash"
pcrs-publish serve --listen 127.0.0.1:0
