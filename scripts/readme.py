#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs the commands that README.md shows and holds what they print against what it says they print.

A command is a line starting with `$ ` in a fenced block marked `console`; what follows up to the next command or the
block's end is its output. With --write, the README is brought up to date instead. The program is taken from $RMETACRC.
"""
import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
README = TOP / "README.md"


def output_of(command):
    program = pathlib.Path(os.environ.get("RMETACRC", TOP / "build/src/cli/rmetacrc")).resolve()
    environment = dict(os.environ, PATH=f"{program.parent}:{os.environ['PATH']}", LC_ALL="C.UTF-8")
    done = subprocess.run(["bash", "-c", command], cwd=TOP, env=environment, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False)
    return done.stdout.splitlines()


def main():
    lines = README.read_text().splitlines()
    fresh, passed, failed, i = [], 0, 0, 0
    console = False
    while i < len(lines):
        line = lines[i]
        i += 1
        fresh.append(line)
        if line.startswith("```"):
            console = line == "```console"
        if not console or not line.startswith("$ "):
            continue
        shown = []
        while not lines[i].startswith(("$ ", "```")):
            shown.append(lines[i])
            i += 1
        actual = output_of(line[2:])
        fresh += actual
        if shown == actual:
            passed += 1
        else:
            failed += 1
            print(f"README.md, {line}\n  says:", *(f"\n    {text}" for text in shown), "\n  prints:", *(f"\n    {text}" for text in actual))
    if "--write" in sys.argv[1:]:
        README.write_text("\n".join(fresh) + "\n")
        print(f"{passed + failed} commands run, {failed} outputs changed")
        return 0
    if passed + failed == 0:
        print("FAIL README.md shows no command")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
