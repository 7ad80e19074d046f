# Names with blanks, newlines and bytes that are no UTF-8 go through and are found again; a link out is not followed.
. "$CASES/chantier.bash"
dalle 05780-63740 livraison/o
mv livraison/o "livraison/$(printf 'caf\351 \n2')"
ln -s /etc/passwd livraison/passwd.txt
mkfifo livraison/tube
ingest livraison
ingest livraison
