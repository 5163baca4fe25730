#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""What `crc` prints: the formats agree with each other, CRCs are zlib's, and a list of symbols is answered whole or not at all."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import zlib

from support import FIXTURES, PROGRAM, SHAPES, Checks, run, unpacked

checks = Checks()


def lines(result):
    return [line.split("\t") for line in result.out.decode().splitlines()]


for path in (SHAPES, FIXTURES / "1.63.0/libno_core.rmeta.zst", FIXTURES / "1.95.0/libno_core.rmeta.zst"):
    name = path.parent.name + "/" + path.name
    text = lines(run(path))
    document = json.loads(run("crc", "--format", "json", path).out)
    symvers = run("crc", "--format", "symvers", path).out.decode().splitlines()
    crate, symbols = text[:3], text[3:]
    checks.check([row[1:3] for row in crate] == [["file", "crate"], ["content", "crate"], ["abi", "crate"]], f"{name}: crate lines first", str(crate))
    checks.check(int(crate[0][0], 16) == zlib.crc32(unpacked(path)), f"{name}: file CRC is zlib's over the metadata")
    checks.check(crate[0][0] == document["crate"]["file_crc"], f"{name}: file CRC in JSON")
    items = lines(run("content", path))
    whole = zlib.crc32("".join(f"{row[1]}\t{row[0][2:]}\n" for row in items).encode())
    if document["crate"]["content_crc"] is None:  # the crates that it refers to are not here
        checks.check(crate[1][0] == "-" and crate[1][4] == "unavailable: " + document["crate"]["content_unavailable"], f"{name}: why there is no content CRC")
        checks.trouble(run("content", path), f"{name}: then nothing is listed either", document["crate"]["content_unavailable"])
    else:
        checks.check(int(crate[1][0], 16) == whole, f"{name}: content CRC is over all items", f"{crate[1]} {whole:x}")
        text = run("content", "--item", items[-1][1], path).out.decode()
        indented = "".join(line[4:] + "\n" for line in text.splitlines() if line.startswith("    "))
        checks.check(int(items[-1][0], 16) == zlib.crc32(indented.encode()), f"{name}: CRC of an item's text", text[:200])
    checks.check((document["crate"]["content_crc"] is None) == (path == SHAPES), f"{name}: content CRC where nothing else is needed")
    checks.check(crate[1][0] == (document["crate"]["content_crc"] or "-"), f"{name}: content CRC in JSON")
    checks.check(len(symbols) >= 3, f"{name}: there are symbols")
    checks.check([row[1] for row in symbols] == sorted(row[1] for row in symbols), f"{name}: symbols in order of name")
    checks.check(symvers == [f"#SYMVER {row[1]} {row[0]}" for row in symbols], f"{name}: symvers has the same CRCs and nothing else")
    checks.check([[s["crc"], s["name"], s["kind"], s["path"]] for s in document["symbols"]] == [row[:4] for row in symbols], f"{name}: JSON has the same symbols")
    checks.check(all(re.fullmatch("0x[0-9a-f]{8}", row[0]) for row in symbols), f"{name}: CRCs are eight digits")
    whole = zlib.crc32("".join(f"{row[1]}\t{row[0][2:]}\n" for row in symbols).encode())
    checks.check(int(crate[2][0], 16) == whole, f"{name}: abi CRC is over all symbols")
    checks.check(run("crc", "--only", "file", path).out.decode().split("\t")[0] == crate[0][0], f"{name}: --only file")

    with tempfile.TemporaryDirectory() as folder:
        elsewhere = shutil.copy(path, folder)
        moved = subprocess.run([PROGRAM, os.path.basename(elsewhere)], cwd=folder, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False)
        checks.check(moved.stdout == run(path).out, f"{name}: the same from another folder")

        wanted = [symbols[0][1], symbols[-1][1]]
        listing = pathlib.Path(folder) / "list"
        listing.write_text("# exported\n\n" + "\n".join(wanted) + "\n")
        some = run("crc", "--format", "symvers", "--symbols", listing, path)
        checks.check(some.out.decode().splitlines() == [line for line in symvers if line.split()[1] in wanted], f"{name}: --symbols selects", some.err)
        with open(listing, "rb") as stdin:
            checks.check(run("crc", "--format", "symvers", "--symbols", "-", path, stdin=stdin).out == some.out, f"{name}: --symbols from standard input")
        listing.write_text(wanted[0] + "\nno_such_symbol\n")
        none = run("crc", "--format", "symvers", "--symbols", listing, path)
        checks.check(none.code == 2 and "symbol no_such_symbol: " in none.err, f"{name}: a listed symbol that is nowhere", none.err)
        checks.check(not none.out, f"{name}: then nothing is printed")
        for content, word in (("", "empty"), ("two words\n", "one linker name")):
            listing.write_text(content)
            checks.trouble(run("crc", "--symbols", listing, path), f"{name}: a list that is none ({word})", "list", word)

for release in ("1.63.0", "1.95.0"):
    folder = FIXTURES / release
    raw, archive = (run("crc", "--only", "file", folder / f"libpair_base.{suffix}").out for suffix in ("rmeta.zst", "rlib"))
    checks.check(raw == archive != b"", f"{release}: file CRC of the .rmeta and of the .rlib that holds it")
    macros = lines(run(folder / "libproc_macros.rmeta.zst"))
    checks.check(len(macros) == 3 and macros[2][0] == "-", f"{release}: a crate of procedural macros has crate lines only", str(macros))
    assumed = run("crc", "--assume-release", release, folder / "libno_core.rmeta.zst")
    checks.check(assumed.code == 0 and assumed.out.startswith(f"# assumed release {release}\n".encode()) and release in assumed.err, f"{release}: --assume-release is said")
    both = run(folder / "libno_core.rmeta.zst", folder / "libproc_macros.rmeta.zst")
    checks.check(both.code == 0 and both.out == run(folder / "libno_core.rmeta.zst").out + run(folder / "libproc_macros.rmeta.zst").out, f"{release}: several files one after the other", both.err)

checks.check(lines(run(FIXTURES / "1.63.0/libno_core.rmeta.zst"))[3][0] != lines(run(FIXTURES / "1.95.0/libno_core.rmeta.zst"))[3][0], "the release is part of what is hashed")
checks.finish()
