#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# clang-tidy 19 with the checks of .clang-tidy. Usage: check-tidy.sh BUILD_DIR [FILE...]; the build must be clang's.
# Without files: all of src/.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:?usage: check-tidy.sh BUILD_DIR [FILE...]}
shift
[ -f "$build/compile_commands.json" ] || { echo "$build has no compile_commands.json"; exit 1; }
if [ $# -gt 0 ]; then files=("$@"); else mapfile -t files < <(git ls-files 'src/*.cpp'); fi
[ "${#files[@]}" -gt 0 ] || { echo "no files to check"; exit 1; }
printf '%s\0' "${files[@]}" | xargs -0 -n 4 -P "$(nproc)" clang-tidy-19 -p "$build" --quiet --warnings-as-errors='*'
echo "${#files[@]} files tidy"
