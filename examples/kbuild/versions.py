#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a kernel build exports, with which versions, and which modules rely on them.

usage: versions.py check BUILD MODULES WHAT   every exported Rust symbol has a version; every module's agree with Module.symvers.
                                              WHAT is `kernel`, or `rust` if Module.symvers has no symbols of C
       versions.py compare OLD BUILD          which symbols have another version than in OLD, a copy of Module.symvers and of
                                              modules' .mod.c files, and which of OLD's modules this kernel would refuse

Exit code 1 if a check fails. Modules' versions are read from the .mod.c files that modpost writes and the .ko is linked with.
"""
import pathlib
import re
import sys


def symvers(folder):
    """{symbol: (CRC, module)} of Module.symvers"""
    rows = (line.split("\t") for line in (folder / "Module.symvers").read_text().splitlines())
    return {row[1]: (int(row[0], 16), row[2]) for row in rows}


def module_versions(folder):
    """{module: {symbol: CRC}} by the tables of extended module versions in *.mod.c"""
    modules = {}
    for path in sorted(folder.glob("*.mod.c")):
        text = path.read_text()
        tables = re.search(r"____version_ext_crcs\[\].*?= \{(.*?)\};.*?____version_ext_names\[\].*?=(.*?);", text, re.S)
        if not tables:
            sys.exit(f"{path}: no table of extended versions")
        crcs = [int(crc, 16) for crc in re.findall(r"0x[0-9a-f]+", tables[1])]
        names = re.findall(r'"(\S+?)\\0"', tables[2])
        if len(crcs) != len(names) or not crcs:
            sys.exit(f"{path}: {len(crcs)} versions and {len(names)} names")
        modules[path.name.removesuffix(".mod.c")] = dict(zip(names, crcs))
    return modules


def is_rust(symbol):
    return symbol.startswith(("_R", "rust_helper_", "rust_"))


def check(folder, built, what):
    kernel, modules, bad = symvers(folder), module_versions(built), 0
    rust = {symbol for symbol in kernel if is_rust(symbol)}
    for group, wanted in (("Rust (mangled)", lambda s: s.startswith("_R")), ("C helpers for Rust", lambda s: s.startswith("rust_helper_")),
                         ("Rust (unmangled)", lambda s: s.startswith("rust_") and not s.startswith("rust_helper_")), ("C", lambda s: not is_rust(s))):
        chosen = [symbol for symbol in kernel if wanted(symbol)]
        without = [symbol for symbol in chosen if kernel[symbol][0] == 0]
        print(f"{group}: {len(chosen)} exported symbols, {len(without)} without a version")
        bad += len(without)
    for module, versions in modules.items():
        differ = [symbol for symbol, crc in versions.items() if symbol in kernel and kernel[symbol][0] != crc]
        unknown = [symbol for symbol in versions if symbol not in kernel and (what == "kernel" or is_rust(symbol))]
        count = sum(symbol in rust for symbol in versions)
        print(f"{module}: links against {len(versions)} versioned symbols, {count} of them Rust's; {len(differ)} differ, {len(unknown)} are not exported")
        bad += len(differ) + len(unknown)
    return 1 if bad or not rust or not modules else 0


def compare(old, new):
    before, after, modules = symvers(old), symvers(new), module_versions(old)
    moved = sorted(symbol for symbol in before if symbol in after and before[symbol][0] != after[symbol][0])
    gone, added = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    print(f"{len(before)} symbols before, {len(after)} after: {len(moved)} have another version, {len(gone)} are gone, {len(added)} are new")
    for symbol in moved:
        print(f"  moved 0x{before[symbol][0]:08x} -> 0x{after[symbol][0]:08x} {symbol}")
    for word, symbols in (("gone", gone), ("new", added)):
        for symbol in symbols:
            print(f"  {word} {symbol}")
    for module, versions in modules.items():
        hit = [symbol for symbol in moved + gone if symbol in versions]
        print(f"{module} built before: {'refused, for ' + ' '.join(hit) if hit else 'still loads'}")
    return 0


if len(sys.argv) == 5 and sys.argv[1] == "check" and sys.argv[4] in ("kernel", "rust"):
    sys.exit(check(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4]))
if len(sys.argv) == 4 and sys.argv[1] == "compare":
    sys.exit(compare(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])))
sys.exit(__doc__)
