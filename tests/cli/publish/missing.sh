# A COG that is nowhere is a finding; one that was never made is a warning with the number.
. "$CASES/chantier.bash"
dalle 05780-63740
rm -r work/cog
record 05782-63740 1 ""
record 05784-63740 1 ""
pcrs-publish site
