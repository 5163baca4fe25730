#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# From a fresh Debian 12 machine to CRCs: installs what is missing (as root), builds rmetacrc and prints the CRCs of a
# real crate that the repository brings along. Usage: examples/quickstart.sh [FILE [OPTION...]]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
source "$here/scripts/deps.sh"
need_packages build || exit 2
build=$here/build/quickstart
[ -f "$build/build.ninja" ] || meson setup "$build" "$here" -Dbuildtype=release -Doptimization=2 -Dwerror=false -Dtests=false >&2
ninja -C "$build" >&2
crate=$here/examples/shapes/libshapes.rmeta
if [ $# -eq 0 ]; then set -- "$crate"; fi
echo "\$ rmetacrc ${1/#$here\//}" >&2
exec "$build/src/cli/rmetacrc" "$@"
