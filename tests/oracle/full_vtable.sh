#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# A thousand vtables of each real compiler, slot by slot. Skips loudly without toolchains.
cd "$(dirname "$0")" || exit 2
code=0
python3 check_vtable.py --vtables 1000 || code=$?
[ "$code" != 77 ] || { echo "SKIP vtables of random traits: no toolchains"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
exit "$code"
