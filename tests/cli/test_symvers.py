#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Module.symvers on either side of `diff` and `check`: what came, went and changed of Rust's symbols, and what cannot be compared."""
import json
import os
import pathlib
import re
import shutil
import tempfile

import jsonschema

from support import FIXTURES, SHAPES, TOP, Checks, run, unpacked

OLD, NEW = TOP / "examples/queue/old", TOP / "examples/queue/new"
C_LINES = b"0x00000000\tkfree\tvmlinux\tEXPORT_SYMBOL\t\n0x12345678\tusb_submit_urb\tdrivers/usb/core/usbcore\tEXPORT_SYMBOL_GPL\tUSB\n"
checks = Checks()
SCHEMA = jsonschema.Draft202012Validator(json.loads((TOP / "compat/json/diff.schema.json").read_text()))


def rows(symvers):
    return {line.split("\t")[1]: line.split("\t")[0] for line in symvers.decode().splitlines()}


def compared(label, code, *words):
    """The one crate of the JSON, checked against its exit code."""
    result = run(*words[:1], "--format", "json", *words[1:])
    checks.check(result.code == code, label, f"exit {result.code}: {result.err[:300]}")
    if not result.out:
        return {"changed": [], "added": [], "removed": [], "renamed": [], "causes": [], "same": -1}, result.err
    document = json.loads(result.out)
    SCHEMA.validate(document)
    checks.check(document["differs"] == (code == 1) and len(document["crates"]) == 1, f"{label}: the document says so too")
    return document["crates"][0], result.err


