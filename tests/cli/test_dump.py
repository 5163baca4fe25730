#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""`dump`: what --kind, --item and --table choose, and that memory does not grow with the crate."""
import json
import os
import pathlib
import resource
import subprocess

from support import FIXTURES, PROGRAM, SHAPES, Checks, run

checks = Checks()
MEGABYTES = 40  # of memory that dumping the largest crates may take besides the file, which is mapped


def dumped(*options, crate=SHAPES):
    result = run("dump", *options, crate)
    checks.check(result.code == 0, f"dump {' '.join(options)}", result.err[:300])
    return json.loads(result.out or "{}")


def kind_of(item):
    return item["kind"].split("(")[0].split(" {")[0]


everything = dumped()
kinds = {kind_of(item) for item in everything["items"]}
checks.check(len(kinds) > 10, "the shapes have items of many kinds", str(kinds))
for kind in sorted(kinds):
    chosen = dumped("--kind", kind)
    wanted = [item for item in everything["items"] if kind_of(item) == kind]
    checks.check(chosen.get("items") == wanted and wanted, f"--kind {kind} has all of that kind and no other")
    checks.check(not {"root", "tables", "allocs"} & set(chosen), f"--kind {kind} leaves out the rest", str(set(chosen)))
chosen = dumped("--kind", "Struct", "--kind", "Field")
checks.check({kind_of(item) for item in chosen["items"]} == {"Struct", "Field"}, "--kind is repeatable")
chosen = dumped("--kind", "Field", "--item", "shapes::Point", "--table", "def_kind")
checks.check([item["path"] for item in chosen["items"]] == ["shapes::Point::x", "shapes::Point::y"], "--kind with --item: of those", str(chosen["items"]))
checks.check(chosen["tables"] == {"def_kind": everything["tables"]["def_kind"]}, "... and --table adds the table")
checks.check(dumped("--kind", "Union")["items"] == [], "a kind of which there is none is an empty list")

# The error lists what the program knows, and it knows what any release in the fixtures has.
refused = run("dump", "--kind", "Klass", SHAPES)
checks.trouble(refused, "an unknown kind", "Klass", "AssocFn")
known = set(refused.err.split("kinds are ")[-1].strip().rstrip(")").split(", "))
releases = sorted(path for path in FIXTURES.iterdir() if path.name[0].isdigit())
for release in releases:
    crate = next((path for path in release.iterdir() if path.name.startswith("libstructs_enums.")), None)
    if crate is None:
        checks.skip(f"kinds in crates of {release.name}: there is no libstructs_enums")
        continue
    seen = {kind_of(item) for item in dumped(crate=crate)["items"]}
    checks.check(seen and seen <= known, f"{release.name}: kinds in a crate are those of the error's list", str(seen - known))
checks.check(len(releases) >= 10, "there are fixtures of many releases")
checks.trouble(run("dump", "--item", "shapes::Nothing", "--kind", "Struct", SHAPES), "an item that is not there", "shapes::Nothing")
checks.trouble(run("dump", "--table", "nothing", SHAPES), "a table that is not there", "nothing")


# Streaming: the largest crates there are, with a limit that would not hold their output.
def limited():
    resource.setrlimit(resource.RLIMIT_DATA, (MEGABYTES << 20, MEGABYTES << 20))


for release in ("1.78.0", "1.98.1"):
    library = pathlib.Path(os.environ.get("RMETACRC_TOOLCHAINS", "/nowhere")) / release / "root/usr/lib/rustlib/x86_64-unknown-linux-gnu/lib"
    core = next((path for suffix in ("rmeta", "rlib") for path in sorted(library.glob(f"libcore-*.{suffix}"))), None)
    if not core:
        checks.skip(f"memory that dumping core of {release} takes: RMETACRC_TOOLCHAINS has no such core")
        continue
    with subprocess.Popen([PROGRAM, "dump", core], stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limited) as process:
        size = 0
        while part := process.stdout.read(1 << 20):
            size += len(part)
        message = process.stderr.read().decode(errors="replace")
    good = process.returncode == 0 and size > 4 * MEGABYTES << 20
    checks.check(good, f"core of {release} is dumped in {MEGABYTES} MB of memory", f"exit {process.returncode}, {size} bytes: {message[:300]}")
    print(f"NOTE core of {release}: {size >> 20} MB of JSON within {MEGABYTES} MB")
checks.finish()
