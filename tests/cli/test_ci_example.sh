#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# examples/ci: pin on main, check on a branch, reports out.
set -euo pipefail
cd "$(dirname "$0")/../.."
export RMETACRC=${RMETACRC:-$PWD/build/src/cli/rmetacrc}
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ABI_REPORTS=$work GITHUB_STEP_SUMMARY=$work/summary
script=examples/ci/abi-check.sh

# run CODE WHAT COMMAND...
run() {
  local wanted=$1 what=$2 code=0
  shift 2
  "$@" >"$work/out" 2>"$work/err" || code=$?
  if [ "$code" = "$wanted" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAIL $what: exit $code, wanted $wanted: $(tail -n 3 "$work/err")"
  fi
}

run 0 "main writes the pin" "$script" pin "$work/queue.pin" examples/queue/old
run 0 "a branch without a change passes" "$script" check "$work/queue.pin" examples/queue/old
run 1 "a branch with a change does not" "$script" check "$work/queue.pin" examples/queue/new
cp "$work/out" "$work/shown"
run 0 "its output names the cause" grep -q "struct queue::lock::State grew" "$work/shown"
run 0 "SARIF is written" grep -q '"ruleId": "abi-type"' "$work/abi.sarif"
run 0 "a page is written" grep -q "</html>" "$work/abi.html"
run 0 "the summary has the short report" grep -q "queue::lock::State grew" "$work/summary"
echo "type queue::* reason agreed on" >"$work/queue.pin.tolerate"
echo "symbol * reason agreed on" >>"$work/queue.pin.tolerate"
run 0 "what is tolerated passes" "$script" check "$work/queue.pin" examples/queue/new
rm "$work/queue.pin.tolerate"
run 0 "main writes the pin again" "$script" pin "$work/queue.pin" examples/queue/new
run 0 "then the branch passes" "$script" check "$work/queue.pin" examples/queue/new
run 2 "a pin that is not there is trouble" "$script" check "$work/none.pin" examples/queue/new
run 2 "no crates are trouble" "$script" check "$work/queue.pin"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
