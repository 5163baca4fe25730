#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""`diff`, `pin` and `check`: what they say of two crates that differ, every format, every kind of trouble, rules of tolerance."""
import html.parser
import json
import os
import pathlib
import shutil
import stat
import tempfile

import jsonschema

from support import FIXTURES, SHAPES, TOP, Checks, as_other_user, run, unpacked

OLD, NEW = TOP / "examples/queue/old", TOP / "examples/queue/new"
OLD_FILE, NEW_FILE = OLD / "libqueue.rmeta", NEW / "libqueue.rmeta"
FORMATS = ("text", "short", "json", "sarif", "html")

checks = Checks()


class Page(html.parser.HTMLParser):
    """Whether all that is opened is closed again."""
    VOID = {"meta", "input"}

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.outside = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)
        self.outside += [v for k, v in attrs if k in ("src", "href")]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def text(result):
    return result.out.decode()


def says(result, code, label, *words):
    found = text(result)
    checks.check(result.code == code, label, f"exit {result.code}: {result.err}")
    for word in words:
        checks.check(word in found, f"{label}: says {word!r}", found[:500])


def differences():
    both = run("diff", OLD_FILE, NEW_FILE)
    says(both, 1, "diff of two crates", "5 of 7 symbols of queue changed, 1 added, 1 removed, 1 renamed",
         "struct queue::lock::State grew from 8 to 16 bytes", "field owner: u64 added at 0", "field count moved from 0 to 8",
         "it moved 4 symbols", "variant Failed = 2 added", "parameter 1 is u64, was u32", "queue::queue_reset", "<queue::Ticket>::number",
         "was _RNvMCscKhclGuK96F_5queueNtB2_5Queue4mode")
    # What only grew because of what it holds is not named as a cause.
    checks.check("struct queue::Queue" not in text(both), "a struct that only holds what was edited is no cause")
    checks.check(text(both).index("State grew") < text(both).index("Mode changed"), "what moved most symbols comes first")
    checks.check(run("diff", OLD, NEW).out == both.out, "folders are compared like their crates")
    checks.check(b"\x1b[" not in both.out, "no colours where there is no terminal")
    checks.check(b"\x1b[31m" in run("diff", "--color", "always", OLD, NEW).out, "colours where they are asked for")
    says(run("diff", OLD, OLD), 0, "diff of the same", "the interface is the same, 7 symbols; so is the file")
    says(run("diff", NEW, OLD), 1, "diff the other way", "shrank from 16 to 8 bytes", "field owner: u64 removed from 0")
    # Symbols that changed are those whose CRC did.
    def crcs(path):
        return {line.split("\t")[1]: line.split("\t")[0] for line in text(run("crc", path)).splitlines()[3:]}
    old, new = crcs(OLD_FILE), crcs(NEW_FILE)
    moved = {name for name in old if name in new and old[name] != new[name]}
    document = json.loads(run("diff", "--format", "json", OLD, NEW).out)
    changed = {p["old_name"] for p in document["crates"][0]["changed"] if p["old_name"] == p["new_name"]}
    checks.check(changed == moved and len(moved) == 4, "the symbols that changed are those with another CRC", f"{changed} {moved}")
    checks.check({s for c in document["crates"][0]["causes"] for s in c["symbols"]} >= changed, "each has a cause")


def formats(folder):
    schema = json.loads((TOP / "compat/json/diff.schema.json").read_text())
    several = [x for f in FORMATS for x in ("--format", f"{f}:{folder / f}")]
    result = run("diff", *several, OLD, NEW)
    checks.check(result.code == 1 and not result.out, "several formats, each to its file", result.err)
    for name in FORMATS:
        alone = run("diff", "--format", name, OLD, NEW)
        checks.check(alone.code == 1 and alone.out == (folder / name).read_bytes(), f"{name}: the same in a file and on stdout", alone.err)
    jsonschema.Draft202012Validator(schema).validate(json.loads((folder / "json").read_text()))
    jsonschema.Draft202012Validator(schema).validate(json.loads(run("diff", "--format", "json", OLD, OLD).out))
    checks.check(True, "JSON is valid by its schema")
    sarif = json.loads((folder / "sarif").read_text())
    ids = {r["id"] for r in sarif["runs"][0]["tool"]["driver"]["rules"]}
    results = sarif["runs"][0]["results"]
    checks.check(sarif["version"] == "2.1.0" and len(results) == 5, "SARIF has a result for each cause, lost and renamed symbol", str(len(results)))
    checks.check(all(r["ruleId"] in ids and r["message"]["text"] and r["locations"] for r in results), "SARIF results are of its rules")
    page = Page()
    page.feed((folder / "html").read_text())
    checks.check(not page.open and not page.wrong, "HTML is well formed", str(page.wrong))
    checks.check(not page.outside, "HTML takes nothing from elsewhere")
    says(run("diff", "--format", "short", OLD, NEW), 1, "short", "struct queue::lock::State grew from 8 to 16 bytes (field owner: u64 added at 0; ")
    checks.trouble(run("diff", "--format", "text:", OLD, NEW), "a format without its file", "text:")
    checks.trouble(run("diff", "--format", "pdf:x", OLD, NEW), "a format that is none", "pdf")
    checks.trouble(run("crc", "--format", "text", "--format", "json", OLD_FILE), "several formats of a verb that has one", "more than once")
    result = run("diff", "--format", f"json:{folder}/none/x", "--format", f"html:{folder}/kept", OLD, NEW)
    checks.trouble(result, "a report that cannot be written", "none/x")
    checks.check(not (folder / "kept").exists(), "no other report is left behind then")


