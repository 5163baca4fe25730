#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Two crates of each real compiler, and those of a real kernel: layouts against debug information. Skips loudly without either.
cd "$(dirname "$0")" || exit 2
code=0
python3 check_object.py --quick || code=$?
[ "$code" != 77 ] || { echo "SKIP layouts against debug information: neither toolchains nor a kernel"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
exit "$code"
