# A list as Windows makes it: UTF-16, CRLF, backslashes, capitals, absolute paths. A wrong digest, a missing file, one that
# is not listed; litter in the list is nobody's loss.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740
printf 'extra' >livraison/notes.pdf
{
  printf '%s *E:\\LIV\\ORTHO\\2025-05780-63740-LA93-2M00-RVB.tif\r\n' "$(md5sum <livraison/ORTHO/2025-05780-63740-LA93-2M00-RVB.tif | cut -c1-32 | tr a-f A-F)"
  printf '%032d *E:\\LIV\\ORTHO\\2025-05782-63740-LA93-2M00-RVB.tif\r\n' 0
  printf '%032d *E:\\LIV\\ORTHO\\2025-05780-63738-LA93-2M00-RVB.tif\r\n' 1
  printf '%032d *E:\\LIV\\Thumbs.db\r\n' 2
  printf 'ceci n est pas 1 empreinte\r\n'
} | iconv -t UTF-16 >livraison/controle.md5
ingest livraison