def pins(folder):
    pin = folder / "queue.pin"
    says(run("pin", "-o", pin, OLD), 0, "pin")
    checks.check(run("pin", OLD_FILE).out == pin.read_bytes(), "a pin is the same from a file and from its folder")
    copy = folder / "elsewhere"
    shutil.copytree(OLD, copy)
    checks.check(run("pin", "-j", "7", copy).out == pin.read_bytes(), "... from another place, with any -j")
    checks.check(str(TOP).encode() not in pin.read_bytes(), "no path is in it")
    says(run("check", pin, OLD), 0, "check of the same", "the interface is the same")
    says(run("diff", pin, NEW_FILE), 1, "diff with a pin", "struct queue::lock::State grew from 8 to 16 bytes")
    result = run("check", pin, NEW)
    says(result, 1, "check of another", "struct queue::lock::State grew from 8 to 16 bytes", "queue_reset")
    checks.check("added" not in text(result).splitlines()[0], "what is new is no difference")
    for name in ("json", "sarif", "html", "short"):
        checks.check(run("check", "--format", name, pin, NEW).code == 1, f"check --format {name}")
    # All texts are kept: what the pin explains is what the crate itself does.
    checks.check(run("diff", pin, NEW).out == run("diff", OLD, NEW).out, "a pin explains as much as the crate did")

    rules = folder / "tolerate"
    rules.write_text("# known\nsymbol queue_* reason moved to another crate\nsymbol *Queue>::mode reason nobody calls it\n"
                     "type queue::lock::State until 2999-01-01 reason padding is for this\n")
    result = run("check", "--tolerate", rules, pin, NEW)
    checks.check(result.code == 0 and "tolerated: struct queue::lock::State grew" in result.err and "tolerate:4" in result.err, "tolerated changes", result.err)
    rules.write_text(rules.read_text().replace("2999-01-01", "2020-01-01"))
    result = run("check", "--tolerate", rules, pin, NEW)
    checks.check(result.code == 1 and "accepted until 2020-01-01, and no longer" in result.err, "... until a day", result.err)
    result = run("check", "--tolerate", rules, pin, NEW, env={**os.environ, "SOURCE_DATE_EPOCH": "1577836800"})
    checks.check(result.code == 0, "... which SOURCE_DATE_EPOCH decides", result.err)
    rules.write_text("type queue::lock::State\n")
    checks.trouble(run("check", "--tolerate", rules, pin, NEW), "a tolerance without a reason", "tolerate:1", "reason")
    checks.trouble(run("check", "--tolerate", folder / "nothing", pin, NEW), "a list that is not there", "nothing")

    before = pin.read_bytes()
    checks.trouble(run("pin", "-o", pin, NEW), "pinning something else over a pin", "queue.pin", "--update")
    says(run("pin", "-o", pin, OLD), 0, "pinning the same again")
    says(run("pin", "-o", pin, "--update", "--dry-run", NEW), 0, "--update --dry-run shows", "State grew from 8 to 16 bytes")
    checks.check(pin.read_bytes() == before, "... and replaces nothing")
    says(run("pin", "-o", pin, "--update", NEW), 0, "--update shows", "State grew from 8 to 16 bytes")
    checks.check(run("check", pin, NEW).code == 0, "... and replaces")
    checks.trouble(run("pin", "--update", OLD), "--update of nothing", "-o FILE")
    pin.write_bytes(before)


