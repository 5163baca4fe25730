#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The examples that `--help` of every verb shows can be typed as they stand, and the manual page has all of them."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from support import FIXTURES, PROGRAM, SHAPES, TOP, Checks, run, unpacked

checks = Checks()
VERBS = [line.split()[0] for line in run("--help").out.decode().split("verbs:")[1].split("\n\n")[0].splitlines() if line.strip()]
DIFFERS = re.compile(r"\b(diff|check)\b")


def make_world(folder):
    """The files that examples name."""
    queue = TOP / "examples/queue"
    no_core = unpacked(FIXTURES / "1.95.0/libno_core.rmeta.zst")
    for name in ("old", "new"):
        shutil.copytree(queue / name, folder / name)
    (folder / "rust").mkdir()
    shutil.copy(SHAPES, folder / "rust")
    shutil.copy(SHAPES, folder)
    (folder / "libno_core.rmeta").write_bytes(no_core)
    symvers = run("crc", "--format", "module-symvers", SHAPES).out
    (folder / "Module.symvers").write_bytes(symvers)
    (folder / "new.symvers").write_bytes(b"0x12345678" + symvers[10:])
    (folder / "queue.pin").write_bytes(run("pin", queue / "old").out)
    (folder / "tolerated.txt").write_text("type queue::lock::State reason no module uses it\n")


def read_page(manual):
    """The page as plain text, one blank between words."""
    shown = subprocess.run(["groff", "-mandoc", "-Tutf8", "-P-c"], input=manual, capture_output=True, check=True).stdout.decode()
    return " ".join(re.sub(r".\x08|\x1b\[[0-9;]*m", "", shown).replace("\u2010\n", "").split())


page = read_page(run("--manual").out) if shutil.which("groff") else None
if page is None:
    checks.skip("examples in the manual page: there is no groff here")
for verb in VERBS:
    text = run(verb, "--help").out.decode()
    if not checks.check("\nexamples:\n" in text, f"{verb} --help has examples"):
        continue
    rows = re.findall(r"^  # (.+)\n  (.+)$", text.split("\nexamples:\n")[1], re.M)
    checks.check(len(rows) * 2 == len(text.split("\nexamples:\n")[1].splitlines()) and rows, f"{verb} --help: each example says what it does")
    for what, command in rows:
        checks.check(re.search(rf"\brmetacrc {verb}\b", command) or (verb == VERBS[0] and command.startswith("rmetacrc lib")), f"an example of {verb} is of {verb}", command)
        if page is not None:
            checks.check(" ".join(command.split()) in page, "the manual page has the example as it is typed", command)
        if "| jq " in command and not shutil.which("jq"):
            checks.skip(f"{command}: there is no jq here")
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            make_world(folder)
            done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
                                  env=dict(os.environ, PATH=f"{pathlib.Path(PROGRAM).resolve().parent}:{os.environ['PATH']}"), timeout=120)
            made = {path.name for path in folder.iterdir()}
            wanted = {0, 1} if DIFFERS.search(command) else {0}
            checks.check(done.returncode in wanted, f"`{command}` can be typed as it stands", f"exit {done.returncode}: {done.stderr}{done.stdout[:200]}")
            for target in re.findall(r"(?:-o |--symtypes |:)([\w.]+\.(?:json|pin|symtypes|html|sarif))", command):
                checks.check(target in made, f"`{command}` makes {target}")
            checks.check(done.stdout or "-o " in command, f"`{command}` shows something, or makes a file")
checks.finish()
