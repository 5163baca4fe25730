#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Fuzzes each target for a while under the address and undefined-behaviour sanitizers. Usage: tests/fuzz/run.sh [SECONDS [TARGET...]]
#
# Seeds are the committed files of tests/fuzz/seeds/TARGET and the fixtures. What the fuzzer adds stays in the build folder
# (build/fuzz, or RMETACRC_FUZZ_BUILD, a clang build with -Dfuzz=true); an input that fails is kept there as
# crash-*, timeout-* or oom-*. Everything in tests/fuzz/found/TARGET failed once and is run first, every time.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# = 0 ] || shift
build=${RMETACRC_FUZZ_BUILD:-build/fuzz}
if [ ! -f "$build/build.ninja" ]; then
  CC=clang-19 CXX=clang++-19 meson setup "$build" --buildtype=debugoptimized -Db_sanitize=address,undefined \
    -Db_lundef=false -Dfuzz=true >/dev/null
fi
targets=("$@")
if [ "${#targets[@]}" = 0 ]; then
  for source in tests/fuzz/fuzz_*.cpp; do
    source=${source##*/fuzz_}
    targets+=("${source%.cpp}")
  done
fi
ninja -C "$build" "${targets[@]/#/tests/fuzz/fuzz_}" >"$build/fuzz-build.log" || { tail -n 40 "$build/fuzz-build.log"; exit 1; }

# picked FILE: the two bytes by which an input of fuzz_releases names the release of a fixture, which its folder names.
picked() {
  local release
  release=$(grep -oE '/1\.[0-9]+\.[0-9]+/' <<<"$1" | tr -d /)
  IFS=. read -r _ minor patch <<<"$release"
  printf '%b' "$(printf '\\x%02x\\x%02x' "$minor" "$patch")"
}

export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
passed=0 failed=0
for target in "${targets[@]}"; do
  work=$build/fuzz-$target
  mkdir -p "$work/corpus" "$work/seeds"
  rm -f "$work/seeds"/*
  case $target in
    container) roots=(tests/fixtures/container) ;;
    releases) roots=(tests/fixtures/crates) ;;
    names | pin | rules) roots=() ;;
    *) roots=(tests/fixtures/container tests/fixtures/crates) ;;
  esac
  number=0
  while IFS= read -r -d '' file; do
    number=$((number + 1))
    name=$number-${file##*/}
    [ "$target" != releases ] || picked "$file" >"$work/seeds/$name"
    case $file in
      *.zst) zstd -dcq "$file" ;;
      *) cat "$file" ;;
    esac >>"$work/seeds/$name"
  done < <([ "${#roots[@]}" != 0 ] || exit 0; find "${roots[@]}" \( -name '*.rmeta' -o -name '*.rmeta.zst' \) -size -64k -print0
    if [ "$target" = container ]; then find "${roots[@]}" \( -name '*.rlib' -o -name '*.so' \) -size -64k -print0; fi)
  folders=("$work/corpus" "$work/seeds")
  [ ! -d "tests/fuzz/seeds/$target" ] || folders+=("tests/fuzz/seeds/$target")
  limits=(-rss_limit_mb=2048 -malloc_limit_mb=1024 -timeout=20 -max_len=65536)
  [ ! -f "tests/fuzz/$target.dict" ] || limits+=("-dict=tests/fuzz/$target.dict")

  code=0
  if [ -d "tests/fuzz/found/$target" ]; then
    "$build/tests/fuzz/fuzz_$target" "${limits[@]}" tests/fuzz/found/"$target"/* >"$work/found.log" 2>&1 || code=$?
    [ "$code" = 0 ] || { echo "$target: an input that failed once fails again"; tail -n 30 "$work/found.log"; }
  fi
  if [ "$code" = 0 ]; then
    "$build/tests/fuzz/fuzz_$target" "${limits[@]}" -max_total_time="$seconds" -print_final_stats=1 \
      -artifact_prefix="$work/" "${folders[@]}" >"$work/run.log" 2>&1 || code=$?
    execs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/run.log")
    cover=$(grep -aoE 'cov: [0-9]+ ft: [0-9]+ corp: [0-9]+/[0-9A-Za-z]+' "$work/run.log" | tail -n 1 || true)
    peak=$(sed -n 's/^stat::peak_rss_mb: *//p' "$work/run.log")
    echo "$target: ${execs:-0} runs in $seconds s, ${cover:-no coverage}, peak ${peak:-?} MB, exit $code"
    [ "$code" = 0 ] || tail -n 60 "$work/run.log"
  fi
  # A run that executed nothing has shown nothing.
  if [ "$code" = 0 ] && [ "${execs:-0}" -gt 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
