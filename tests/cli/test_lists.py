#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Export lists in all their forms, the symbols behind them, and what is said of names that cannot be answered for."""
import json
import os
import pathlib
import subprocess
import tempfile

from support import FIXTURES, SHAPES, Checks, run, unpacked

checks = Checks()


def symvers(*arguments):
    return run("crc", "--format", "symvers", *arguments)


all_lines = symvers(SHAPES).out.decode().splitlines()
names = [line.split()[1] for line in all_lines]
rust, own = names[0], "shapes_area"
checks.check(own in names and len(names) > 4, "the bundled crate exports both kinds of names")

with tempfile.TemporaryDirectory() as scratch:
    listing = pathlib.Path(scratch) / "list"

    def listed(text):
        listing.write_text(text)
        return symvers("--symbols", listing, SHAPES)

    def wanted(result, some):
        return result.code == 0 and result.out.decode().splitlines() == [line for line in all_lines if line.split()[1] in some]

    checks.check(wanted(listed("\n".join(names) + "\n"), names), "every exported symbol is resolved and has its CRC", run("crc", "--symbols", listing, SHAPES).err)
    checks.check(wanted(listed(f"# all\n  {rust}  # the first\n\t{own}\n\n"), {rust, own}), "comments and indentation")
    checks.check(wanted(listed(f"{own}\n{own}\n"), {own}), "a name twice is one symbol")
    checks.check(wanted(listed(f"EXPORT_SYMBOL_RUST_GPL({rust});\nEXPORT_SYMBOL_GPL({own});\n"), {rust, own}), "kbuild's exports")
    kmi = listed(f"[abi_symbol_list]\n# core\n  {own}\n  kmalloc\n\n[abi_symbol_list]\n  _RNvCs*by_are?\n  module_*\n")
    checks.check(wanted(kmi, {own} | {n for n in names if n.endswith("by_area")}), "a KMI symbol list with globs", kmi.err)
    checks.check("2 symbols passed over" in kmi.err, "what it names besides is counted", kmi.err)
    module = listed(f"0x00000000\t{rust}\tvmlinux\tEXPORT_SYMBOL_GPL\t\n0x12345678\tkmalloc\tvmlinux\tEXPORT_SYMBOL\t\n"
                    f"0x12345678\t_RNvCs1_5other4item\tvmlinux\tEXPORT_SYMBOL\t\n0x00000001\t{own}\tx/y\tEXPORT_SYMBOL\tNS\n")
    checks.check(wanted(module, {rust, own}), "Module.symvers", module.err)
    checks.check("1 symbols passed over: of Rust crates" in module.err and "1 symbols passed over: not of" in module.err, "its C and other crates' symbols are counted", module.err)
    checks.check(wanted(listed(f"{rust[:-8]}*\n"), {n for n in names if n.startswith(rust[:-8])}), "a pattern by itself")

    # Several crates at a time are answered for as one after the other: what two have is the first one's.
    several = [FIXTURES / "1.95.0" / f"lib{name}.rmeta.zst" for name in ("bare_items", "target_custom", "ffi_items", "unicode_idents", "modules")] + [SHAPES]
    of_all = [line.split()[1] for crate in several for line in symvers(crate).out.decode().splitlines()]
    twice = {name for name in of_all if of_all.count(name) > 1}
    checks.check("bare_entry" in twice and len(of_all) > 60, "crates with names in common", str(twice))
    for what, text in (("names", "\n".join(of_all)), ("patterns", "*"), ("both", "*_entry\nbare_entry\n" + "\n".join(of_all[::2])), ("and what nobody has", "nobody\n" + "\n".join(of_all))):
        listing.write_text(text + "\n")
        for order in (several, several[::-1]):
            alone, together = (symvers("-j", jobs, "--symbols", listing, *order) for jobs in (1, 8))
            checks.check((alone.code, alone.out, alone.err) == (together.code, together.out, together.err), f"{what}: the same with any -j", together.err)
            printed = [line.split()[1] for line in alone.out.decode().splitlines()]
            if "nobody" in what:
                checks.check(alone.code == 2 and not printed and "symbol nobody:" in alone.err, "a name that no crate has", alone.err)
            else:
                checks.check(alone.code == 0 and sorted(printed) == sorted(set(printed)) and (what == "both" or set(printed) == set(of_all)), f"{what}: each once", alone.err)

    # What a kernel's package ships: the crates in a folder, and the list of the whole kernel.
    rust_folder = pathlib.Path(scratch) / "rust"
    rust_folder.mkdir()
    checks.trouble(symvers("--symbols", listing, rust_folder), "a folder without crates", "no lib*.rmeta")
    (rust_folder / "libshapes.rmeta").write_bytes(SHAPES.read_bytes())
    other = FIXTURES / "1.95.0/libbare_items.rmeta.zst"
    (rust_folder / "libbare_items.rmeta").write_bytes(unpacked(other))
    (rust_folder / "libnothing.txt").write_text("no crate")
    others = symvers(other).out.decode().splitlines()
    both = "".join(f"0x12345678\t{name}\tvmlinux\tEXPORT_SYMBOL_GPL\t\n" for name in [others[0].split()[1], own, "kmalloc"])
    listing.write_text(both)
    folder = symvers("--symbols", listing, rust_folder)
    checks.check(folder.out.decode().splitlines() == [others[0]] + [line for line in all_lines if line.split()[1] == own], "a folder of crates and Module.symvers", folder.err)
    by_files = symvers("--symbols", listing, rust_folder / "libbare_items.rmeta", rust_folder / "libshapes.rmeta")
    checks.check(by_files.out == folder.out and folder.out, "a folder is its crates in order of name")

    for text, words in (
            ("[abi_types]\n  x\n", ("section",)), ("EXPORT_SYMBOL(x\n", ("exports no symbol",)),
            ("0x12345678\tonly_name\n", ("Module.symvers",)), ("a b\n", ("one symbol's name",)), ("# nothing\n", ("empty",)),
            ("nothing_like_it*\n", ("nothing_like_it*", "matches")), ("no_such\n", ("no_such", "none of the crates")),
            ("[abi_symbol_list]\n kmalloc\n", ("none of the symbols",)),
            (rust[:-1] + "X\n", (rust[:-1] + "X", "has no item")), ("_RNvCs1_5other4item\n", ("_RNvCs1_5other4item",)),
            (rust[:-1] + "\n", ("ends early", "longer")[1:])):
        result = listed(text)
        checks.check(result.code == 2 and not result.out and all(w in result.err for w in words), f"refused: {text!r}", f"exit {result.code}, {result.err!r}")

    two = listed("no_such\n" + own + "\nnor_this\n")
    checks.check(two.code == 2 and not two.out and len(two.err.splitlines()) == 3 and all(n in two.err for n in ("no_such", "nor_this", "2 of 3")), "every name that is not answered for is named", two.err)
    rest = run("symbols", "--symbols", listing, SHAPES)
    checks.check(rest.code == 2 and rest.out.decode().startswith(own + "\t") and "symbol no_such: " in rest.err, "`symbols` shows what it found all the same", rest.err)
    no_object = symvers("--object", SHAPES, SHAPES)
    checks.check(no_object.code == 2 and not no_object.out, "an object that is none", no_object.err)

    for release in ("1.63.0", "1.95.0"):
        crate = FIXTURES / release / "libffi_items.rmeta.zst"
        rows = json.loads(run("symbols", "--format", "json", crate, "-L", crate.parent).out or b'{"symbols": []}')["symbols"]
        declared = [r["name"] for r in rows if r["declared"]]
        checks.check(declared and not any(r["exported"] for r in rows if r["declared"]), f"{release}: extern blocks declare, and export nothing", str(rows)[:300])
        if declared:
            listing.write_text(declared[0] + "\n")
            refused = symvers("--symbols", listing, crate, "-L", crate.parent)
            checks.check(refused.code == 2 and not refused.out and f"symbol {declared[0]}: " in refused.err and "only declares" in refused.err, f"{release}: what is only declared has no CRC", refused.err)

