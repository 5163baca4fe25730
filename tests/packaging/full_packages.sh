#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# The Debian package: built from what is committed, unpacked into a scratch root, and used there. And `meson dist`: its tarball
# builds and passes its unit tests without a network. Both compile everything once more, so they are of the full matrix.
# shellcheck disable=SC2016  # what is in single quotes is for the inner shell
# A step that fails is counted and told; what follows says by itself what it lacks.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
top=$PWD
source tests/steps.sh

# Without a network where the machine lets us.
alone=(unshare -rn)
"${alone[@]}" true 2>/dev/null || { alone=(); echo "NOTE no namespace without a network here"; }

if command -v dh >/dev/null && command -v dpkg-buildpackage >/dev/null; then
  mkdir "$work/rmetacrc-0.1.0"
  git archive HEAD | tar -x -C "$work/rmetacrc-0.1.0"
  if check "the package is built" env -C "$work/rmetacrc-0.1.0" "${alone[@]}" dpkg-buildpackage -us -uc -b -d; then
    deb=$(echo "$work"/rmetacrc_*.deb)
    check "one package comes out" test -f "$deb"
    check "it is unpacked into a scratch root" dpkg-deb -x "$deb" "$work/scratch"
    program=$work/scratch/usr/bin/rmetacrc
    check "the program runs there" bash -c '"$1" crc examples/shapes/libshapes.rmeta | cmp - <("$2" crc examples/shapes/libshapes.rmeta)' bash "$program" "${RMETACRC:-$program}"
    check "it finds what changed" bash -c '"$1" diff examples/queue/old examples/queue/new; [ $? = 1 ]' bash "$program"
    for file in bin/rmetacrc-gendwarfksyms bin/rmeta-schema share/man/man1/rmetacrc.1.gz share/man/man5/rmetacrc-pin.5.gz share/man/man5/rmetacrc-{abi-text,content,json,rules,schema,symbols,symtypes}.5.gz \
      share/bash-completion/completions/rmetacrc.bash share/zsh/site-functions/_rmetacrc share/fish/vendor_completions.d/rmetacrc.fish \
      share/rmetacrc/json/crc.schema.json share/doc/rmetacrc/copyright; do
      check "it has $file" test -s "$work/scratch/usr/$file"
    done
    check "it needs no more than libraries of the system" bash -c '! ldd "$1" | grep -i "not found"' bash "$program"
    for package in librmeta0 librmeta-dev; do
      check "$package is unpacked beside it" bash -c 'dpkg-deb -x "$1" "$2"' bash "$(echo "$work/${package}"_*.deb)" "$work/scratch"
    done
    check "a program is built with librmeta there, and runs" bash -c 'set -e; lib=$(dirname "$(find "$1/usr/lib" -name librmeta.so.0)")
      g++ -std=c++17 examples/library/crcs.cpp -o "$2" $(PKG_CONFIG_LIBDIR=$lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$1 pkg-config --cflags --libs rmeta)
      LD_LIBRARY_PATH=$lib "$2" examples/shapes/libshapes.rmeta | grep "^abi 0x"' bash "$work/scratch" "$work/crcs"
  fi
else
  skip "the Debian package: debhelper and dpkg-dev are not installed"
fi

# As the program that is tested was built, and in the same place of its tree: then ccache has most of it already.
build=$(realpath -m --relative-to="$top" "$(dirname "${RMETACRC:-$top/build/gcc/src/cli/rmetacrc}")/../..")
case $build in ..*) build=build ;; esac
options=(-Dbuildtype=release -Doptimization=2 -Dtests=true)
git clone -q . "$work/clone"
if check "the clone is configured" env -C "$work/clone" meson setup "$build" "${options[@]}" &&
  check "meson dist makes a tarball" env -C "$work/clone" meson dist -C "$build" --no-tests --formats gztar &&
  mkdir "$work/dist" && check "it is unpacked" tar -xzf "$(echo "$work/clone/$build"/meson-dist/*.tar.gz)" -C "$work/dist" --strip-components=1 &&
  check "it is configured without a network" env -C "$work/dist" "${alone[@]}" meson setup "$build" "${options[@]}" &&
  check "it is built without a network" env -C "$work/dist" "${alone[@]}" ninja -j "$(nproc)" -C "$build"; then
  check "its unit tests pass" env -C "$work/dist" "${alone[@]}" meson test -C "$build" --suite unit --no-rebuild -t 4
  check "it is installed" env -C "$work/dist" "${alone[@]}" meson install -C "$build" --no-rebuild --destdir "$work/installed"
  program=$(find "$work/installed" -name rmetacrc -path '*/bin/*')
  check "the installed program runs" bash -c '"$1" crc examples/shapes/libshapes.rmeta | cmp - <("$2" crc examples/shapes/libshapes.rmeta)' bash "$program" "${RMETACRC:-$program}"
  for page in "$top"/man/*.5; do
    check "$(basename "$page") is installed" test -s "$(dirname "$program")/../share/man/man5/$(basename "$page")"
  done
fi
cd "$top" || exit 2
finish
