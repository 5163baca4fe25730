#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which compilers' files are read: version strings with and without vendors' additions, refusals, --assume-release, and
releases that come from a folder and not from the program."""
import json
import os
import pathlib
import subprocess
import tempfile

from support import FIXTURES, SHAPES, TOP, Checks, run, unpacked

OFFICIAL = b"rustc 1.95.0 (59807616e 2026-04-14)"
checks = Checks()


def complete_schema(release):
    """A release's schema with its bases put in, as --compat-dir wants it."""
    own = json.loads((TOP / "compat/schema" / (release + ".json")).read_text())
    if own["base"] is None:
        return own
    whole = complete_schema(own["base"])
    for key, value in own.items():
        if key not in ("types", "targets"):
            whole[key] = value
            continue
        for name, member in value.items():
            if member is None:
                del whole[key][name]
            else:
                whole[key][name] = member
    whole["base"] = None
    return whole


def with_version(text):
    """The example crate with another version string of the same length, so that nothing else moves."""
    good = SHAPES.read_bytes()
    at = good.index(OFFICIAL)
    length = good[at - 1]
    assert length < 128 and len(text) <= length - 3
    padded = text + b" (" + b"v" * (length - len(text) - 3) + b")"
    return good[:at] + padded + good[at + length:]


def same_outputs(path, label, *options):
    """Every verb says of the file what it says with the built-in release."""
    for verb in ("info", "verify", "dump", "symbols", "crc"):
        ours = run(verb, "--format", "json", path, "-L", path.parent, *options) if verb in ("dump", "symbols", "crc") else run(verb, "--format", "json", path, *options)
        theirs = run(verb, "--format", "json", path, "-L", path.parent) if verb in ("dump", "symbols", "crc") else run(verb, "--format", "json", path)
        checks.check(ours.code == theirs.code and ours.out == theirs.out, f"{label}: {verb}", f"exit {ours.code} and {theirs.code}: {ours.err[:300]}")
        if verb in ("info", "verify"):
            checks.check(ours.code == 0 and ours.out, f"{label}: {verb} worked", ours.err[:300])


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    crate = folder / "libshapes.rmeta"
    for text in (OFFICIAL, b"rustc 1.95.0", b"rustc 1.95.0-web (59807616e 2026-04-14)", b"rustc 1.95.0+dfsg1",
                 OFFICIAL + b" (Fedora 1.95.0-1)", b"rustc 1.95.0 (Arch Linux rust 1:1.95.0-1)"):
        crate.write_bytes(with_version(text))
        result = run("verify", crate)
        checks.check(result.code == 0 and b"1.95.0" in result.out and b"assumed" not in result.out, f"{text.decode()} is read", result.err)
    supported = [r["release"] for r in json.loads(run("releases", "--format", "json").out)["releases"]]
    checks.check(len(supported) > 3, "there are releases")
    for text in (b"rustc 1.95.0-nightly (59807616e 2026-04-14)", b"rustc 1.95.0-beta.4 (59807616e 2026-04-14)",
                 b"rustc 1.95.0-dev", b"rustc 1.95.0 (0123456789 2026-04-14)", b"rustc 1.94.7", b"rustc 2.0.0",
                 b"rustc 1.95.0-custom", b"rustc 1.95", b"rustc next"):
        crate.write_bytes(with_version(text))
        for verb in ("info", "verify", "dump", "symbols", "crc"):
            result = run(verb, crate)
            checks.trouble(result, f"{verb} refuses {text.decode()}", text.decode().split()[1], *supported)
            checks.check(not result.out, f"{verb} prints nothing of {text.decode()}")

    # --assume-release: read, and said in every output.
    nightly = folder / "libnightly.rmeta"
    nightly.write_bytes(with_version(b"rustc 1.95.0-nightly (59807616e 2026-04-14)"))
    assume = ("--assume-release", "1.95.0")
    for verb in ("info", "verify", "dump", "symbols", "crc"):
        for form in ("text", "json") if verb != "dump" else ("json",):
            result = run(verb, "--format", form, nightly, *assume)
            said = json.loads(result.out)["assumed"] is True if form == "json" and result.out else b"assumed" in result.out
            checks.check(result.code == 0 and said, f"{verb} in {form} says that the release is assumed", result.err)
            checks.check("1.95.0" in result.err and "note" in result.err, f"{verb} in {form} says so on stderr", result.err)
    result = run("crc", "--format", "symvers", nightly, *assume)
    lines = result.out.decode().splitlines()
    checks.check(result.code == 0 and lines and all(line.startswith("#SYMVER ") for line in lines) and "1.95.0" in result.err,
                 "symvers hold nothing else, and stderr says that the release is assumed", result.err)
    checks.check(lines == run("crc", "--format", "symvers", SHAPES).out.decode().splitlines(), "and they are those of the release")
    result = run("verify", nightly, *assume)
    checks.check(b"the assumed release fits" in result.out, "verify says that it fits")
    result = run("verify", nightly, "--assume-release", "1.63.0")
    checks.check(result.code == 2 and result.err, "verify says that another does not", result.err)

    # A release that the program does not have.
    for release in ("1.95.0", "1.96.1"):
        path = next(p for p in sorted((FIXTURES / release).iterdir()) if "generics" in p.name)
        plain = folder / release / path.name.removesuffix(".zst")
        plain.parent.mkdir()
        plain.write_bytes(unpacked(path))
        added, other = folder / f"add-{release}", folder / f"other-{release}"
        added.mkdir()
        other.mkdir()
        (added / f"{release}.json").write_text(json.dumps(complete_schema(release)))
        (other / "1.63.0.json").write_text(json.dumps(complete_schema("1.63.0")))
        for verb in ("info", "verify", "crc"):
            checks.trouble(run(verb, plain, "--no-builtin", "--compat-dir", other), f"{verb} without {release}", release, "1.63.0")
        same_outputs(plain, f"{release} from a file", "--no-builtin", "--compat-dir", added)
        known = json.loads(run("releases", "--format", "json", "--no-builtin", "--compat-dir", added).out)["releases"]
        checks.check([r["release"] for r in known] == [release], f"only {release} is there")
        source = pathlib.Path(os.environ.get("RMETACRC_TOOLCHAINS", "/nowhere")) / release / "src"
        tool = os.environ.get("RMETA_SCHEMA", str(TOP / "build/src/schema_gen/rmeta-schema"))
        if not (source / "compiler").is_dir() or not os.path.exists(tool):
            checks.skip(f"{release} written from its source: no source tree or no rmeta-schema")
            continue
        written = folder / f"written-{release}"
        version = [] if (source / "version").exists() else ["--version-string", complete_schema(release)["patterns"][0]]
        done = subprocess.run([tool, source, "-o", written, *version], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if checks.check(done.returncode == 0, f"rmeta-schema writes {release}", done.stderr.decode()[:400]):
            same_outputs(plain, f"{release} written from its source", "--no-builtin", "--compat-dir", written)
    checks.trouble(run("info", "--no-builtin", SHAPES), "--no-builtin alone", "--compat-dir")
checks.finish()
