#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Shell scripts pass shellcheck.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t files < <({ git ls-files '*.sh'; git grep -lE '^#!.*(bash|/sh)' -- . ':!*.sh'; } | sort -u)
[ "${#files[@]}" -gt 0 ] || { echo "no shell scripts found"; exit 1; }
shellcheck -x -e SC1091 "${files[@]}"
echo "${#files[@]} scripts checked"
