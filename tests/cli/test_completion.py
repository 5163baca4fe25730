#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Completion scripts and the manual page: shells take them, and they have every verb and option that --help has."""
import pathlib
import re
import shutil
import subprocess
import tempfile

from support import TOP, Checks, run

checks = Checks()
VERBS = [line.split()[0] for line in run("--help").out.decode().split("verbs:")[1].split("\n\n")[0].splitlines() if line.strip()]
OPTIONS = {v: re.findall(r"^ +(?:-(\w), )?--([\w-]+)", run(v, "--help").out.decode().split("options:")[1], re.M) for v in VERBS}


def made(*words):
    result = run(*words)
    checks.check(result.code == 0 and result.out, " ".join(words), result.err)
    return result.out.decode()


def bash(script, *words):
    """What bash offers for the last word."""
    line = " ".join(f"'{w}'" for w in ("rmetacrc", *words))
    done = subprocess.run(["bash", "-euc", f"{script}\nCOMP_WORDS=({line})\nCOMP_CWORD={len(words)}\n_rmetacrc\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""],
                          capture_output=True, text=True, check=False, cwd=TOP / "examples/queue")
    checks.check(done.returncode == 0, f"bash completes {line}", done.stderr)
    return done.stdout.split()


script = made("--completion", "bash")
checks.check(set(VERBS) <= set(bash(script, "")), "verbs are offered")
checks.check({"old.rs", "new.rs", "old", "new"} <= set(bash(script, "")), "files are offered too")
checks.check(bash(script, "layo") == ["layout"], "the rest of a verb is offered")
for verb in VERBS:
    offered = bash(script, verb, "-")
    checks.check({f"--{name}" for _, name in OPTIONS[verb]} <= set(offered), f"all options of {verb} are offered", str(offered))
    checks.check({f"-{letter}" for letter, _ in OPTIONS[verb] if letter} <= set(offered), f"... their letters too: {verb}")
checks.check("--why" not in bash(script, "crc", "-"), "an option of another verb is not")
checks.check("--format" in bash(script, "--f"), "without a verb, options of the first one are offered")
checks.check(bash(script, "diff", "--format", "s") == ["short", "sarif"], "formats of the verb")
checks.check(bash(script, "layout", "--color", "a") == ["always", "auto"], "when to colour")
checks.check(set(bash(script, "crc", "-L", "")) == {"old", "new"}, "folders, where one is wanted")
checks.check("old.rs" in bash(script, "crc", "-o", ""), "files, where one is wanted")
checks.check(bash(script, "layout", "--type", "") == [], "nothing, where nothing is known")

for shell, checking in (("zsh", ["-n"]), ("fish", ["--no-execute"])):
    script = made("--completion", shell)
    missing = {f"{v} {n}" for v in VERBS for _, n in OPTIONS[v] if not re.search(rf"(--{n}\[|-l {n}\b)", script)} | {v for v in VERBS if v not in script}
    checks.check(not missing, f"{shell} has every verb and option", str(missing))
    if not shutil.which(shell):
        checks.skip(f"whether {shell} can read its completion script: there is no {shell} here")
        continue
    with tempfile.NamedTemporaryFile("w", suffix=f".{shell}") as file:
        file.write(script)
        file.flush()
        done = subprocess.run([shell, *checking, file.name], capture_output=True, text=True, check=False)
        checks.check(done.returncode == 0, f"{shell} can read it", done.stderr)

page = made("--manual")
for verb in VERBS:
    part = page.split(f".Ss {verb}\n")[1].split(".Ss ")[0].split(".Sh ")[0]
    lost = [n for _, n in OPTIONS[verb] if n not in ("help", "version") and f"Fl -{n}" not in part]
    checks.check(not lost, f"the manual has all options of {verb}", str(lost))
pages = {"rmetacrc.1": page, **{path.name: path.read_text() for path in sorted((TOP / "man").glob("*.5"))}}
documents = {}
with tempfile.TemporaryDirectory() as name:
    for document, target in re.findall(r"'([A-Z-]+)': '([\w-]+)'", (TOP / "meson.build").read_text().split("foreach document, page")[1].split("endforeach")[0]):
        made_page = pathlib.Path(name) / f"rmetacrc-{target}.5"
        done = subprocess.run([TOP / "scripts/mdoc.py", TOP / f"compat/{document}.md", made_page], capture_output=True, text=True, check=False)
        if checks.check(done.returncode == 0, f"a page is made of {document}.md", done.stderr):
            pages[made_page.name], documents[made_page.name] = made_page.read_text(), (TOP / f"compat/{document}.md").read_text()
checks.check(len(documents) >= 5, "documents of file formats become pages", str(list(documents)))
seen = set(re.findall(r"\.Xr ([\w-]+ 5)", page.split(".Sh SEE ALSO")[1]))
checks.check(seen == {name.replace(".5", " 5") for name in pages if name.endswith(".5")}, "the manual names all pages of formats", str(seen))
for name, text in pages.items():
    if shutil.which("groff"):
        done = subprocess.run(["groff", "-mandoc", "-Kutf8", "-Tutf8", "-ww", "-P-c"], input=text, capture_output=True, text=True, check=False)
        checks.check(done.returncode == 0 and not done.stderr and len(done.stdout) > 1000, f"groff has nothing to say of {name}", done.stderr[:500])
        if name in documents:  # nothing is lost on the way
            shown = re.sub(r".\x08", "", done.stdout)
            words = " ".join(shown.replace("\u2010\n", "").split())
            heads = [line.lstrip("#").strip().replace("`", "") for line in documents[name].splitlines()[1:] if re.match(r"##+ ", line)]
            lost = [head for head in heads if head not in words and head.upper() not in words]
            lost += [row for block in re.findall(r"^```\n(.*?)^```", documents[name], re.M | re.S) for row in block.splitlines() if row.strip() not in shown]
            code = set(re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"^```\n.*?^```", "", documents[name], flags=re.M | re.S)))
            lost += [part for part in code if not part.endswith(".md") and "".join(part.replace("\\|", "|").split()) not in re.sub(r"\s|\u2010\n *", "", shown)]
            checks.check(len(heads) > 1 and len(code) > 5 and not lost, f"{name} has all that its document has", str(lost[:10]))
    else:
        checks.skip("the manual pages by groff, which is not here")
checks.trouble(run("--completion", "tcsh"), "another shell", "tcsh", "bash")
checks.trouble(run("--completion"), "no shell", "bash")
checks.finish()
