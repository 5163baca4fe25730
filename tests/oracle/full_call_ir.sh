#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# How random functions, closures and coroutines are called by the code of compilers that print no function ABI, on many targets. Skips loudly without toolchains.
cd "$(dirname "$0")" || exit 2
code=0
python3 check_call_ir.py --functions 450 --target all || code=$?
[ "$code" != 77 ] || { echo "SKIP how functions are called in LLVM's IR: no toolchains"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
exit "$code"
