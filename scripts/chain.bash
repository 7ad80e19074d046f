# SPDX-License-Identifier: Apache-2.0
# Sourced by the chains: the lock, the steps, the exit code. bash, strict.
# Exit codes are those of the tools: 0 done, 1 failed, 2 usage, 3 findings to read, 4 try later, 128+N signal.
# shellcheck shell=bash
set -euo pipefail

chain=$(basename "$0")
worst=0

# The tools: those built beside these scripts, else those installed.
for folder in "$(dirname "$0")/../build/bin" "$(dirname "$0")/../../../bin"; do
  [ -x "$folder/pcrs-ingest" ] && PATH=$(cd "$folder" && pwd):$PATH && break
done
export PATH

die() { # CODE MESSAGE
  echo "$chain: error: $2" >&2
  exit "$1"
}

# Prints the comment that opens the script: one text for readers and for --help.
help() {
  sed -n '3,/^$/{s/^# \{0,1\}//;p}' "$0"
}

# Takes --chantier FILE and --help out of the words; leaves the others in `words`. Any other option must be one of
# `valued`, which each take a value: the first tool alone would see it, and a chain has no dry run. Nor a list on
# stdin, but for the chain that gives its words to one tool: the first tool would eat it.
options() {
  words=()
  valued=${valued:-}
  while [ $# -gt 0 ]; do
    case $1 in
      -h|--help) help; exit 0 ;;
      --chantier) [ $# -ge 2 ] || die 2 "--chantier wants a file"; export PCRS_CHANTIER=$2; shift 2 ;;
      --chantier=*) export PCRS_CHANTIER=${1#*=}; shift ;;
      --?*=*) case " $valued " in *" ${1%%=*} "*) ;; *) die 2 "unknown option ${1%%=*}; see --help" ;; esac
              words+=("$1"); shift ;;
      -) [ -n "$valued" ] || die 2 "a chain takes no list on stdin: name the dalles, or none for all; see --help"
         words+=(-); shift ;;
      -*) case " $valued " in *" $1 "*) ;; *) die 2 "unknown option $1; see --help" ;; esac
          [ $# -ge 2 ] || die 2 "$1 wants a value"
          words+=("$1" "$2"); shift 2 ;;
      *) words+=("$1"); shift ;;
    esac
  done
  [ -n "${PCRS_CHANTIER:-}" ] || die 2 "no chantier: give --chantier FILE or set PCRS_CHANTIER"
  [ -r "$PCRS_CHANTIER" ] || die 2 "$PCRS_CHANTIER: cannot be read"
}

# A folder with group write and the setgid bit is shared by a group; what is made below it must be so too.
shared() { [ -g "$1" ] && [[ $(stat -L -c %A "$1") == d????w* ]]; }
make_shared() {
  local above=$1
  while [ ! -d "$above" ]; do above=$(dirname "$above"); done
  if shared "$above"; then (umask 002 && mkdir -p "$1"); else mkdir -p "$1"; fi
}

# One chain at a time for a chantier: a second one leaves with 4, and the next cron finds the way free. The lock goes
# with the process, however it ends; its file stays. Only the chain that takes deliveries in makes the catalog's
# folder (lock new): to the others a folder that is not there is a share that is not mounted.
lock() {
  local catalog
  catalog=$(pcrs-archive places catalog) || exit $?
  if [ "${1:-}" = new ] && [ ! -d "$catalog" ]; then
    local used
    used=$(pcrs-archive places --in-use | cut -f 2) || exit $?
    [ -z "$used" ] || die 4 "$catalog: the catalog of this chantier is not there, though \
${used%%$'\n'*}/$(basename "$catalog") holds its dalles: mount it, or bring it back with pcrs-archive rebuild; another territory has another chantier.id"
    make_shared "$catalog" || die 1 "$catalog: cannot be made"
  fi
  [ -d "$catalog" ] || die 4 "$catalog: the catalog of this chantier is not there: mount its folder; if it is lost, \
pcrs-archive rebuild brings it back; a new chantier begins with acquisition-to-intermediate.sh"
  exec 9>>"$catalog/chain.lock" || die 1 "$catalog/chain.lock: cannot be written"
  if shared "$catalog" && [ -O "$catalog/chain.lock" ]; then chmod g+rw "$catalog/chain.lock"; fi
  flock -n 9 || die 4 "$catalog/chain.lock: another chain runs on this chantier; let it end, then run this again"
}

# Runs one tool. Findings (3) and a busy dalle or an offline tier (4) let the chain go on with what is sound, and come
# back at its end; anything else stops it here, and the same command resumes it.
step() {
  local code=0
  "$@" 9>&- || code=$?
  judge "$code" "$1"
}
# As step, of what the following steps do not need: after a failure they are done all the same, and the chain fails.
step_apart() {
  local code=0
  "$@" 9>&- || code=$?
  [ "$code" = 1 ] || { judge "$code" "$1"; return; }
  failed=1
  echo "$chain: $1 ended with 1; mend what it says above; the other steps are done all the same" >&2
}
judge() { # CODE PROGRAM
  case $1 in
    0) ;;
    3|4) [ "$worst" -ge "$1" ] || worst=$1 ;;
    2) die 2 "stopped: $2 refused the call; mend what it says above, then run this again" ;;
    *) echo "$chain: stopped: $2 ended with $1; mend what it says above, then run the same command: it resumes" >&2
       exit "$1" ;;
  esac
}

finish() { [ -z "${failed:-}" ] || exit 1; exit "$worst"; }
