#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""`explain`: the text it prints is what the CRC is of, and the way it shows is one, and a shortest one."""
import json
import pathlib
import re
import subprocess
import tempfile
import zlib

from support import FIXTURES, SHAPES, Checks, run

checks = Checks()


def outside(line):
    """A line without what stands in angle brackets, however deep."""
    line, before = line.replace("->", ""), ""
    while line != before:
        line, before = re.sub("<[^<>]*>", "", line), line
    return line


def names(line, type_):
    """Whether a line names the type as such, not as an argument of another one."""
    mark = "\u0001"
    return mark in outside(re.sub(r"(?<![\w:<])" + re.escape(type_) + r"(?![\w:<])", mark, line))


def shortest(document, target):
    """Steps from the symbol to a type, found without the program: roots are the types that the head's lines name."""
    reaches = {d["type"]: d["reaches"] for d in document["definitions"]}
    lines = [line for line in document["head"].splitlines() if line.startswith("  ")]
    level, steps, seen = [t for t in reaches if any(names(line, t) for line in lines)], 1, set()
    while level:
        if target in level:
            return steps
        seen |= set(level)
        level = sorted({r for t in level for r in reaches[t]} - seen)
        steps += 1
    return None


texts = chains = 0
for path in [SHAPES] + [FIXTURES / release / f"lib{name}.rmeta.zst" for release in ("1.48.0", "1.63.0", "1.78.0", "1.98.1") for name in ("bare_items", "generics", "no_core")]:
    label = path.parent.name + "/" + path.name
    listed = run("crc", "--format", "json", path)
    if listed.code != 0:
        checks.skip(f"{label}: cannot be completed without other crates")
        continue
    for symbol in json.loads(listed.out)["symbols"]:
        text = run("explain", symbol["name"], path)
        checks.check(text.code == 0 and f"0x{zlib.crc32(text.out):08x}" == symbol["crc"], f"{label}: {symbol['name']}: the CRC is of the text", text.err)
        document = json.loads(run("explain", "--format", "json", symbol["name"], path).out)
        whole = document["head"] + "".join(d["text"] for d in document["definitions"])
        checks.check(whole.encode() == text.out and document["crc"] == symbol["crc"], f"{label}: {symbol['name']}: JSON has the same text")
        checks.check(document["head"].startswith("abi 1\n") and document["path"] == symbol["path"], f"{label}: {symbol['name']}: scheme and path")
        texts += 1
        defined = {d["type"]: d["text"] for d in document["definitions"]}
        for target in defined:
            way = json.loads(run("explain", "--why", "--format", "json", symbol["name"], target, path).out)["why"]
            held = [document["head"]] + [defined[step["type"]] for step in way]
            good = way[-1]["type"] == target and all(step["line"] in text and step["line"] for step, text in zip(way, held))
            checks.check(good and len(way) == shortest(document, target), f"{label}: {symbol['name']}: way to {target}", str(way))
            chains += 1
checks.check(texts >= 20 and chains >= 10, "there were texts and ways", f"{texts}, {chains}")

by_path = run("explain", "shapes::by_area", SHAPES)
checks.check(by_path.code == 0 and by_path.out.endswith(b"\n") and b"fn shapes::by_area\n" in by_path.out, "by path", by_path.err)
shown = run("explain", "--why", "shapes::by_area", "shapes::Point", SHAPES).out.decode().splitlines()
checks.check(shown[0] == "shapes::by_area" and shown[-1] == "shapes::Point", "--why in text", str(shown))
checks.trouble(run("explain", "shapes::nothing", SHAPES), "no such symbol", "shapes::nothing", "libshapes")
checks.trouble(run("explain", "_RNvCsaBDSPf2uPk1_6shapes7nothing", SHAPES), "no such linker name", "libshapes")
checks.trouble(run("explain", "--why", "shapes::by_area", "Point", SHAPES), "no such type", "shapes::Point")
checks.trouble(run("explain", "--why", "shapes::by_area", SHAPES), "--why without a type", "FILE")
checks.trouble(run("explain", "shapes::by_area", SHAPES, SHAPES), "two files", "one is wanted")
checks.trouble(run("explain"), "nothing at all", "SYMBOL")

# What a crate declares in extern blocks, and a legacy name, whose hash the object at hand must vouch for.
ffi = FIXTURES / "1.95.0/libffi_items.rmeta.zst"
declared = [s["name"] for s in json.loads(run("symbols", "--format", "json", ffi).out)["symbols"] if s["declared"]]
whole = 0
with tempfile.TemporaryDirectory() as scratch:
    listing = pathlib.Path(scratch) / "list"
    for name in declared:
        listing.write_text(name + "\n")
        versioned, text = run("crc", "--format", "symvers", "--declared", "--symbols", listing, ffi), run("explain", name, ffi)
        same = versioned.code == text.code and (text.code == 2 or versioned.out.decode().split()[2] == f"0x{zlib.crc32(text.out):08x}")
        checks.check(same, f"{name}: declared", text.err + versioned.err)
        whole += text.code == 0
checks.check(whole > 2, "there were declared symbols", f"{whole} of {len(declared)}")
with tempfile.TemporaryDirectory() as scratch:
    legacy = FIXTURES / "1.95.0/liblegacy_mangled.rmeta.zst"
    name = "_ZN14legacy_mangled4free17h0123456789abcdefE"
    source = pathlib.Path(scratch) / "legacy.c"
    source.write_text(f"void {name}(void) {{}}\nvoid {name.replace('abcdef', 'fedcba')}(void) {{}}\n")
    two, one = source.with_suffix(".two.o"), source.with_suffix(".one.o")
    subprocess.run(["cc", "-c", "-o", two, source], check=True)
    source.write_text(f"void {name}(void) {{}}\n")
    subprocess.run(["cc", "-c", "-o", one, source], check=True)
    text, by_path = run("explain", name, legacy, "--object", one), run("explain", "legacy_mangled::free", legacy)
    checks.check(text.code == 0 and text.out == by_path.out and by_path.out, "a legacy name with its object", text.err)
    checks.trouble(run("explain", name, legacy), "a legacy name alone", "--object")
    checks.trouble(run("explain", name, legacy, "--object", two), "a legacy name of two symbols", "ambiguous")
    checks.trouble(run("explain", name.replace("4free", "4flee"), legacy, "--object", one), "a legacy name of no symbol", "does not define it")
checks.finish()
