#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""How far long work is: shown on stderr where that is a terminal and the work takes more than a second, gone at the end, and nowhere else."""
import os
import pathlib
import pty
import re
import select
import subprocess
import tempfile
import time

from support import PROGRAM, SHAPES, Checks

ERASE = b"\r\x1b[K"
LINE = re.compile(rb"\r(\[#*\.*\] )?(\d+) of (\d+) crates, (\d+) s\x1b\[K")
checks = Checks()


def run_at_terminal(words, stdout_too=False, **environment):
    """Exit code, what came by stdout, what the terminal got, and the seconds that it took."""
    ours, theirs = pty.openpty()
    began = time.monotonic()
    out = tempfile.TemporaryFile()
    env = {**os.environ, "TERM": "xterm", **environment}
    process = subprocess.Popen([PROGRAM, *map(str, words)], stdin=subprocess.DEVNULL, stdout=theirs if stdout_too else out, stderr=theirs, env=env)
    os.close(theirs)
    seen = b""
    while True:
        ready, _, _ = select.select([ours], [], [], 120)
        try:
            part = os.read(ours, 65536) if ready else b""
        except OSError:  # the other end is closed
            part = b""
        if not part:
            break
        seen += part
    os.close(ours)
    code = process.wait()
    out.seek(0)
    return code, out.read(), seen, time.monotonic() - began


def work_of(folder, seconds):
    """A folder of copies whose `verify` takes so many seconds here."""
    def grow(upto):
        for n in range(len(list(folder.iterdir())), upto):
            os.symlink(SHAPES, folder / f"libshapes-{n}.rmeta")

    grow(200)
    _, _, _, took = run_at_terminal(["verify", folder], TERM="dumb")
    grow(min(60000, int(200 * seconds / took) + 1))
    return folder


with tempfile.TemporaryDirectory() as name:
    base = pathlib.Path(name)
    long = base / "long"
    long.mkdir()
    work_of(long, 4)
    total = len(list(long.iterdir()))
    silent = subprocess.run([PROGRAM, "verify", long], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    checks.check(silent.returncode == 0 and not silent.stderr and silent.stdout, "nothing where stderr is no terminal", silent.stderr[:200].decode())
    code, out, seen, took = run_at_terminal(["verify", long])
    lines = LINE.findall(seen)
    if took < 2:
        checks.check(False, "the work took long enough to be shown", f"{took} s")
    checks.check(code == 0 and len(lines) >= 2, "long work is shown", f"exit {code}, {took:.1f} s: {seen[:200]!r}")
    checks.check(all(int(all_) == total for _, _, all_, _ in lines), "... of how much it is")
    done = [int(n) for _, n, _, _ in lines]
    checks.check(done == sorted(done) and done[-1] > done[0] if done else False, "... and it goes on", str(done))
    checks.check(all(int(s) >= 1 for *_, s in lines), "... from the first second on")
    checks.check(seen.endswith(ERASE), "it is gone at the end", repr(seen[-60:]))
    checks.check(LINE.sub(b"", seen).replace(ERASE, b"") == b"", "nothing else is said", repr(LINE.sub(b"", seen)[:200]))
    checks.check(out == silent.stdout, "stdout is what it is without", f"{len(out)} and {len(silent.stdout)} bytes")
    code, out, seen, _ = run_at_terminal(["verify", long], NO_COLOR="1")
    checks.check(LINE.search(seen) and b"\x1b[3" not in seen, "NO_COLOR is about colours alone")
    for term in ("dumb", ""):
        code, out, seen, _ = run_at_terminal(["verify", long], TERM=term)
        checks.check(code == 0 and seen == b"", f"nothing on a terminal that cannot (TERM={term!r})", repr(seen[:100]))
    code, _, seen, _ = run_at_terminal(["verify", long], stdout_too=True)
    checks.check(code == 0 and not LINE.search(seen) and seen.replace(b"\r\n", b"\n") == silent.stdout, "nothing between the lines of an output on the same terminal")

    # Several at a time, with the output at the end; and trouble in the middle of it.
    crates = base / "crates"
    crates.mkdir()
    for n in range(total // 2):
        os.symlink(SHAPES, crates / f"libshapes-{n}.rmeta")
    code, out, seen, took = run_at_terminal(["crc", "-j", "2", "-o", base / "out", crates])
    checks.check(code == 0 and (took < 2 or LINE.search(seen)) and (not LINE.search(seen) or seen.endswith(ERASE)), "crc on several crates", f"exit {code}, {took:.1f} s: {seen[-200:]!r}")
    (long / "libzzz.rmeta").write_bytes(SHAPES.read_bytes()[:5000])
    code, out, seen, took = run_at_terminal(["verify", long])
    message = seen.rsplit(ERASE, 1)[-1].replace(b"\r\n", b"\n")
    checks.check(code == 2 and LINE.search(seen) and message.startswith(b"rmetacrc: ") and message.count(b"\n") == 1 and b"libzzz" in message, "a message stands on a line of its own", repr(seen[-300:]))
    code, out, seen, took = run_at_terminal(["verify", SHAPES])
    checks.check(code == 0 and (took > 1 or seen == b""), "nothing for short work", repr(seen))
checks.finish()
