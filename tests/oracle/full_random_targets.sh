#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Two thousand random types for each of nine other targets, in two releases; and types whose fields are shuffled
# (-Zrandomize-layout), in every release that can. Skips loudly without toolchains.
cd "$(dirname "$0")" || exit 2
passed=0 failed=0 code=0
run() {
  local out status=0
  out=$(python3 check_random.py "$@") || status=$?
  [ "$status" != 77 ] || { echo "SKIP random types of other targets: no toolchains"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
  printf '%s\n' "$out" | grep -v ' passed, '
  [ "$status" = 0 ] || code=1
  local last
  last=$(printf '%s\n' "$out" | tail -n 1)
  if [[ "$last" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
  else
    failed=$((failed + 1))
    code=1
  fi
}
targets=()
for t in i686-unknown-linux-gnu aarch64-unknown-linux-gnu riscv64gc-unknown-linux-gnu s390x-unknown-linux-gnu wasm32-unknown-unknown \
  armv7-unknown-linux-gnueabihf thumbv7em-none-eabihf powerpc64-unknown-linux-gnu powerpc-unknown-linux-gnu; do
  targets+=(--target "$t")
done
run --types 2000 --release 1.85.1 --release 1.98.1 "${targets[@]}"
run --types 2000 --randomize
echo "$passed passed, $failed failed"
exit "$code"
