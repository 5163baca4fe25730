#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every verb with every kind of trouble: the exit code is 2 and one line on stderr says what is wrong and where."""
import os
import pathlib
import shutil
import subprocess
import tempfile

from support import FIXTURES, PROGRAM, SHAPES, Checks, run

VERBS = {  # verb: options that make it run on one file
    "info": [], "verify": [], "dump": ["--format", "json"], "symbols": [], "crc": [], "content": [], "layout": ["--all"], "explain": ["shapes::by_area"],
}
MISSING_DEPENDENCY = {"content", "crc", "layout", "explain"}  # the verbs that need types of other crates

WHOLE = {"content": FIXTURES / "1.95.0/libno_core.rmeta.zst"}  # a file that needs no others, where SHAPES would

checks = Checks()


def bad_files(folder):
    """name: (bytes or a function that makes the file, words the message must have)"""
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


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    files = {}
    for stem, content, words in bad_files(folder):
        path = folder / f"lib{stem}.rmeta"
        path.write_bytes(content)
        files[path] = words
    sparse = folder / "libsparse.rmeta"
    with open(sparse, "wb") as out:
        out.truncate(4 << 30)
    files[sparse] = ()

    for verb, options in VERBS.items():
        good = WHOLE.get(verb, SHAPES)
        result = run(verb, *options, good)
        checks.check(result.code == 0 and result.out and not result.err, f"{verb} of a good file", f"exit {result.code}: {result.err}")
        for path, words in files.items():
            checks.trouble(run(verb, *options, path), f"{verb} of {path.name}", path.name, *words)
        checks.trouble(run(verb, *options, folder), f"{verb} of a folder", folder.name)
        checks.trouble(run(verb, *options, folder / "nowhere.rmeta"), f"{verb} of a missing file", "nowhere.rmeta", "No such file")
        checks.trouble(run(verb, *options), f"{verb} without a file", "no FILE")
        checks.trouble(run(verb, "--frobnicate"), f"{verb} with an unknown option", "--frobnicate")
        checks.trouble(run(verb, "--format", "xml", good), f"{verb} with an unknown format", "xml")
        checks.trouble(run(verb, *options, good, "--compat-dir", folder / "none"), f"{verb} with a missing --compat-dir", "none")
        checks.trouble(run(verb, *options, good, "--assume-release", "9.9.9"), f"{verb} assuming an unknown release", "9.9.9")

        # Files that must not be read. Root may read everything unless it is told otherwise.
        locked = folder / "liblocked.rmeta"
        shutil.copy(good, locked)
        locked.chmod(0)
        prefix = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []
        if prefix and (not shutil.which("setpriv") or subprocess.run([*prefix, "true"], check=False).returncode != 0):
            checks.skip(f"{verb} of an unreadable file: root, and setpriv cannot drop capabilities here")
        else:
            checks.trouble(run(verb, *options, locked, prefix=prefix), f"{verb} of an unreadable file", "liblocked.rmeta", "Permission denied")
        locked.unlink()

        # Output that goes nowhere.
        checks.trouble(run(verb, *options, good, shell_tail=">&-"), f"{verb} with stdout closed", "standard output")
        checks.trouble(run(verb, *options, good, shell_tail=">/dev/full"), f"{verb} to a full disk", "standard output", "No space")
        result = run(verb, *options, good, "-o", folder / "no" / "such" / "folder", shell_tail="")
        checks.trouble(result, f"{verb} -o into a missing folder", "folder")
        read_end, write_end = os.pipe()
        os.close(read_end)
        result = run(verb, *options, good, stdout=write_end)
        os.close(write_end)
        checks.trouble(result, f"{verb} into a closed pipe", "Broken pipe")
        for fd in (0, 2):
            result = run(verb, *options, good, shell_tail=f"{fd}>&-" if fd else "<&-")
            checks.check(result.code == 0 and result.out, f"{verb} with file descriptor {fd} closed", f"exit {result.code}")

        # -o: complete or untouched.
        target = folder / "out"
        direct = run(verb, *options, good)
        again = run(verb, *options, good, "-o", target)
        checks.check(again.code == 0 and not again.out and target.read_bytes() == direct.out, f"{verb} -o writes what stdout gets")
        target.write_text("old")
        run(verb, *options, folder / "libhalf.rmeta", "-o", target)
        checks.check(target.read_text() == "old", f"{verb} -o leaves the old file on trouble")
        checks.check([p.name for p in folder.iterdir() if p.name.startswith("out")] == ["out"], f"{verb} -o leaves nothing behind")
        target.unlink()

        # Help.
        result = run(verb, "--help")
        checks.check(result.code == 0 and result.out.startswith(f"usage: rmetacrc {verb} ".encode()), f"{verb} --help")

    # A dependency that is not there.
    alone = folder / "alone"
    alone.mkdir()
    shutil.copy(FIXTURES / "1.95.0/libpair_user.rmeta.zst", alone)
    for verb in MISSING_DEPENDENCY & set(VERBS):
        result = run(verb, *VERBS[verb], alone / "libpair_user.rmeta.zst")
        checks.trouble(result, f"{verb} without a needed dependency", "pair_base")
        # What can be laid out is shown; a CRC that is missing must not look like a list that is complete.
        checks.check(verb != "crc" or not result.out, f"{verb} without a needed dependency prints no result")
    for verb in set(VERBS) - MISSING_DEPENDENCY - {"symbols"}:
        result = run(verb, *VERBS[verb], alone / "libpair_user.rmeta.zst")
        checks.check(result.code == 0, f"{verb} needs no dependency", result.err)

# A pattern that nothing matches is told before anything is printed.
result = run("layout", "--format", "json", "--unoptimised", "--fn", "*", "--fn", "shapes::none", SHAPES)
checks.trouble(result, "layout --fn of no function", "shapes::none")
checks.check(not result.out, "layout --fn of no function prints no part of a result")

# The program itself. (Verbs that compare are in test_diff.py.)
result = run("--help")
listed = {line.split()[0] for line in result.out.decode().split("verbs:")[1].split("\n\n")[0].splitlines() if line.strip()}
checks.check(result.code == 0 and listed == set(VERBS) | {"releases"} | {"diff", "pin", "check"}, "--help lists every verb that is tested here", str(listed))
result = run("--version")
checks.check(result.code == 0 and result.out.startswith(b"rmetacrc ") and result.out.endswith(b"\n"), "--version")
checks.check(run("releases").code == 0, "releases")
checks.trouble(run("releases", SHAPES), "releases with a file")
checks.trouble(run(), "nothing at all", "no FILE")
checks.check(run(SHAPES).out == run("crc", SHAPES).out != b"", "crc is the default verb")
checks.check(pathlib.Path(PROGRAM).exists(), "the program is there")
checks.finish()
