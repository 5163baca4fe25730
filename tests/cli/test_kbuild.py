#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The program in gendwarfksyms' place: its command line, what it prints or refuses, the C tool it hands on to, symtypes files."""
import os
import pathlib
import re
import stat
import subprocess
import tempfile

import symtypes_crc
from support import FIXTURES, PROGRAM, Checks, Result, run, unpacked

checks = Checks()
CRATES = ("bare_items", "ffi_items", "modules", "unicode_idents")
RELEASES = ("1.63.0", "1.95.0")
C_TOOL = """#!/bin/sh
echo "arguments: $*"
echo "list: $(cat)"
exit 7
"""


def stand_in(program, *arguments, symbols="", **environment):
    words = [program, *map(str, arguments)]
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith("RMETACRC_")} | environment
    return Result(subprocess.run(words, input=symbols.encode(), capture_output=True, timeout=120, check=False, env=surroundings))


def symvers(result):
    return dict(line.split()[1:] for line in result.out.decode().splitlines())


def same_crcs(data, versions, what):
    """The CRCs that follow from a symtypes file are the ones printed."""
    computed = {name: f"0x{crc:08x}" for name, (crc, _) in symtypes_crc.crcs(data).items()}
    checks.check(computed == versions and versions, f"{what}: CRCs follow from the symtypes file", f"{len(computed)} and {len(versions)} symbols")


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    program = folder / "rmetacrc-gendwarfksyms"
    program.symlink_to(PROGRAM)
    tool = folder / "c-tool"
    tool.write_text(C_TOOL)
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    plain = folder / "plain.o"
    plain.write_bytes(b"no ELF")

    for release in RELEASES:
        place = folder / release
        place.mkdir()
        for crate in CRATES:
            metadata = place / f"lib{crate}.rmeta"
            metadata.write_bytes(unpacked(FIXTURES / release / f"lib{crate}.rmeta.zst"))
            target = place / f"{crate}.o"
            target.write_bytes(b"BC\xc0\xde LLVM bitcode")
            expected = symvers(run("crc", "--format", "symvers", metadata))
            listing = "\n".join(expected) + "\n"
            what = f"{release} {crate}"
            types = place / f"{crate}.symtypes"
            done = stand_in(program, "--stable", "-T", types, target, symbols=listing)
            checks.check(done.code == 0 and symvers(done) == expected and not done.err, f"{what}: the same versions as crc's", done.err)
            same_crcs(types.read_bytes(), expected, what)
            texts = {symbol: text for symbol, (_, text) in symtypes_crc.crcs(types.read_bytes()).items()}
            dumped = stand_in(program, "--dump-versions", target, symbols=listing).err.encode()
            checks.check(all(symbol.encode() + b"\n" + text in dumped for symbol, text in texts.items()), f"{what}: --dump-versions shows these texts")
            words = [word for line in types.read_bytes().splitlines() for word in symtypes_crc.WORD.findall(line)]
            odd = [word for word in words if word[1:2] == b"#" and not symtypes_crc.REFERENCE.match(word) or b"#" in word[2:]]
            checks.check(not odd, f"{what}: nothing but references looks like one", str(odd[:3]))

            old = types.read_bytes()
            refused = stand_in(program, "--symtypes", types, target, symbols=listing + "not_there\n")
            checks.check(refused.code == 2 and not refused.out and "not_there" in refused.err, f"{what}: one symbol unknown, nothing printed", refused.err)
            checks.check(types.read_bytes() == old and not list(place.glob("*.symtypes.*")), f"{what}: and no symtypes file touched")
            first = next(iter(expected))
            twice = stand_in(program, target, symbols=f"{first}\n{first}\n")
            checks.check(symvers(twice) == {first: expected[first]} and len(twice.out.splitlines()) == 1, f"{what}: a name twice is one line")
            none = stand_in(program, target, symbols="\n")
            checks.check(none.code == 0 and not none.out, f"{what}: no symbols, nothing to do", none.err)
            several = stand_in(program, "-d", "--dump-dies", "--dump-die-map", "--dump-types", target, symbols=listing)
            checks.check(several.out == done.out and f"{first} = " in several.err, f"{what}: debugging goes to stderr")
            table = run("crc", "--format", "module-symvers", "--module", "drivers/x", metadata).out.decode().splitlines()
            checks.check(table == [f"{crc}\t{symbol}\tdrivers/x\tEXPORT_SYMBOL_GPL\t" for symbol, crc in expected.items()], f"{what}: Module.symvers")

        # What bindings declares, in place of the C objects that define it.
        declared = stand_in(program, place / "bare_items.o", symbols="outside\nbare_entry\nEXTERNAL\n")
        checks.check(set(symvers(declared)) == {"outside", "bare_entry", "EXTERNAL"}, f"{release}: declared symbols have versions", declared.err)
        dumped = stand_in(program, "--dump-versions", place / "bare_items.o", symbols="outside\n").err
        checks.check("parameter *const u8" in dumped and "variadic" in dumped and "returns i32" in dumped, f"{release}: by their declaration")
        renamed = stand_in(program, place / "ffi_items.o", symbols="renamed_symbol\n")
        checks.check(list(symvers(renamed)) == ["renamed_symbol"], f"{release}: #[link_name] names the symbol", renamed.err)
        listed = folder / "list"
        listed.write_text("outside\n")
        metadata = place / "libbare_items.rmeta"
        checks.trouble(run("crc", "--symbols", listed, metadata), f"{release}: crc wants --declared for them", "outside")
        kinds = run("crc", "--declared", "--symbols", listed, metadata).out.decode()
        checks.check(kinds.endswith("\tdeclared\n"), f"{release}: crc says that they are declared", kinds)

        # Objects of C.
        original = stand_in(program, "-s", "--symtypes", "x", plain, symbols="a\nb\n", RMETACRC_C_TOOL=str(tool))
        checks.check(original.code == 7 and original.out.decode() == f"arguments: -s --symtypes x {plain}\nlist: a\nb\n", f"{release}: the C tool gets all of it", original.err)
        mixed = stand_in(program, plain, place / "bare_items.o", symbols="bare_entry\n", RMETACRC_C_TOOL=str(tool))
        checks.check(mixed.code == 2 and not mixed.out and "plain.o" in mixed.err, f"{release}: Rust and C in one call are refused", mixed.err)

    for what, arguments, environment, word in (
            ("an object of C and no tool for it", [plain], {}, "RMETACRC_C_TOOL"),
            ("a tool that is not there", [plain], {"RMETACRC_C_TOOL": str(folder / "none")}, "none"),
            ("a tool that is this program", [plain], {"RMETACRC_C_TOOL": str(program)}, "itself"),
            ("no object", [], {}, "no object"),
            ("an unknown option", ["--frobnicate", plain], {}, "--frobnicate"),
            ("an option without its argument", [plain, "-T"], {}, "-T"),
            ("an object that is not there", [folder / "1.95.0/absent.o"], {}, "absent")):
        done = stand_in(program, *arguments, symbols="a\n", **environment)
        checks.check(done.code == 2 and not done.out and word in done.err, what, f"{done.code} {done.err}")
    (folder / "1.95.0/bare_items.o").unlink()
    done = stand_in(program, folder / "1.95.0/bare_items.o", symbols="bare_entry\n")
    checks.check(done.code == 2 and not done.out, "metadata beside an object that is gone", done.err)
    done = stand_in(program, folder / "1.95.0/modules.o", "-h")
    checks.check(done.code == 0 and not done.out and "--symtypes" in done.err, "-h goes to stderr")

    kernel = os.environ.get("RMETACRC_KERNEL")
    if kernel and (pathlib.Path(kernel) / "rust/libkernel.rmeta").exists():
        rust = pathlib.Path(kernel) / "rust"
        lists = {crate: re.findall(r"\((\w+)\)", (rust / f"exports_{crate}_generated.h").read_text()) for crate in ("core", "kernel", "bindings", "helpers")}
        for crate, wanted in (("core", lists["core"]), ("kernel", lists["kernel"]), ("bindings", lists["bindings"] + lists["helpers"]), ("build_error", ["rust_build_error"])):
            types = folder / f"{crate}.symtypes"
            done = stand_in(program, "-T", types, rust / f"{crate}.o", symbols="\n".join(wanted))
            checks.check(set(symvers(done)) == set(wanted), f"{crate} of the kernel: all {len(wanted)} symbols", done.err)
            same_crcs(types.read_bytes() if types.exists() else b"", symvers(done), f"{crate} of the kernel")
    else:
        checks.skip("kernel crates: RMETACRC_KERNEL names no folder with them")
checks.finish()
