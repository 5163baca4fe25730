#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# The gauntlet's expectations against rustc: how it declares each symbol to LLVM in the base crate and in each variant.
cd "$(dirname "$0")" || exit 2
code=0
python3 run.py --oracle --release 1.63.0 --release 1.98.1 || code=$?
[ "$code" != 77 ] || { echo "SKIP gauntlet, declarations: no toolchains"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
exit "$code"
