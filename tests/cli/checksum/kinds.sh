# SPDX-License-Identifier: Apache-2.0
# Lists of MD5 and SHA-1, CRLF, upper-case hex, a byte order mark, comments and a list in CR LF.
mkdir d
printf 'one' >d/a
printf 'two' >d/b
(cd d && md5sum a b | tr a-f A-F | sed 's/ A$/ a/; s/ B$/ b/; s/$/\r/') >d/L
pcrs-checksum verify d/L
(cd d && { printf '\357\273\277# by hand\n\n' && sha1sum a b; }) >d/L
pcrs-checksum verify d/L
