# SPDX-License-Identifier: Apache-2.0
# Results that stdout does not take are exit 1, whether it is full, closed or a pipe whose reader has gone.
mkdir d
echo a >d/a
try() { # NAME COMMAND...
  code=0
  "${@:2}" 2>err || code=$?
  echo "$1: $code $(grep -c '^pcrs-checksum: error: stdout: ' err)"
}
full() { "$@" >/dev/full; }
closed() { "$@" >&-; }
try full full pcrs-checksum create d
try full-json full pcrs-checksum create --json -o L d
try full-help full pcrs-checksum --help
try full-version full pcrs-checksum --version
try closed closed pcrs-checksum create d
mkfifo pipe
head -c 0 <pipe &
exec 3>pipe
wait
code=0
pcrs-checksum create d >&3 2>err || code=$?
echo "gone: $code"
