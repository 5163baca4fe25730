#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# How thousands of random functions are called by each real compiler, on its own target and on others. Skips loudly without toolchains.
cd "$(dirname "$0")" || exit 2
code=0
python3 check_abi.py --functions 2000 --target all || code=$?
[ "$code" != 77 ] || { echo "SKIP how functions are called: no toolchains"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
exit "$code"
