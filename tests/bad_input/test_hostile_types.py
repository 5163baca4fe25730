#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Types that rustc accepts and that have no end or no room: an answer, or exit 2 and one short line, in bounded time and memory.

A crate of them is compiled by a real rustc (the newest of RMETACRC_TOOLCHAINS that runs here); skips loudly without one.
"""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "oracle"))
import toolchain  # noqa: E402
from tool import Tool  # noqa: E402

SECONDS, MEGABYTES, LONGEST = 20, 1024, 6000
SOURCE = """
pub type Absurd = [u8; usize::MAX];
pub type Nested = [[u64; 1 << 40]; 1 << 40];
pub type Empty = [(); usize::MAX];
pub struct Grow<T>(pub Option<Box<Grow<(T, T)>>>, pub Option<T>);
pub type Growing = Grow<u8>;
pub trait Step { type Next: Step; }
pub struct W<T>(pub T);
impl<T> Step for W<T> { type Next = W<(T, T)>; }
pub struct Chain<T: Step>(pub Option<T>, pub Option<Box<Chain<T::Next>>>);
pub type Chained = Chain<W<u8>>;
#[no_mangle] pub fn grows(_: &Growing) {}
#[no_mangle] pub fn chained(_: &Chained) {}
"""
# What is asked for: the size, or words of the refusal.
WANTED = {
    "h::Absurd": "too large", "h::Nested": "too large", "h::Empty": 0, "h::Growing": 16, "h::Chained": 16,
    "[[u8; 18446744073709551615]; 18446744073709551615]": "too large", "[u8; 18446744073709551616]": "a number too large",
    "[" * 300 + "u8": "nested too deep", "(u8" + ", [(); 18446744073709551615]" * 50 + ")": 1,
}


def run(tool, *arguments):
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
    p = subprocess.run([tool.path, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=SECONDS, preexec_fn=limit)
    return p.returncode, p.stdout, p.stderr


def main():
    found = [t for t in toolchain.find(None) if t.links and t.minor >= 85]
    if not found:
        print("SKIP hostile types: no toolchain that runs here")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    tc, tool, passed, failed = found[-1], Tool(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        source, meta = os.path.join(folder, "h.rs"), os.path.join(folder, "libh.rmeta")
        pathlib.Path(source).write_text(SOURCE)
        r = tc.run(["--crate-type=lib", "--crate-name=h", "--edition=2021", "--emit=metadata", "--cap-lints=allow", "-o", meta, source])
        if r.returncode:
            print("FAIL the crate does not compile: " + r.stderr[:500])
            return 1
        for name, wanted in WANTED.items():
            code, out, err = run(tool, "layout", "-L", tc.std, meta, "--type", name)
            if isinstance(wanted, int):
                good = code == 0 and "\n  %d bytes, align" % wanted in out
            else:
                good = code == 2 and wanted in err and err.count("\n") == 1 and len(err) < LONGEST
            passed, failed = passed + good, failed + (not good)
            if not good:
                print("FAIL %s: exit %d, %s %s" % (name[:60], code, out[-200:], err[:300]))
        code, out, err = run(tool, "crc", "-L", tc.std, meta)
        good = code == 2 and "chained" in err and err.count("\n") == 1 and len(err) < LONGEST and not out
        passed, failed = passed + good, failed + (not good)
        if not good:
            print("FAIL crc: exit %d, %d bytes of message: %s" % (code, len(err), err[:300]))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
