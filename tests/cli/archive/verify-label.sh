# SPDX-License-Identifier: Apache-2.0
# A volume whose label or manifest is damaged keeps no other one from being read, restored or packed onto.
. "$CASES/cold.bash"
cold
mkdir v1 w1
pcrs-archive pack bloc-1 --place coffre-a --volume v1
pcrs-archive pack bloc-1 --place coffre-b --volume w1
cp -a v1 was
told() { "$@" 2>&1 | sed -E 's/[0-9a-f]{64}/DIGEST/g'; echo "${PIPESTATUS[0]}"; }
back() { rm -rf v1 out && cp -a was v1; }
restored() { told pcrs-archive restore bloc-1 -o out --who svc-pcrs --why essai --volume v1 --volume w1 >said; tail -n 1 said; same_tree DISQUE out/bloc-1/DISQUE && echo same; }
sed -i 's/^External-Identifier/External-Idantifier/' v1/bag-info.txt
told pcrs-archive verify v1 w1
restored
told pcrs-archive pack bloc-1 --place coffre-a --volume v1
back
# Another chantier, by one letter: its seal says that this is no label.
sed -i 's/^PCRS-Chantier: small/PCRS-Chantier: smal1/' v1/bag-info.txt
told pcrs-archive verify v1 w1
restored
back
rm v1/bag-info.txt
told pcrs-archive verify v1 w1
restored
back
sed -i '1s/^./Z/' v1/manifest-sha256.txt
told pcrs-archive verify v1 w1
restored
back
# The public key beside the statement, though one's own is at hand.
openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null
openssl genpkey -algorithm ed25519 -out other.pem 2>/dev/null
printf '[journal]\nsigning_key = "key.pem"\n' >>chantier.toml
mkdir k1
pcrs-archive pack bloc-1 --place coffre-a --volume k1 >out
echo more >DISQUE/more.dat
ingest bloc-1 DISQUE
pcrs-archive pack bloc-1 --place coffre-a --volume k1 >out
told pcrs-archive verify k1
openssl pkey -in other.pem -pubout -out "$(echo k1/signer-*.pem)"
told pcrs-archive verify k1 | sed -E 's/signer-[0-9a-f]*/signer-S/'
