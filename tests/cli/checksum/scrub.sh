# SPDX-License-Identifier: Apache-2.0
# Night after night everything is read in turn; damage is told each night until it is mended; what is remembered survives.
mkdir place
for name in a b c "d e"; do printf '%s' "content of $name" >"place/$name"; done
pcrs-checksum create -o place/SHA256SUMS place
pcrs-checksum scrub -n --all place/SHA256SUMS >/dev/null
LC_ALL=C ls place
pcrs-checksum scrub --bytes 12 place/SHA256SUMS
pcrs-checksum scrub --bytes 25 place/SHA256SUMS
pcrs-checksum scrub --json --bytes 1 place/SHA256SUMS | sed 's/20..-..-..T..:..:..Z/TIME/'
sed 's/20..-..-..T..:..:..Z/TIME/' place/SHA256SUMS.scrub
pcrs-checksum verify -q place/SHA256SUMS && echo "what scrub keeps is no extra file"
pcrs-checksum create -o place/SHA256SUMS place && grep -c . place/SHA256SUMS
# One byte of the oldest is flipped, another file is gone.
printf X | dd of=place/b bs=1 conv=notrunc status=none
rm place/c
sed -i '/  b$/s/^[^ ]*/2020-01-01T00:00:00Z/' place/SHA256SUMS.scrub
for night in 1 2; do
  echo "night $night"
  code=0
  pcrs-checksum scrub --bytes 1 place/SHA256SUMS >out 2>&1 || code=$?
  sed "s|$PWD/||; s/is [0-9a-f]\{64\}/is DIGEST/; s/says [0-9a-f]\{64\}/says DIGEST/" out
  echo "exit $code"
done
printf 'content of b' >place/b
printf 'content of c' >place/c
pcrs-checksum scrub --bytes 24 place/SHA256SUMS
# A list that has other digests: what was read for the old one does not count.
printf 'new content' >place/a
pcrs-checksum create -o place/SHA256SUMS place
pcrs-checksum scrub --bytes 1 place/SHA256SUMS
# What is remembered is damaged; the list is away; two at once.
echo nonsense >>place/SHA256SUMS.scrub
pcrs-checksum scrub -v --bytes 1 place/SHA256SUMS 2>&1 | sed 's/20..-..-..T..:..:..Z/TIME/'
code=0
pcrs-checksum scrub elsewhere/SHA256SUMS 2>&1 || code=$?
echo "exit $code"
code=0
pcrs-checksum scrub --bytes lots place/SHA256SUMS 2>&1 || code=$?
echo "exit $code"
/usr/bin/python3 - <<'P'
import fcntl, struct, subprocess
with open("place/SHA256SUMS.scrub.lock", "r+b") as lock:
    fcntl.fcntl(lock, 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 1, 0))  # F_OFD_SETLK
    run = subprocess.run(["pcrs-checksum", "scrub", "place/SHA256SUMS"], capture_output=True, text=True)
    print("exit", run.returncode, "another" in run.stderr)
P
