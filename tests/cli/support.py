# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the tests of the command line share: running the program and counting checks."""
import os
import pathlib
import shutil
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("RMETACRC", str(TOP / "build/src/cli/rmetacrc"))
FIXTURES = TOP / "tests/fixtures/crates"
SHAPES = TOP / "examples/shapes/libshapes.rmeta"


def unpacked(path):
    """A file's bytes, without the zstd frame around a fixture."""
    if path.suffix == ".zst":
        return subprocess.run(["zstd", "-dcq", path], stdout=subprocess.PIPE, check=True).stdout
    return path.read_bytes()


class Result:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout or b""
        self.err = (done.stderr or b"").decode(errors="replace")


def as_other_user():
    """What to put before a command so that modes of files count, and why that cannot be done, if it cannot. Root may read
    and write everything unless it is told otherwise."""
    if os.geteuid() != 0:
        return [], None
    prefix = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    if not shutil.which("setpriv") or subprocess.run([*prefix, "true"], check=False).returncode != 0:
        return [], "root, and setpriv cannot drop capabilities here"
    return prefix, None


def run(*arguments, prefix=(), shell_tail=None, program=PROGRAM, **options):
    """Runs the program with no stdin. `shell_tail` is appended as shell text (redirections)."""
    words = [*prefix, program, *map(str, arguments)]
    options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("stdout", subprocess.PIPE)
    if shell_tail is not None:
        words = ["bash", "-c", '"$@" ' + shell_tail, "bash", *words]
    return Result(subprocess.run(words, stderr=subprocess.PIPE, timeout=120, check=False, **options))


class Checks:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, good, what, detail=""):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {what}{': ' if detail else ''}{detail}")
        return good

    def skip(self, why):
        self.skipped += 1
        print(f"SKIP {why}")

    def trouble(self, result, what, *words):
        """Exit 2, one line on stderr with the program's name, and the words that make it useful."""
        message = result.err.strip()
        good = (result.code == 2 and message.startswith("rmetacrc: ") and "\n" not in message
                and "internal error" not in message and all(word in message for word in words))
        self.check(good, what, f"exit {result.code}, stderr {message[:400]!r}, wanted {words}")

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        sys.exit(1 if self.failed or not self.passed else 0)
