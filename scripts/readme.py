#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs the commands that README.md and the manual pages show and holds what they print against what is said there.

A command is a line starting with `$ ` in a fenced block marked `console`, or in a page's `.Bd -literal`; what follows up to the
next command or the block's end is its output. With --write, the documents are brought up to date instead. The program is taken
from $RMETACRC. A document without a command fails, unless it is a page.
"""
import os
import pathlib
import shutil
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
# How mdoc writes what it would take for something else, or print as another character.
MDOC = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"}


class Markdown:
    begin, end = "```console", "```"
    plain = written = staticmethod(lambda line: line)


class Mdoc:
    begin, end = ".Bd -literal", ".Ed"

    @staticmethod
    def plain(line):
        line = line.removeprefix("\\&")
        for char, escape in reversed(MDOC.items()):
            line = line.replace(escape, char)
        return line

    @staticmethod
    def written(line):
        text = "".join(MDOC.get(char, char) for char in line)
        return "\\&" + text if text.startswith((".", "\\(aq")) else text


def output_of(command):
    program = pathlib.Path(os.environ.get("RMETACRC", TOP / "build/src/cli/rmetacrc")).resolve()
    environment = dict(os.environ, PATH=f"{program.parent}:{os.environ['PATH']}", LC_ALL="C.UTF-8")
    done = subprocess.run(["bash", "-c", command], cwd=TOP, env=environment, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False)
    return done.stdout.splitlines()


def run_commands(path, form, write):
    """How many commands printed what is shown, how many did not, and how many cannot run here."""
    lines = path.read_text().splitlines()
    fresh, passed, failed, skipped, i = [], 0, 0, 0, 0
    inside = False
    while i < len(lines):
        line = lines[i]
        i += 1
        inside = line == form.begin or (inside and line != form.end)
        command = form.plain(line)
        if not inside or not command.startswith("$ "):
            fresh.append(line)
            continue
        fresh.append(form.written(command))
        shown = []
        while lines[i] != form.end and not form.plain(lines[i]).startswith("$ "):
            shown.append(lines[i])
            i += 1
        if "| jq " in command and not shutil.which("jq"):
            print(f"SKIP {path.name}: commands with jq, which is not here")
            fresh += shown
            skipped += 1
            continue
        actual = [form.written(text) for text in output_of(command[2:])]
        fresh += actual
        if shown == actual and actual:
            passed += 1
        else:
            failed += 1
            print(f"{path.name}, {command}\n  says:", *(f"\n    {text}" for text in shown), "\n  prints:", *(f"\n    {text}" for text in actual))
    if write:
        path.write_text("\n".join(fresh) + "\n")
    return passed, failed, skipped


def main():
    write = "--write" in sys.argv[1:]
    documents = [(TOP / "README.md", Markdown)] + [(page, Mdoc) for page in sorted((TOP / "man").glob("*.5"))]
    passed = failed = skipped = 0
    for path, form in documents:
        counts = run_commands(path, form, write)
        if sum(counts) == 0 and form is Markdown:
            print(f"FAIL {path.name} shows no command")
            failed += 1
        passed, failed, skipped = (a + b for a, b in zip((passed, failed, skipped), counts))
    if write:
        print(f"{passed + failed} commands run, {failed} outputs changed, {skipped} not run")
        return 0
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


sys.exit(main())