def names(entries, key="name"):
    return {entry[key] for entry in entries}


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)

    def written(stem, content):
        path = folder / stem
        path.write_bytes(content)
        return path

    lines = {path: run("crc", "--format", "module-symvers", path).out for path in (OLD, NEW)}
    old, new = (written(f"{path.name}.symvers", C_LINES + lines[path]) for path in (OLD, NEW))
    pin = written("old.pin", run("pin", OLD).out)
    a, b = rows(lines[OLD]), rows(lines[NEW])
    changed = {n for n in a if n in b and a[n] != b[n]}
    checks.check(len(changed) >= 4 and a.keys() - b.keys() and b.keys() - a.keys(), "the two builds differ in every way", f"{changed}")

    # Whatever kind each side is, the answer is the same, and it is that of the CRCs.
    for left, right in ((old, new), (pin, new), (OLD, new), (old, NEW), (OLD / "libqueue.rmeta", new)):
        for verb in ("diff", "check"):
            if verb == "check" and left not in (old, pin):
                continue
            label = f"{verb} of {left.name} and {right.name}"
            # Of files, names that are not mangled may be anybody's; what crates on the other side have is Rust's.
            known = set().union(*(lines_of.keys() for side, lines_of in ((left, a), (right, b)) if side not in (old, new)))
            rust = {n for n in a.keys() | b.keys() if n.startswith("_R") or n in known}
            gone, come = (a.keys() - b.keys()) & rust, (b.keys() - a.keys()) & rust
            passed_over = [sum(n not in rust for n in side) + 2 for side, whole in ((a, left), (b, right)) if whole in (old, new)]
            crate, err = compared(label, 1, verb, left, right)
            renamed = {p["old_name"]: p["new_name"] for p in crate["renamed"]}
            moved = {p["old_name"] for p in crate["changed"]} & b.keys()
            checks.check(moved == changed & rust != set(), f"{label}: symbols with another CRC", f"{moved ^ (changed & rust)}")
            checks.check(names(crate["removed"]) | renamed.keys() == gone, f"{label}: symbols that went", str(crate["removed"]))
            came = names(crate["added"]) | set(renamed.values())
            checks.check(came == come or (verb == "check" and not crate["added"]), f"{label}: symbols that came", str(came))
            checks.check(len(renamed) == 1, f"{label}: one has another name", str(renamed))
            checks.check(all(a[p["old_name"]] == p["old_crc"] and b[p["new_name"]] == p["new_crc"] for p in crate["changed"]), f"{label}: the CRCs are those in the files")
            checks.check(len(crate["causes"]) == len(crate["changed"]), f"{label}: each change is named")
            checks.check(re.findall(r"(\d+) symbols passed over", err) == [str(n) for n in passed_over], f"{label}: other symbols are counted", f"{err} {passed_over}")
    for left, right in ((old, old), (pin, old), (old, pin), (OLD, old), (old, OLD)):
        for verb in ("diff", "check"):
            if verb == "check" and left == OLD:
                continue
            crate, _ = compared(f"{verb} of {left.name} and {right.name}, the same", 0, verb, left, right)
            wanted = len(a) if pin in (left, right) or OLD in (left, right) else sum(n.startswith("_R") for n in a)
            checks.check(crate["same"] == wanted > 0, f"{verb} of {left.name} and {right.name}: all were compared", f"{crate['same']} of {wanted}")
    for form in ("text", "short", "sarif", "html"):
        result = run("diff", "--format", form, old, new)
        some = sorted(changed)[0]
        checks.check(result.code == 1 and b[some].encode() in result.out and a[some].encode() in result.out, f"{form}: says both CRCs", result.out.decode()[:300])
    checks.check(f"Module.symvers: {len(a)} CRCs are the same" in run("diff", pin, old).out.decode(), "text: the same is said in so many words")
    tolerated = written("tolerated", b"symbol * reason all of it\n")
    checks.check(run("check", "--tolerate", tolerated, old, new).code == 0, "tolerated by name")

    # What cannot be compared.
    for options in (("--symbols", tolerated), ("--stable",)):
        checks.trouble(run("diff", *options, pin, old), f"diff {options[0]} without a crate", options[0], "neither side")
    checks.trouble(run("check", "--stable", pin, old), "check --stable without a crate", "--stable", "neither side")
    checks.trouble(run("diff", written("c.symvers", C_LINES), old), "a kernel without Rust", "c.symvers", "no symbol of Rust")
    zero = written("zero.symvers", b"".join(b"0x00000000" + line[10:] + b"\n" for line in lines[OLD].splitlines()))
    checks.trouble(run("diff", zero, new), "a kernel without CRCs", "zero.symvers", "has no CRC", "CONFIG_MODVERSIONS")
    shapes = written("shapes.symvers", run("crc", "--format", "module-symvers", SHAPES).out)
    for verb in ("diff", "check"):
        checks.trouble(run(verb, shapes, new), f"{verb}: nothing in common", "shapes.symvers", "nothing to compare")
        checks.trouble(run(verb, written("bad.symvers", lines[OLD] + b"what is this\n"), new), f"{verb}: a line that is none", "bad.symvers", f"line {len(a) + 1}")
        checks.trouble(run(verb, written("twice.symvers", lines[OLD] + lines[OLD][: lines[OLD].index(b"\n") + 1]), new), f"{verb}: a symbol twice", "twice.symvers", "twice")
    legacy = folder / "liblegacy.rmeta"
    legacy.write_bytes(unpacked(next(FIXTURES.glob("1.95.0/liblegacy_mangled.rmeta*"))))
    result = run("diff", legacy, new)
    checks.trouble(result, "crates without linker names", "liblegacy.rmeta")
    other = written("other.symvers", b"".join(b"0x%08x%s\n" % (n + 1, line[10:]) for n, line in enumerate(lines[OLD].splitlines())))
    _, err = compared("CRCs of another tool", 1, "diff", pin, other)
    checks.check("CRCs is the same: as if another tool" in err, "... are told as such", err)

    # A kernel: instances of generic items, which no crate lists, are found by the names in the file.
    kernel = os.environ.get("RMETACRC_KERNEL")
    crates = pathlib.Path(kernel or "/nowhere") / "rust"
    if (crates / "exports_core_generated.h").exists():
        rust = folder / "rust"
        rust.mkdir()
        shutil.copy(crates / "libcore.rmeta", rust)
        symvers = written("kernel.symvers", C_LINES + run("crc", "--format", "module-symvers", "--symbols", crates / "exports_core_generated.h", rust).out)
        whole = rows(symvers.read_bytes())
        crate, _ = compared("a kernel's core", 0, "check", symvers, rust)
        checks.check(crate["same"] > 500 and crate["same"] == len(whole) - 2, "a kernel's core: all symbols were compared", f"{crate['same']} of {len(whole) - 2}")
    else:
        checks.skip("Module.symvers of a kernel's core: RMETACRC_KERNEL has none")
checks.finish()
