#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Every C++ file of the repository looks as clang-format 19 would write it. With --fix, make it so.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=(--dry-run --Werror)
[ "${1:-}" = --fix ] && mode=(-i)
mapfile -t files < <(git ls-files '*.cpp' '*.hpp' '*.h')
[ "${#files[@]}" -gt 0 ] || { echo "no C++ files found"; exit 1; }
clang-format-19 "${mode[@]}" "${files[@]}"
echo "${#files[@]} files formatted"
