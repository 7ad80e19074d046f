# Another run on the same chantier: exit 4 at once, with who holds it.
. "$CASES/chantier.bash"
dalle 05780-63740
mkdir -p catalog/essai
# The lock is an OFD lock, which conflicts with this POSIX one.
/usr/bin/python3 - <<'P' &
import fcntl, time
f = open("catalog/essai/ingest.lock", "a+b")
fcntl.lockf(f, fcntl.LOCK_EX, 1, 0)
open("held", "w").close()
time.sleep(60)
P
holder=$!
trap 'kill $holder 2>/dev/null; wait 2>/dev/null || true' EXIT
until [ -e held ]; do sleep 0.02; done
code=0
pcrs-ingest livraison || code=$?
pcrs-ingest -n livraison
exit "$code"
