#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# The data of built-in targets against the specifications each real compiler prints. Skips loudly without toolchains.
cd "$(dirname "$0")" || exit 2
code=0
python3 targets.py || code=$?
[ "$code" != 77 ] || { echo "SKIP target data: no toolchains"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
exit "$code"
