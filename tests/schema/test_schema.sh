#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# The committed schemas are what rmeta-schema makes of the compilers' sources: RMETACRC_TOOLCHAINS/RELEASE/src/compiler is
# read again and the result must be the same bytes. Then the source is spoilt in ways a new release could, and every time
# the program must refuse it, naming the place.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
tool=${RMETA_SCHEMA:?the rmeta-schema to test}
passed=0 failed=0 skipped=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

ok() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "FAILED: $*"; }
finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ] || exit 1
  [ "$passed" != 0 ] || exit 77
  exit 0
}

for schema in compat/schema/*.json; do
  release=$(basename "$schema" .json)
  source=${RMETACRC_TOOLCHAINS:-/nonexistent}/$release/src
  if [ ! -d "$source/compiler" ]; then
    echo "SKIP regenerating $schema: no rustc source (RMETACRC_TOOLCHAINS/$release/src/compiler)"
    skipped=$((skipped + 1))
    continue
  fi
  # Source packages lack the file `version`; a schema may be the difference from another.
  options=()
  if [ ! -e "$source/version" ]; then
    version=$("$source/../rustc" -V)
    # Older vendors' compilers do not say what they were made of.
    [[ $version == *'('* ]] || version+=$(sed -n 's/^"patterns": \["rustc [^ ]*\( (.*)\)",.*/\1/p' "$schema")
    options+=(--version-string "$version")
  fi
  base=$(sed -n 's/^"base": "\(.*\)",$/\1/p' "$schema")
  [ -z "$base" ] || options+=(--base "compat/schema/$base.json")
  if "$tool" "$source" "${options[@]}" --compat compat --check -o "$tmp" >"$tmp/log" 2>&1 && cmp -s "$tmp/$release.json" "$schema"; then
    ok
  else
    bad "$schema is not what rmeta-schema makes of the source of $release"
    head -n 10 "$tmp/log"
  fi
done

# spoil RELEASE FILE SED_SCRIPT MESSAGE: with the edit, rmeta-schema must end with 2 and say MESSAGE.
spoil() {
  local source=${RMETACRC_TOOLCHAINS:-/nonexistent}/$1/src copy=$tmp/src-$1 code=0
  if [ ! -d "$source/compiler" ]; then
    skipped=$((skipped + 1))
    echo "SKIP spoilt source of $1: no rustc source"
    return
  fi
  # Links to everything, made once; a copy of the one file, which is a link again afterwards.
  if [ ! -d "$copy" ]; then
    mkdir -p "$copy"
    cp -rs "$(realpath "$source")/compiler" "$copy/compiler"
    cp "$source/version" "$copy/version"
  fi
  rm "$copy/compiler/$2"
  sed -E "$3" "$source/compiler/$2" >"$copy/compiler/$2"
  if cmp -s "$source/compiler/$2" "$copy/compiler/$2"; then
    bad "the edit '$3' changes nothing in $2 of $1"
    ln -sf "$(realpath "$source")/compiler/$2" "$copy/compiler/$2"
    return
  fi
  "$tool" "$copy" --compat compat -o "$tmp/out" >"$tmp/log" 2>&1 || code=$?
  if [ "$code" = 2 ] && grep -qF -- "$4" "$tmp/log" && [ ! -e "$tmp/out" ]; then
    ok
  else
    bad "source of $1 with '$3' in $2: exit $code, wanted 2 and '$4'"
    head -n 3 "$tmp/log"
  fi
  ln -sf "$(realpath "$source")/compiler/$2" "$copy/compiler/$2"
}

meta=rustc_metadata/src/rmeta
spoil 1.95.0 $meta/mod.rs 's/^    extra_filename: String,$/    extra_filename: OsString,/' "compiler/$meta/mod.rs:"
spoil 1.95.0 $meta/mod.rs 's/^#\[derive\(Encodable, BlobDecodable\)\]$/#[derive(Encodable)]/' 'has neither a derive nor an impl of Decodable'
spoil 1.95.0 $meta/mod.rs 's/^#\[derive\(Encodable, BlobDecodable\)\]$/#[derive(Encodable, QuickDecodable)]/' "unknown derive macro 'QuickDecodable'"
spoil 1.95.0 $meta/table.rs 's/b\[0\] != 0/b[0] == 1/' 'is not the text that was reviewed'
spoil 1.95.0 rustc_macros/src/serialize.rs 's/u8::MAX as usize/128/' "how the derive decodes an enum's tag is not understood"
spoil 1.95.0 rustc_serialize/src/leb128.rs 's/0x7F/0x3F/I' 'is not the text that was reviewed'
spoil 1.95.0 rustc_middle/src/ty/mod.rs 's/^#\[derive\(/#[cfg(flux)]\n#[derive(/' "cfg name 'flux' is not in the table"
spoil 1.95.0 rustc_middle/src/ty/codec.rs 's/^impl_decodable_via_ref! \{/impl_decodable_via_ref! { -/' 'macro impl_decodable_via_ref! is not understood'
spoil 1.95.0 rustc_middle/src/mir/interpret/mod.rs 's/^    Static,$/    Static,\n    Lazily,/' "AllocDiscriminant has the variants Alloc, Fn, VTable, Static, Lazily, Type, codecs.json lists"
spoil 1.95.0 rustc_span/src/symbol.rs 's/^        abort,$/        abort: 1,/' "symbol's text must be a string"
spoil 1.63.0 $meta/mod.rs 's/^    tables: LazyTables,$/    tables: LazyTables, flux: Flux,/' "'Flux' is not found from module rustc_metadata::rmeta"
spoil 1.63.0 rustc_type_ir/src/sty.rs 's/^        Bool => 0,$/        Bool => 1,/' "tag 1 of 'Char' is not free"
spoil 1.63.0 $meta/decoder.rs 's/<< 24/<< 16/' "how the root's position is read is not understood"
spoil 1.63.0 rustc_type_ir/src/sty.rs 's/^            0 => Bool,/            1 => Bool,/' 'is not the text that was reviewed'
finish
