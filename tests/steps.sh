# SPDX-License-Identifier: MIT OR Apache-2.0
# shellcheck shell=bash
# For test scripts that are a row of commands, to be sourced: counts what passed, failed and was skipped. $work is a scratch folder.
passed=0 failed=0 skipped=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# check WHAT COMMAND...: passed if the command succeeds. Fails as it does, with what it printed.
check() {
  local what=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAIL $what"
    tail -n 30 "$work/log" | sed 's/^/    | /'
    return 1
  fi
}

# skip REASON
skip() {
  skipped=$((skipped + 1))
  echo "SKIP $1"
}

# The sum, as tests/run.sh reads it.
finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
}