# Constants in legacy names: what each release writes of them must lead to the item. An item whose path cannot be told for
# certain (it takes the length of a type's name) takes the certainty from those of the same name.
CONSTANTS = """#![no_std]
#![feature(const_type_name)]
pub struct S<T>(T);
pub struct U<const N: u128>; pub struct I<const N: i128>; pub struct W<const N: usize>; pub struct B<const N: i8>; pub struct C<const N: char>;
impl U<1267650600228229401496703205376> { #[inline(never)] pub fn wide() -> u8 { 1 } }
impl U<{ u128::MAX }> { #[inline(never)] pub fn greatest() -> u8 { 1 } }
impl U<7> { #[inline(never)] pub fn small() -> u8 { 1 } }
impl I<{ -(1 << 100) }> { #[inline(never)] pub fn wide_negative() -> u8 { 1 } }
impl I<{ i128::MIN }> { #[inline(never)] pub fn least() -> u8 { 1 } }
impl I<-170141183460469231731687303715884105727> { #[inline(never)] pub fn next_to_least() -> u8 { 1 } }
impl B<-128> { #[inline(never)] pub fn byte_least() -> u8 { 1 } }
impl B<127> { #[inline(never)] pub fn byte_greatest() -> u8 { 1 } }
impl B<-127> { #[inline(never)] pub fn byte_negative() -> u8 { 1 } }
impl C<'x'> { #[inline(never)] pub fn letter() -> u8 { 1 } }
const SIX: usize = 2 * 3;
pub trait Names { type Name; }
impl Names for u8 { type Name = W<9>; }
impl W<{ SIX + 1 }> { #[inline(never)] pub fn computed() -> u8 { 1 } }
impl S<[u8; SIX]> { #[inline(never)] pub fn length() -> u8 { 1 } }
impl S<<u8 as Names>::Name> { #[inline(never)] pub fn projected() -> u8 { 1 } }
impl W<{ core::any::type_name::<W<3>>().len() }> { #[inline(never)] pub fn f() -> u8 { 1 } }
pub mod m { #[inline(never)] pub fn f() -> u8 { 2 } #[inline(never)] pub fn g() -> u8 { 3 } }
"""
CERTAIN = ("wide", "greatest", "small", "wide_negative", "least", "next_to_least", "byte_least", "byte_greatest", "byte_negative", "letter", "computed", "length", "projected", "g")
toolchains = pathlib.Path(os.environ.get("RMETACRC_TOOLCHAINS", "/nowhere"))
for release in ("1.63.0", "1.78.0", "1.85.0", "1.95.0"):
    rustc = toolchains / release / "rustc"
    if not rustc.exists():
        checks.skip(f"{release}: a crate with legacy names needs its compiler, see tests/toolchains/")
        continue
    with tempfile.TemporaryDirectory() as scratch:
        source = pathlib.Path(scratch) / "lib.rs"
        source.write_text(CONSTANTS)
        subprocess.run([rustc, "--crate-type=lib", "--crate-name=wide", "--edition=2021", "--emit=metadata,obj", "-Copt-level=1", "-Csymbol-mangling-version=legacy", "-Zunstable-options",
                        "--out-dir", scratch, source], check=True, env=os.environ | {"RUSTC_BOOTSTRAP": "1"})
        root = subprocess.run([rustc, "--print", "sysroot"], capture_output=True, text=True, check=True).stdout.strip()
        done = run("symbols", "--format", "json", "--object", source.with_name("wide.o"), "--sysroot", root, source.with_name("libwide.rmeta"))
        ambiguous = {s["path"]: s.get("ambiguous", "") for s in json.loads(done.out)["symbols"]}
        unsure = [name for name in CERTAIN if [why for path, why in ambiguous.items() if path.endswith("::" + name)] != [""]]
        checks.check(not unsure, f"{release}: constants in paths are written as it does", f"{unsure} {ambiguous} {done.err}")
        checks.check(ambiguous.get("wide::m::g") == "" and "it may also be wide::" in ambiguous.get("wide::m::f", ""), f"{release}: a path that cannot be told makes another ambiguous", f"{ambiguous} {done.err}")
        names = [s["name"] for s in json.loads(done.out)["symbols"] if s["path"] == "wide::m::f"]
        refused = run("crc", "--object", source.with_name("wide.o"), "--sysroot", root, source.with_name("libwide.rmeta"))
        checks.check(refused.code == 2 and not refused.out and len(names) == 1 and f"symbol {names[0]}: ambiguous: it may also be" in refused.err, f"{release}: and has no CRC", refused.err)
checks.finish()
