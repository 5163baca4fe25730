#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Builds the project and runs its tests. Usage: tests/run.sh [--full] [--gcc-only] [--build DIR]
#
#   (nothing)      style checks, GCC and clang builds (clang's with sanitizers), unit tests, every test script that needs
#                  no more than what the repository holds, and quick comparisons with real toolchains where they are at hand
#   --full         the whole matrix besides: every tests/*/full_* script
#   --build DIR    where to build (default: build/tests)
#   --gcc-only     leave out the clang build, its sanitizers and clang-tidy
#
# A test script is an executable tests/<group>/test_*.{sh,py} (or full_*). It gets the binaries in RMETACRC and
# RMETA_SCHEMA, and prints as its last line `N passed, N failed` or `N passed, N failed, N skipped`. Anything skipped is
# shown at the end with its reason (lines starting with `SKIP`). RMETACRC_TOOLCHAINS and RMETACRC_KERNEL name folders with
# real toolchains and kernel crates. The last line here is the sum of all.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/deps.sh

full=0 build=build/tests gcc_only=0
while [ $# -gt 0 ]; do
  case $1 in
    --full) full=1 ;;
    --gcc-only) gcc_only=1 ;;
    --build) build=${2:?--build needs a folder}; shift ;;
    *) echo "usage: tests/run.sh [--full] [--gcc-only] [--build DIR]" >&2; exit 2 ;;
  esac
  shift
done
groups=(build test)
[ "$gcc_only" = 1 ] || groups+=(check)
need_packages "${groups[@]}" || exit 2

if [ -z "${RMETACRC_TOOLCHAINS:-}" ] && [ -d toolchains ]; then export RMETACRC_TOOLCHAINS=$PWD/toolchains; fi
mkdir -p "$build"
build=$(cd "$build" && pwd)
log=$build/log
rm -rf "$log"
mkdir -p "$log"
passed=0 failed=0 skipped=0
failures=()

# step NAME COMMAND...: one check, or as many as its last line says.
step() {
  local name=$1 file=$log/${1//[^A-Za-z0-9_.-]/_}.log began=$SECONDS code=0 sum p f s
  shift
  "$@" >"$file" 2>&1 </dev/null || code=$?
  sum=$(grep -aE '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' "$file" | tail -n 1 || true)
  read -r p f s < <(awk '{print $1+0, $3+0, $5+0}' <<<"${sum:-0 passed, 0 failed}")
  if [ -z "$sum" ]; then [ "$code" = 0 ] && p=1 || f=1; fi
  # A script that fails without naming a failed check, or says nothing at all, is a failure.
  if [ "$code" != 0 ] && [ "$f" = 0 ]; then f=1; fi
  if [ $((p + f + s)) = 0 ]; then f=1; echo "nothing was checked" >>"$file"; fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  printf '%-40s %5d passed %3d failed %3d skipped  %4ds\n' "$name" "$p" "$f" "$s" $((SECONDS - began))
  grep -a '^SKIP' "$file" | sort | uniq -c | sed 's/^/    /' | head -n 20 || true
  if [ "$f" != 0 ]; then
    failures+=("$name")
    tail -n 60 "$file" | sed 's/^/    | /'
    return 1
  fi
}

# configure DIR MESON_OPTION...: set up or set up again.
configure() {
  local dir=$1
  shift
  if [ -f "$dir/build.ninja" ]; then meson configure "$dir" "$@"; else meson setup "$dir" "$@"; fi
}

# The unit tests of a build, counted by doctest's test cases.
unit_tests() {
  local code=0
  meson test -C "$1" --suite unit --no-rebuild -t 4 || code=$?
  python3 - "$1/meson-logs/testlog.json" <<'PY' || code=1
import json, re, sys
passed = failed = 0
for line in open(sys.argv[1], encoding="utf-8"):
    test = json.loads(line)
    counts = re.search(r"test cases:\s*(\d+)\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed", re.sub(r"\x1b\[[0-9;]*m", "", test.get("stdout", "")))
    good = test["result"] == "OK"
    if counts and int(counts.group(1)) > 0:
        passed += int(counts.group(2))
        failed += int(counts.group(3))
        failed += 0 if good or int(counts.group(3)) else 1
    else:
        passed, failed = passed + good, failed + (not good)
    if not good:
        print(f"--- {test['name']}: {test['result']}\n{test.get('stdout', '')}\n{test.get('stderr', '')}")
print(f"{passed} passed, {failed} failed")
sys.exit(failed != 0)
PY
  return "$code"
}

scripts_of() {
  local script limit=600
  [ "$1" = test ] || limit=10800
  for script in tests/*/"$1"_*.sh tests/*/"$1"_*.py; do
    [ -x "$script" ] || continue
    step "${script#tests/}" timeout -k 10 "$limit" "$script" || true
  done
}

step format scripts/check-format.sh || true
step licence scripts/check-licence.sh || true
step rooms scripts/check-rooms.py || true
[ "$gcc_only" = 1 ] || step shell scripts/check-shell.sh || true

step "configure (gcc, release)" env CC=gcc CXX=g++ bash -c "$(declare -f configure); configure '$build/gcc' -Dbuildtype=release -Doptimization=2 -Dtests=true" || true
if step "build (gcc, release)" ninja -C "$build/gcc"; then
  export RMETACRC=$build/gcc/src/cli/rmetacrc RMETA_SCHEMA=$build/gcc/src/schema_gen/rmeta-schema
  step "unit tests (gcc)" unit_tests "$build/gcc" || true
  scripts_of test
  [ "$full" = 0 ] || scripts_of full
fi

if [ "$gcc_only" = 0 ]; then
  step "configure (clang, sanitizers)" env CC=clang-19 CXX=clang++-19 bash -c "$(declare -f configure)
    configure '$build/clang' -Dbuildtype=debug -Doptimization=1 -Dtests=true -Db_sanitize=address,undefined -Db_lundef=false -Dfuzz=true" || true
  if step "build (clang, sanitizers)" ninja -C "$build/clang"; then
    export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
    step "unit tests (clang, sanitizers)" unit_tests "$build/clang" || true
    RMETACRC_FUZZ_BUILD=$build/clang step "fuzzing" tests/fuzz/run.sh 45 || true
    RMETACRC=$build/clang/src/cli/rmetacrc step "cli under sanitizers" tests/cli/test_exit_codes.py || true
    # The whole tree takes clang-tidy longer than everything else here together.
    tidy=(src/cli/*.cpp src/crc/*.cpp src/error/*.cpp src/report/*.cpp)
    [ "$full" = 0 ] || tidy=()
    step clang-tidy scripts/check-tidy.sh "$build/clang" "${tidy[@]}" || true
  fi
fi

echo
[ "${#failures[@]}" = 0 ] || printf 'failed: %s (log: %s)\n' "${failures[*]}" "$log"
[ "$skipped" = 0 ] || echo "SKIPPED: $skipped checks could not run here; the reasons stand above"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
