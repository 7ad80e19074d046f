# A world file that changes after ingest is told and not used; ingested again, the dalle is made anew where it says.
. "$CASES/chantier.bash"
mkdir livraison
source_of livraison/$a 578000 6374000 200 200 10 -co PROFILE=BASELINE -co TFW=YES
rm -f livraison/*.aux.xml
accept() {
  pcrs-ingest --id bloc livraison >/dev/null 2>&1 || true
  pcrs-ingest decide --accept --reason essai "$a" >/dev/null
}
try() { code=0; pcrs-tile >told 2>&1 || code=$?; sed "s#$PWD/##" told; echo "exit $code"; }
accept
try
pixel work/lossless/2025/$a 150 10
try
sed -i 's/^578000.5.*/578100.5/' "livraison/${a%.tif}.tfw"
touch -d 2026-01-02 "livraison/${a%.tif}.tfw"
try
accept
try
for made in work/lossless/2025/*; do pixel "$made" 50 10; done
try
