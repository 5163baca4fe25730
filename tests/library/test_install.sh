#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# librmeta as others get it: what it exports, what is installed of it, and programs built against that outside of the tree, with
# pkg-config, with meson, and as README.md says it.
# shellcheck disable=SC2016  # what is in single quotes is for the inner shell
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
top=$PWD
source tests/steps.sh
program=$(realpath "${RMETACRC:-build/src/cli/rmetacrc}")
build=${program%/src/cli/rmetacrc}

check "librmeta is built" test -f "$build/src/api/librmeta.so" || { finish; exit 1; }

# Exported are the functions of the public classes, those beside them, and what catching rmeta::Error takes: what librmeta.map says,
# which stays short enough to be read.
nm -D --defined-only -C "$build/src/api/librmeta.so" | cut -d' ' -f2- >"$work/exported"
check "it exports its functions" bash -c '[ "$(grep -c "T rmeta::Crate::" "$1")" -ge 10 ]' bash "$work/exported"
check "it exports nothing else" bash -c '! grep -vE \
  "^[TWVA] (rmeta::(Crates?|Interface|Error)::~?[A-Za-z_]+(\[abi:cxx11\])?\(|rmeta::(compare|scheme|to_string|version)(\[abi:cxx11\])?\(|(typeinfo|typeinfo name|vtable) for rmeta::Error|RMETA_0)" "$1"' \
  bash "$work/exported"
check "its soname has a version" bash -c 'readelf -d "$1" | grep -F "Library soname: [librmeta.so.0]"' bash "$build/src/api/librmeta.so"
check "it needs no more than libraries of the system" bash -c '! ldd "$1" | grep "not found"' bash "$build/src/api/librmeta.so"

# Into a scratch root. Those parts alone, so that nothing else need be built.
check "it is installed" env DESTDIR="$work/root" meson install -C "$build" --no-rebuild --tags runtime,devel || { finish; exit 1; }
pc=$(find "$work/root" -name rmeta.pc)
check "its pkg-config file is installed" test -s "$pc" || { finish; exit 1; }
export PKG_CONFIG_LIBDIR=${pc%/rmeta.pc} PKG_CONFIG_SYSROOT_DIR=$work/root
libs=$(dirname "$(find "$work/root" -name librmeta.so.0)")
include=$(dirname "$(find "$work/root" -path '*/rmeta/rmeta.hpp')")
check "all public headers are installed, and no others" diff <(cd include/rmeta && ls -- *.hpp) <(cd "$include" && find . -type f | sed 's,^\./,,' | sort)
check "the pkg-config file has the version" bash -c '[ "$(pkg-config --modversion rmeta)" = "$("$1" --version | grep -oE "[0-9]+\.[0-9]+\.[0-9]+" | head -n 1)" ]' bash "$program"

# Programs in another place, which see nothing of this tree.
export LD_LIBRARY_PATH=$libs
cp examples/library/graph.cpp "$work/"
shapes=$top/examples/shapes/libshapes.rmeta
for compiler in g++ clang++-19; do
  if ! command -v "$compiler" >/dev/null; then
    skip "building an example with $compiler: it is not installed"
    continue
  fi
  check "$compiler builds an example with pkg-config" bash -c 'cd "$1" && "$2" -std=c++17 -Wall -Wextra -Wpedantic -Werror graph.cpp -o graph $(pkg-config --cflags --libs rmeta)' \
    bash "$work" "$compiler" &&
    check "it says what the example of this build says" bash -c 'cmp <("$1" "$3") <("$2" "$3") && "$1" "$3" | grep -q "^shapes "' bash "$work/graph" "$build/examples/example-graph" "$shapes"
done
cp -r examples/library "$work/library"
check "meson finds it" meson setup "$work/library/build" "$work/library" &&
  check "meson builds the examples" ninja -C "$work/library/build" &&
  for name in crcs layout; do
    check "$name says what the example of this build says" bash -c '"$1" "$3" >"$4" && [ -s "$4" ] && cmp "$4" <("$2" "$3")' \
      bash "$work/library/build/$name" "$build/examples/example-$name" "$shapes" "$work/said"
  done

# The program in the README, and what the README says it prints.
awk '/^```cpp$/ { on = 1; next } /^```/ { on = 0 } on' README.md >"$work/shapes.cpp"
awk '/^```text$/ { on = 1; next } /^```/ { on = 0 } on' README.md >"$work/shown"
command=$(sed -n '1s/^\$ //p' "$work/shown")
cp -r examples "$work/"
check "README.md shows a program and what it prints" bash -c '[ "$(wc -l <"$1")" -ge 8 ] && [ "$(wc -l <"$2")" -ge 5 ] && [ -n "$3" ]' bash "$work/shapes.cpp" "$work/shown" "$command"
check "it is built as README.md says, and prints that" bash -c 'cd "$1" && diff <(eval "$2") <(tail -n +2 shown)' bash "$work" "$command"

# As a subproject of another project, and its examples built from there.
mkdir -p "$work/user/subprojects"
ln -s "$top" "$work/user/subprojects/rmetacrc"
cp examples/library/graph.cpp "$work/user/"
cat >"$work/user/meson.build" <<'MESON'
project('user', 'cpp', meson_version: '>=1.0.0')
executable('graph', 'graph.cpp', dependencies: dependency('rmeta', fallback: 'rmetacrc'))
MESON
unset PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR
check "it is a subproject" meson setup "$work/user/build" "$work/user" --force-fallback-for=rmeta -Drmetacrc:buildtype=release &&
  check "a program is linked with it" bash -c 'ninja -C "$1" -t query graph | grep -E "subprojects/rmetacrc/src/api/librmeta\.so"' bash "$work/user/build"
finish
