# SPDX-License-Identifier: Apache-2.0
# Wrong calls touch nothing and say what to do.
. "$CASES/chantier.bash"
unset PCRS_CHANTIER
try() { "$@" 2>&1 | head -n 1 | cut -c1-110; echo "${PIPESTATUS[0]}"; }
try pcrs-archive put
chantier
try pcrs-archive
try pcrs-archive --bogus
try pcrs-archive tap
try pcrs-archive status --bogus
try pcrs-archive put --place tape
try pcrs-archive put nowhere
try pcrs-archive get --for-cog --product cog
try pcrs-archive places tape
try pcrs-archive put - </dev/null
try pcrs-archive status 05788-63700
mv catalog elsewhere
try pcrs-archive status
mv elsewhere catalog
sed -i 's/"version": 1/"version": 2/' "$entry"
try pcrs-archive status 05780-63740
find intermediate nas -type f
