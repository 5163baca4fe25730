#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every verb with every kind of trouble: the exit code is 2 and one line on stderr says what is wrong and where. What is the same is 0, and
what differs is 1 where a verb compares. The table has a row for each verb and a column for each situation; no cell may stay empty."""
import dataclasses
import json
import os
import pathlib
import shutil
import tempfile

from support import FIXTURES, PROGRAM, SHAPES, TOP, Checks, as_other_user, run, unpacked

SITUATIONS = ("same", "differs", "corrupt", "unsupported release", "missing dependency", "missing file", "no permission", "closed stdout")
OLD, NEW = (TOP / f"examples/queue/{side}/libqueue.rmeta" for side in ("old", "new"))
NO_CORE = FIXTURES / "1.95.0/libno_core.rmeta.zst"
GENDWARFKSYMS = "gendwarfksyms"

checks = Checks()
cells = {}  # (verb, situation): how many checks


@dataclasses.dataclass
class Row:
    """A verb and how it is run on a file. The file stands at the end, or where `None` is."""
    words: tuple
    good: pathlib.Path = SHAPES
    other: pathlib.Path = OLD  # gives something else
    differs: int = 0           # exit code for `other`; verbs that do not compare answer for it as for the first
    needs: bool = True         # types of other crates, where a file's items have them
    files: bool = True         # takes files at all


def rows(folder):
    pin = folder / "queue.pin"
    pin.write_bytes(run("pin", OLD).out)
    symvers = folder / "Module.symvers"
    symvers.write_bytes(run("crc", "--format", "module-symvers", OLD).out)
    return {
        "crc": Row(()),
        "content": Row((), good=NO_CORE, other=FIXTURES / "1.63.0/libno_core.rmeta.zst"),
        "info": Row((), needs=False),
        "dump": Row(("--format", "json"), needs=False),
        "symbols": Row(()),
        "layout": Row(("--all",)),
        "explain": Row(("shapes::by_area",), other=None),
        "verify": Row((), needs=False),
        "diff": Row((OLD,), good=OLD, other=NEW, differs=1),
        "diff, the old side": Row((None, OLD), good=OLD, other=NEW, differs=1),
        "diff with a Module.symvers": Row((symvers,), good=OLD, other=NEW, differs=1),
        "pin": Row((), good=OLD, other=NEW),
        "check": Row((pin,), good=OLD, other=NEW, differs=1),
        "check of a Module.symvers": Row((symvers,), good=OLD, other=NEW, differs=1),
        "releases": Row((), files=False),
        GENDWARFKSYMS: Row((), good=SHAPES, other=OLD),
    }


def cell(verb, situation, good, what, detail=""):
    cells[verb, situation] = cells.get((verb, situation), 0) + 1
    return checks.check(good, f"{verb}: {situation}: {what}", detail)


def trouble(verb, situation, result, what, *words):
    cells[verb, situation] = cells.get((verb, situation), 0) + 1
    checks.trouble(result, f"{verb}: {situation}: {what}", *words)


def bad_files():
    """name: (bytes, words the message must have)"""
    good = SHAPES.read_bytes()
    yield "empty", b"", ()
    yield "text", b"not metadata at all\n", ()
    yield "magic-only", good[:8], ()
    yield "half", good[: len(good) // 2], ()
    yield "cut-by-one", good[:-1], ()
    yield "root-outside", good[:8] + b"\xff" * 8 + good[16:], ()
    yield "zeros", b"\0" * 4096, ()
    yield "archive-without-metadata", b"!<arch>\n", ()
    yield "unknown-release", good.replace(b"rustc 1.95.0", b"rustc 1.94.7"), ("1.94.7", "1.95.0")
    yield "nightly", good.replace(b"rustc 1.95.0 (59807616e 2026-04-14)", b"rustc 1.95.0-nightly (111111111 202"), ("nightly",)


def base62(number):
    """As v0 mangling writes it."""
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 62)
        digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + digits
    return digits


class Runner:
    """Runs a row on a file. The other name of the program takes an object, and finds the metadata beside it."""
    def __init__(self, folder, verb, row):
        self.folder, self.verb, self.row = folder, verb.split(",")[0].split(" ")[0], row

    def __call__(self, *files, **options):
        if self.verb == GENDWARFKSYMS:
            return self.as_gendwarfksyms(files[0] if files else None, options)
        words = list(self.row.words)
        if None in words:
            words[words.index(None): words.index(None) + 1] = files
        else:
            words += files
        return run(self.verb, *words, *options.pop("besides", ()), **options)

    def as_gendwarfksyms(self, file, options):
        options.pop("besides", None)
        words = []
        if file is not None:
            stem = file.name.removeprefix("lib").split(".")[0]
            words = [self.folder / "objects" / f"{stem}.o"]
            words[0].parent.mkdir(exist_ok=True)
            metadata = words[0].parent / f"lib{stem}.rmeta"
            metadata.unlink(missing_ok=True)
            if file.exists():
                words[0].touch()
                if file.suffix == ".zst":
                    metadata.write_bytes(unpacked(file))
                else:
                    metadata.symlink_to(file)
        with open(self.folder / "list", "w+", encoding="utf-8") as names:
            names.write("shapes_area\n" if file is None or file.name != "libqueue.rmeta" else "queue_length\n")
            names.seek(0)
            return run(*words, program=self.folder / "rmetacrc-gendwarfksyms", stdin=names, **options)


def without_permission(verb, runner, good, folder):
    prefix, why = as_other_user()
    if why:
        cells[verb, "no permission"] = 1
        checks.skip(f"{verb} of an unreadable file: {why}")
        return
    locked = folder / f"liblocked{''.join(good.suffixes)}"
    shutil.copy(good, locked)
    locked.chmod(0)
    trouble(verb, "no permission", runner(locked, prefix=prefix), "of a file that must not be read", "liblocked", "Permission denied")
    locked.unlink()


def outputs(verb, runner, good):
    """Standard output that takes nothing; the other two may be closed."""
    files = [good] if good else []
    for situation, words in ((">&-", ("standard output",)), (">/dev/full", ("standard output", "No space"))):
        trouble(verb, "closed stdout", runner(*files, shell_tail=situation), situation, *words)
    read_end, write_end = os.pipe()
    os.close(read_end)
    result = runner(*files, stdout=write_end)
    os.close(write_end)
    trouble(verb, "closed stdout", result, "a pipe that nobody reads", "Broken pipe")
    for tail in ("<&-", "2>&-"):
        if verb == GENDWARFKSYMS and tail == "<&-":
            continue  # its list comes from there
        result = runner(*files, shell_tail=tail)
        cell(verb, "closed stdout", result.code == 0 and result.out, tail, f"exit {result.code}")


def options_of(verb, runner, good, folder, files):
    """What every verb does with its options, and that -o is complete or untouched."""
    name = runner.verb
    taken = [good] if good else []
    checks.trouble(run(name, "--frobnicate"), f"{verb} with an unknown option", "--frobnicate")
    checks.trouble(runner(*taken, besides=("--format", "xml")), f"{verb} with an unknown format", "xml")
    checks.trouble(runner(*taken, besides=("--compat-dir", folder / "none")), f"{verb} with a missing --compat-dir", "none")
    if files:
        checks.trouble(runner(*taken, besides=("--assume-release", "9.9.9")), f"{verb} assuming an unknown release", "9.9.9")
        checks.trouble(run(name), f"{verb} without a file")
    result = runner(*taken, besides=("-o", folder / "no/such/folder"))
    checks.trouble(result, f"{verb} -o into a missing folder", "folder")
    target = folder / "out"
    direct = runner(*taken)
    again = runner(*taken, besides=("-o", target))
    checks.check(again.code == 0 and not again.out and target.read_bytes() == direct.out, f"{verb} -o writes what stdout gets")
    target.write_text("old")
    if files:
        runner(folder / "libhalf.rmeta", besides=("-o", target))
        checks.check(target.read_text() == "old", f"{verb} -o leaves the old file on trouble")
    checks.check([p.name for p in folder.iterdir() if p.name.startswith("out")] == ["out"], f"{verb} -o leaves nothing behind")
    target.unlink()
    result = run(name, "--help")
    checks.check(result.code == 0 and result.out.startswith(f"usage: rmetacrc {name} ".encode()), f"{verb} --help")


def situations(verb, row, folder, files):
    runner = Runner(folder, verb, row)
    good = row.good if row.files else None
    taken = [good] if good else []
    first, second = runner(*taken), runner(*taken)
    cell(verb, "same", first.code == 0 and first.out and not first.err and first.out == second.out, "of a good file", f"exit {first.code}: {first.err}")
    outputs(verb, runner, good)
    if verb != GENDWARFKSYMS:
        options_of(verb, runner, good, folder, row.files)
    if not row.files:
        trouble(verb, "missing file", runner(SHAPES), "takes none", "no FILE")
        for situation in ("differs", "corrupt", "unsupported release", "missing dependency", "no permission"):
            cells[verb, situation] = 0  # no file, no such trouble
        return
    if row.other is None:
        trouble(verb, "differs", runner(OLD), "of a crate that has no such symbol", "shapes::by_area")
    else:
        result = runner(row.other)
        cell(verb, "differs", result.code == row.differs and result.out and result.out != first.out, "of another file", f"exit {result.code}: {result.err}")
    for path, words in files.items():
        stem = path.name.removeprefix("lib").removesuffix(".rmeta")
        situation = "unsupported release" if stem in ("unknown-release", "nightly") else "corrupt"
        trouble(verb, situation, runner(path), stem, f"lib{stem}", *words)
    if verb not in (GENDWARFKSYMS, "explain"):  # which take no folder
        trouble(verb, "corrupt", runner(folder / "several"), "a folder with a bad crate", "libhalf")
        trouble(verb, "missing file", runner(folder / "void"), "a folder without any", "void", "no crate")
    missing = "nowhere.o" if verb == GENDWARFKSYMS else "nowhere.rmeta"
    trouble(verb, "missing file", runner(folder / "libnowhere.rmeta"), "", missing, "No such file")
    without_permission(verb, runner, good, folder)
    alone = folder / "alone/libpair_user.rmeta"
    if verb == GENDWARFKSYMS:
        crate = int(json.loads(run("info", "--format", "json", alone).out)["stable_crate_id"], 16)
        (folder / "list").write_text(f"_RNvCs{base62(crate - 2)}_9pair_user3run\n")
        shutil.copy(alone, folder / "objects/libpair_user.rmeta")
        (folder / "objects/pair_user.o").touch()
        with open(folder / "list", encoding="utf-8") as names:
            result = run(folder / "objects/pair_user.o", program=folder / "rmetacrc-gendwarfksyms", stdin=names)
    elif verb == "explain":
        result = run("explain", "pair_user::run", alone)
    else:
        result = runner(alone)
    if row.needs:
        trouble(verb, "missing dependency", result, "that is needed", "pair_base")
        # What can be laid out is shown; a list with a CRC missing must not look like one that is complete.
        cell(verb, "missing dependency", verb == "layout" or not result.out, "no result is printed", str(result.out[:100]))
    else:
        cell(verb, "missing dependency", result.code == 0 and result.out, "it is not needed", result.err)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        files = {}
        for stem, content, words in bad_files():
            path = folder / f"lib{stem}.rmeta"
            path.write_bytes(content)
            files[path] = words
        sparse = folder / "libsparse.rmeta"
        with open(sparse, "wb") as out:
            out.truncate(4 << 30)
        files[sparse] = ()
        (folder / "void").mkdir()
        (folder / "several").mkdir()
        shutil.copy(folder / "libhalf.rmeta", folder / "several")
        (folder / "alone").mkdir()
        (folder / "alone/libpair_user.rmeta").write_bytes(unpacked(FIXTURES / "1.95.0/libpair_user.rmeta.zst"))
        (folder / "rmetacrc-gendwarfksyms").symlink_to(pathlib.Path(PROGRAM).resolve())
        table = rows(folder)
        for verb, row in table.items():
            situations(verb, row, folder, files)
        empty = [f"{verb}: {situation}" for verb in table for situation in SITUATIONS if (verb, situation) not in cells]
        checks.check(not empty, "every verb in every situation", str(empty))
        result = run("--help")
        listed = {line.split()[0] for line in result.out.decode().split("verbs:")[1].split("\n\n")[0].splitlines() if line.strip()}
        checks.check(result.code == 0 and listed == {verb.split(",")[0].split(" ")[0] for verb in table} - {GENDWARFKSYMS}, "--help lists every verb that is in the table", str(listed))
    print(f"NOTE {len(table)} rows, {len(SITUATIONS)} situations, {sum(cells.values())} checks of exit code and message in them")

    # A pattern that nothing matches is told before anything is printed.
    result = run("layout", "--format", "json", "--unoptimised", "--fn", "*", "--fn", "shapes::none", SHAPES)
    checks.trouble(result, "layout --fn of no function", "shapes::none")
    checks.check(not result.out, "layout --fn of no function prints no part of a result")

    # The program itself.
    result = run("--version")
    checks.check(result.code == 0 and result.out.startswith(b"rmetacrc ") and result.out.endswith(b"\n"), "--version")
    checks.trouble(run(), "nothing at all", "no FILE")
    checks.check(run(SHAPES).out == run("crc", SHAPES).out != b"", "crc is the default verb")
    checks.check(pathlib.Path(PROGRAM).exists(), "the program is there")
    checks.finish()


main()
