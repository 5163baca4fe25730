#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Damaged, foreign and missing input: exit 2 and one clear line on stderr that names the file, within bounded time and memory.

RMETACRC names the program. With --full every verb sees every damage; otherwise the verbs take turns.
"""
import concurrent.futures
import itertools
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ["RMETACRC"]
FIXTURES = TOP / "tests/fixtures/container"
VERBS = os.environ.get("RMETACRC_VERBS", "crc info verify dump symbols layout content").split()
FULL = "--full" in sys.argv[1:]
MEMORY = 1 << 30  # of address space, besides the file itself
SECONDS = 60
SANITIZED = b"__asan_init" in pathlib.Path(PROGRAM).read_bytes()  # its shadow takes terabytes of address space

passed = failed = skipped = 0


class Result:
    def __init__(self, verb, path, arguments=()):
        size = os.path.getsize(path) if os.path.isfile(path) else 0
        self.command = [PROGRAM, verb, *(["--all"] if verb == "layout" else []), *arguments, str(path)]
        self.path = str(path)
        self.verb = verb

        def limit():
            if not SANITIZED:
                resource.setrlimit(resource.RLIMIT_AS, (MEMORY + size, MEMORY + size))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        try:
            done = subprocess.run(self.command, capture_output=True, timeout=SECONDS, preexec_fn=limit, check=False)
            self.code, self.out, self.err = done.returncode, done.stdout, done.stderr.decode(errors="replace")
        except subprocess.TimeoutExpired:
            self.code, self.out, self.err = "timeout", b"", ""

    def complaint(self):
        """What is wrong with a refusal; "" if nothing."""
        if self.code != 2:
            return f"exit {self.code}, wanted 2"
        lines = self.err.split("\n")
        if len(lines) < 2 or lines.pop() or (len(lines) > 1 and self.verb != "layout"):  # layout has a line for each type
            return "stderr is not one line"
        if not all(line.startswith("rmetacrc: ") and self.path in line for line in lines):
            return "the message does not name the file"
        if "internal error" in self.err or "out of memory" in self.err:
            return "not a diagnosis"
        if self.out and self.verb not in ("dump", "verify", "layout"):  # dump streams, the others report what they found
            return "output in spite of the failure"
        return ""

    def survived(self):
        """For damage that may go unnoticed: a proper refusal, or a proper answer."""
        if self.code == 2:
            return self.complaint()
        return "" if self.code in (0, 1) and "ERROR" not in self.err else f"exit {self.code}"


def check(name, result, problem, *wanted):
    global passed, failed
    if not problem:
        missing = [w for w in wanted if w not in result.err]
        problem = f"the message lacks {missing}" if missing else ""
    if problem:
        failed += 1
        print(f"FAIL {name}: {problem}\n  {' '.join(result.command)}\n  {result.err.strip()[:600]}")
    else:
        passed += 1


def skip(why):
    global skipped
    skipped += 1
    print(f"SKIP {why}")


def verbs_for(number):
    return VERBS if FULL else [VERBS[number % len(VERBS)]]


class Samples:
    """Runs a judgement over many damaged versions of one file, and counts them as one check."""

    def __init__(self, folder):
        self.folder = folder
        self.pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1)

    def run(self, name, suffix, versions, judge):
        def one(numbered):
            number, (label, content) = numbered
            path = self.folder / f"{name}-{number}{suffix}".replace("/", "-").replace(" ", "-")
            path.write_bytes(content)
            bad = []
            for verb in verbs_for(number):
                result = Result(verb, path)
                problem = judge(result)
                if problem:
                    bad.append((label, problem, result))
            path.unlink()
            return bad

        count, bad = 0, []
        for found in self.pool.map(one, enumerate(versions)):
            count += 1
            bad += found
        check(f"{name} ({count} versions)", bad[0][2] if bad else Result("releases", "/"),
              f"{len(bad)} wrong; {bad[0][0]}: {bad[0][1]}" if bad else "" if count else "nothing was tried")


def unpacked(path):
    """A fixture crate without the zstd frame around it."""
    return subprocess.run(["zstd", "-dcq", path], stdout=subprocess.PIPE, check=True).stdout


def truncated(content, lengths):
    return ((f"length {n}", content[:n]) for n in lengths)


def flipped(content, rng, count):
    for _ in range(count):
        damaged = bytearray(content)
        at = rng.randrange(len(damaged))
        damaged[at] ^= 1 << rng.randrange(8)
        yield f"byte {at}", bytes(damaged)


def overwritten(content, rng, count):
    """Runs of extreme bytes: the counts and lengths that damage makes huge."""
    for _ in range(count):
        damaged = bytearray(content)
        at, size = rng.randrange(len(damaged)), rng.randrange(1, 12)
        damaged[at:at + size] = bytes([rng.choice([0, 0x7F, 0x80, 0xFF])]) * len(damaged[at:at + size])
        yield f"bytes {at}+{size}", bytes(damaged)


def damaged_files(folder):
    samples = Samples(folder)
    seed = int(os.environ.get("RMETACRC_SEED", "0")) or (random.randrange(1 << 30) if FULL else 759555347)
    print(f"RMETACRC_SEED={seed}")
    rng = random.Random(seed)
    for release in ("1.63.0", "1.95.0"):
        linux = FIXTURES / release / "x86_64-unknown-linux-gnu"
        blob = (linux / "libtiny.rmeta").read_bytes()
        samples.run(f"{release} cut at every length", ".rmeta", truncated(blob, range(len(blob))), Result.complaint)
        rlib, dylib = (linux / "libtiny.rlib").read_bytes(), (linux / "libtiny.so").read_bytes()
        samples.run(f"{release} dylib cut", ".so", truncated(dylib, range(0, len(dylib), 37)), Result.complaint)
        # Members behind the metadata are not needed for it, so only a cut in front of their end must be seen.
        end = rlib.index(blob) + len(blob)
        samples.run(f"{release} rlib cut", ".rlib", truncated(rlib, range(0, end, 37)), Result.complaint)
        samples.run(f"{release} rlib cut behind", ".rlib", truncated(rlib, range(end, len(rlib), 37)), Result.survived)
        times = 10 if FULL else 1
        samples.run(f"{release} bits flipped", ".rmeta", flipped(blob, rng, 150 * times), Result.survived)
        samples.run(f"{release} bytes overwritten", ".rmeta", overwritten(blob, rng, 150 * times), Result.survived)
        samples.run(f"{release} dylib damaged", ".so", overwritten(dylib, rng, 100 * times), Result.survived)
    # Crates of every release: all of them with --full, otherwise a few of the two above and one of each other, in turn.
    for number, folder in enumerate(sorted((TOP / "tests/fixtures/crates").glob("[0-9]*"))):
        release = folder.name
        crates = sorted(folder.glob("*.rmeta.zst"))
        few = crates[::6] if release in ("1.63.0", "1.95.0") else crates[number % 7::len(crates)][:1]
        for crate in crates if FULL else few:
            content = unpacked(crate)
            lengths = sorted(rng.randrange(len(content)) for _ in range(40 if FULL else 10))
            stem = crate.name.split(".")[0]
            samples.run(f"{release} {stem} cut", ".rmeta", truncated(content, lengths), Result.complaint)
            samples.run(f"{release} {stem} damaged", ".rmeta",
                        itertools.chain(flipped(content, rng, 10 * times), overwritten(content, rng, 10 * times)),
                        Result.survived)


def foreign_files(folder):
    def refused(name, path, *wanted, verbs=VERBS):
        for verb in verbs:
            result = Result(verb, path)
            check(f"{name}, {verb}", result, result.complaint(), *wanted)

    def file(name, content):
        path = folder / name
        path.write_bytes(content)
        return path

    now = (FIXTURES / "1.95.0/x86_64-unknown-linux-gnu/libtiny.rmeta").read_bytes()
    old = (FIXTURES / "1.63.0/x86_64-unknown-linux-gnu/libtiny.rmeta").read_bytes()
    version = b"rustc 1.95.0 (59807616e 2026-04-14) (built from a source tarball)"
    assert version in now and b"rustc 1.63.0" in old

    def with_version(text):
        return now.replace(version, text.ljust(len(version)))

    refused("wrong release", file("other.rmeta", old.replace(b"rustc 1.63.0", b"rustc 1.64.0")), "1.64.0", "1.63.0")
    refused("beta", file("beta.rmeta", with_version(b"rustc 1.95.0-beta.3 (59807616e 2026-04-14)")), "1.95.0-beta.3")
    refused("nightly", file("nightly.rmeta", with_version(b"rustc 1.96.0-nightly (0123456789 2026-05-01)")), "nightly")
    refused("no version", file("noversion.rmeta", now[:16] + b"\xff" * 80 + now[96:]), "offset")
    refused("another metadata version", file("n.rmeta", now[:7] + b"\x63" + now[8:]))
    refused("root outside", file("root.rmeta", now[:8] + (1 << 40).to_bytes(8, "little") + now[16:]), "offset 0x8")
    refused("root at the start", file("root0.rmeta", now[:8] + bytes(8) + now[16:]), "offset 0x8")
    refused("no footer", file("footer.rmeta", now[:-13] + b"x" * 13), "rust-end-file")

    refused("no metadata", file("text.rmeta", b"#include <stdio.h>\n"), "is not Rust metadata")
    refused("empty", file("empty.rmeta", b""), "is empty")
    empty = folder / "empty folder"
    empty.mkdir()
    refused("folder without crates", empty, "no crate in it")
    refused("missing", folder / "missing.rmeta", "No such file")
    refused("device", "/dev/null", "is not a regular file")
    refused("archive without metadata", file("lib.a", b"!<arch>\n" + b"a.o/".ljust(48) + b"4".ljust(10) + b"`\nabcd"),
            "archive without Rust metadata", "offset 0x0")
    refused("thin archive", file("thin.rlib", b"!<thin>\n"), "thin archive")
    refused("member is garbage",
            file("garbage.rlib", b"!<arch>\n" + b"lib.rmeta/".ljust(48) + b"4".ljust(10) + b"`\nabcd"),
            "(lib.rmeta)", "offset 0x44")
    refused("program", PROGRAM, "without Rust metadata")
    refused("gzip", file("packed.gz", b"\x1f\x8b\x08\x00"), "gzip")

    stub = (FIXTURES / "1.95.0/stub/libtiny.rlib").read_bytes()
    lonely = folder / "lonely"
    lonely.mkdir()
    (lonely / "libtiny.rlib").write_bytes(stub)
    refused("stub alone", lonely / "libtiny.rlib", "stub", "libtiny.rmeta")
    (lonely / "libtiny.rmeta").write_bytes(
        (FIXTURES / "1.95.0/x86_64-apple-darwin/libtiny.rmeta").read_bytes())
    stub_of_other = Result("info", lonely / "libtiny.rlib")
    check("stub with another build's .rmeta", stub_of_other,
          "" if stub_of_other.code == 2 and stub_of_other.err.count("\n") == 1 else f"exit {stub_of_other.code}", "hash")

    for name, head in {"nothing": b"", "archive": b"!<arch>\n", "elf": b"\x7fELF\x02\x01\x01", "zstd": b"\x28\xb5\x2f\xfd",
                       "metadata": b"rust\0\0\0\x0a", "1.95": now, "1.95 cut": now[:1000], "1.63 cut": old[:1000]}.items():
        sparse = file(f"sparse-{name.replace(' ', '-')}", head)
        os.truncate(sparse, 4 << 30)
        refused(f"4 GiB sparse, {name}", sparse)
    # 1.63 has no footer, so a tail of zeros need not be noticed; but it must not take memory or for ever.
    sparse = file("sparse-1.63", old)
    os.truncate(sparse, 4 << 30)
    for verb in VERBS if FULL else ["info", "verify"]:
        result = Result(verb, sparse)
        check(f"1.63 with a tail of 4 GiB, {verb}", result, result.survived())
        print(f"  4 GiB tail, {verb}: exit {result.code}")

    secret = file("secret.rmeta", now)
    secret.chmod(0)
    if os.access(secret, os.R_OK):
        skip("permission check: this user may read everything")
    else:
        refused("permission", secret, "Permission denied")


def missing_dependency(folder):
    """A crate whose symbols need another crate's types, without that crate."""
    for release in sorted(f.name for f in (TOP / "tests/fixtures/crates").glob("[0-9]*")):
        path = folder / f"libpair_user-{release}.rmeta"
        path.write_bytes(unpacked(TOP / f"tests/fixtures/crates/{release}/libpair_user.rmeta.zst"))
        result = Result("crc", path)
        # The message is about the crate that is not there, and says where it was looked for.
        problem = "" if result.code == 2 and result.err.count("\n") == 1 and not result.out else f"exit {result.code}"
        check(f"missing dependency, {release}", result, problem)


with tempfile.TemporaryDirectory(prefix="rmetacrc-bad-") as name:
    missing_dependency(pathlib.Path(name))
    foreign_files(pathlib.Path(name))
    damaged_files(pathlib.Path(name))
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed else 0)
