#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Export lists in all their forms, the symbols behind them, and what is said of names that cannot be answered for."""
import json
import pathlib
import tempfile

from support import FIXTURES, SHAPES, Checks, run

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

checks.finish()
