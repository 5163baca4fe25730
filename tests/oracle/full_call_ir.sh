#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# How random functions, closures and coroutines are called by the code of compilers that print no function ABI, on many targets. Skips loudly without toolchains.
cd "$(dirname "$0")" || exit 2
targets=()
for target in x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu riscv64gc-unknown-linux-gnu i686-unknown-linux-gnu armv7-unknown-linux-gnueabihf \
  arm-unknown-linux-gnueabi s390x-unknown-linux-gnu powerpc64-unknown-linux-gnu powerpc64le-unknown-linux-gnu powerpc-unknown-linux-gnu \
  x86_64-pc-windows-gnu i686-pc-windows-msvc aarch64-apple-darwin wasm32-unknown-unknown; do
  targets+=(--target "$target")
done
code=0
python3 check_call_ir.py --functions 450 "${targets[@]}" || code=$?
[ "$code" != 77 ] || { echo "SKIP how functions are called in LLVM's IR: no toolchains"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
exit "$code"
