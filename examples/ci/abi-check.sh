#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Holds the crates that a build made against the pin that is kept in the repository; for continuous integration.
#
#   abi-check.sh pin PIN CRATES...      on the main branch, after a change of the interface was agreed on: writes the pin
#   abi-check.sh check PIN CRATES...    on every other branch: exit code 1, and a report, if the interface is another one
#
# CRATES are files or folders. RMETACRC names the program. `check` also writes abi.sarif (annotations) and abi.html (a page for
# people) into ABI_REPORTS (default: the current folder), and takes PIN.tolerate, if it is there, for changes that are
# accepted. Where GitHub runs it, the short report goes into the summary of the run.
set -euo pipefail

usage() { sed -n '5,6s/^# *//p' "$0" >&2; exit 2; }
[ $# -ge 3 ] || usage
mode=$1 pin=$2
shift 2
program=${RMETACRC:-rmetacrc} reports=${ABI_REPORTS:-.}

case $mode in
  pin)
    exec "$program" pin -o "$pin" --update "$@"
    ;;
  check)
    options=(--format text --format "sarif:$reports/abi.sarif" --format "html:$reports/abi.html" --format "short:$reports/abi.txt")
    [ ! -e "$pin.tolerate" ] || options+=(--tolerate "$pin.tolerate")
    code=0
    "$program" check "${options[@]}" "$pin" "$@" || code=$?
    if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -e "$reports/abi.txt" ]; then
      { echo '```'; cat "$reports/abi.txt"; echo '```'; } >>"$GITHUB_STEP_SUMMARY"
    fi
    exit "$code"
    ;;
  *) usage ;;
esac