def trouble(folder):
    pin = folder / "queue.pin"
    queue = OLD_FILE.read_bytes()
    other = folder / "other/libqueue.rmeta"
    other.parent.mkdir()

    def toolchain(name, words):
        checks.trouble(run("check", pin, other), f"check: {name}", *words)
        return run("diff", OLD_FILE, other)

    # The release is read as what it is; another target of the same name length is another target.
    other.write_bytes(queue.replace(b"x86_64-unknown-linux-gnu", b"x86_64-unknown-linux-ohos"[:24]))
    if b"x86_64-unknown-linux-oho" in other.read_bytes():
        result = toolchain("another target", ("target",))
        checks.check(result.code in (1, 2), "diff of two targets is a difference or not known", result.err)
    damaged = folder / "damaged.pin"
    good = pin.read_text()
    for name, bad, words in (("cut", good[:-20], ("damaged.pin", "end")), ("edited CRC", good.replace("\t", "\t", 1).replace("file 0x", "file 0y"), ("damaged.pin", "CRC")),
                             ("newer version", good.replace("rmetacrc-pin 1", "rmetacrc-pin 9"), ("version 9",)),
                             ("another scheme", good.replace("scheme 1", "scheme 9"), ("scheme 9",)),
                             ("no pin", "hello\n", ("not a pin",)), ("empty", "", ("not a pin",)),
                             ("texts changed", good.replace("texts ", "texts 1"), ("damaged.pin",))):
        damaged.write_text(bad)
        checks.trouble(run("check", damaged, OLD), f"check with a pin: {name}", *words)
    half = folder / "half/libqueue.rmeta"
    half.parent.mkdir()
    half.write_bytes(queue[: len(queue) // 2])
    unknown = folder / "unknown/libqueue.rmeta"
    unknown.parent.mkdir()
    unknown.write_bytes(queue.replace(b"rustc 1.95.0", b"rustc 1.94.7"))
    needs = folder / "needs/liblang.rmeta"
    needs.parent.mkdir()
    needs.write_bytes(unpacked(FIXTURES / "1.95.0/libtraits.rmeta.zst"))
    empty = folder / "empty"
    empty.mkdir()
    locked = folder / "locked.pin"
    locked.write_bytes(pin.read_bytes())
    cases = {"corrupt": (half, ("half/libqueue.rmeta",)), "unsupported release": (unknown, ("1.94.7",)), "missing dependency": (needs, ("was not found",)),
             "missing file": (folder / "nowhere.rmeta", ("nowhere.rmeta", "No such file")), "empty folder": (empty, ("empty", "no crate"))}
    for name, (path, words) in cases.items():
        checks.trouble(run("diff", OLD_FILE, path), f"diff: {name}", *words)
        checks.trouble(run("diff", path, OLD_FILE), f"diff, first: {name}", *words)
        checks.trouble(run("check", pin, path), f"check: {name}", *words)
        target = folder / "never.pin"
        checks.trouble(run("pin", "-o", target, path), f"pin: {name}", *words)
        checks.check(not target.exists() and not list(folder.glob("never.pin*")), f"pin: {name}: nothing is written")
    locked.chmod(0)
    prefix, why = as_other_user()
    if why:
        checks.skip(f"no permission: {why}")
    else:
        checks.trouble(run("check", locked, OLD, prefix=prefix), "check: no permission", "locked.pin", "Permission denied")
        checks.trouble(run("diff", OLD, locked, prefix=prefix), "diff: no permission", "locked.pin", "Permission denied")
    locked.chmod(stat.S_IRUSR | stat.S_IWUSR)
    for words in (("diff", OLD, NEW), ("check", pin, NEW), ("pin", OLD)):
        checks.trouble(run(*words, shell_tail=">&-"), f"{words[0]}: closed stdout", "standard output")
        checks.trouble(run(*words, shell_tail=">/dev/full"), f"{words[0]}: full disk", "No space left")
    checks.trouble(run("diff", OLD), "diff of one thing", "two")
    checks.trouble(run("check", pin), "check of nothing", "crates to hold against it")
    checks.trouble(run("pin"), "pin of nothing", "no FILE")
    checks.trouble(run("pin", "-j", "0", OLD), "-j 0", "-j")
    twice = folder / "twice"
    shutil.copytree(OLD, twice)
    shutil.copy(NEW_FILE, twice / "libqueue-2.rmeta")
    checks.trouble(run("pin", twice), "two crates of one name", "two crates are named queue")


with tempfile.TemporaryDirectory() as name:
    base = pathlib.Path(name)
    differences()
    formats(base)
    pins(base)
    trouble(base)
    several = base / "several"
    several.mkdir()
    for path in (OLD_FILE, SHAPES):
        shutil.copy(path, several)
    for options in ([], ["--format", "symvers"], ["--format", "json"]):
        alone, together = (run("crc", *options, "-j", jobs, several) for jobs in (1, 8))
        checks.check(alone.code == 0 and alone.out and alone.out == together.out, f"crc {' '.join(options)}: the same with any -j", together.err)
    # A crate whose texts are long, and one that has none.
    checks.check(run("diff", SHAPES, SHAPES).code == 0, "diff of the shapes")
    proc_macro = next(FIXTURES.glob("1.95.0/*proc_macro*"), None)
    if checks.check(proc_macro is not None, "there is a crate of procedural macros"):
        macros = base / "libmacros.so"
        macros.write_bytes(unpacked(proc_macro))
        says(run("diff", macros, macros), 0, "diff of procedural macros", "0 symbols")
checks.finish()
