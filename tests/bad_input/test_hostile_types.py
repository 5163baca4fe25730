#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Types and constants that rustc accepts and that have no end or no room: an answer, or exit 2 and one short line, in bounded time and
memory. What rustc itself would not end to evaluate stands behind type aliases, or behind parameters and `default` types, which it does
not look through.

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

SECONDS, MEGABYTES, LONGEST = 60, 1024, 6000
SOURCE = """
#![feature(specialization)]
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
pub const fn forever(n: usize) -> usize { loop { if n == 1 << 60 { return n; } } }
pub const fn deep(n: usize) -> usize { if n == 0 { 0 } else { 1 + deep(n - 1) } }
pub const fn ping(n: usize) -> usize { pong(n) + 1 }
pub const fn pong(n: usize) -> usize { ping(n) + 1 }
pub const fn branches(n: usize) -> usize { if n == 0 { 1 } else { branches(n - 1) + branches(n - 1) } }
pub const fn room(n: usize) -> usize { let a = [[[[n; 1 << 16]; 1 << 16]; 1 << 16]; 1 << 14]; a[0][0][0][0] }
pub type Forever = [u8; forever(2)];
pub type Deep = [u8; deep(1 << 40)];
pub type Mutual = [u8; ping(1)];
pub type Branches = [u8; branches(60)];
pub type Room = [u8; room(1)];
pub trait Len { const LEN: usize; }
pub struct A<T>(pub T);
pub struct B<T>(pub T);
pub struct G<T>(pub T);
impl<T> Len for A<T> { const LEN: usize = <B<T> as Len>::LEN + 1; }
impl<T> Len for B<T> { const LEN: usize = <A<T> as Len>::LEN + 1; }
impl<T> Len for G<T> { const LEN: usize = <G<(T, T)> as Len>::LEN + 1; }
pub type ConstCircle = [u8; <A<u8> as Len>::LEN];
pub type ConstGrowth = [u8; <G<u8> as Len>::LEN];
pub trait Other { type Out; }
impl<T> Other for A<T> { default type Out = <B<T> as Other>::Out; }
impl<T> Other for B<T> { default type Out = <A<T> as Other>::Out; }
pub struct Circle<T: Other>(pub T::Out);
pub type ProjectionCircle = Circle<A<u8>>;
pub struct Number<T>(pub T);
impl<T> Other for Number<T> { default type Out = Within<T>; }
pub struct Within<T>(pub T, pub <Number<T> as Other>::Out);
pub type LayoutCircle = Within<u8>;
"""
# What is asked for: the size, or words of the refusal.
WANTED = {
    "h::Absurd": "too large", "h::Nested": "too large", "h::Empty": 0, "h::Growing": 16, "h::Chained": 16,
    "[[u8; 18446744073709551615]; 18446744073709551615]": "too large", "[u8; 18446744073709551616]": "a number too large",
    "h::Forever": "steps, in h::forever", "h::Deep": "deep, in h::deep", "h::Mutual": "calls nested more than", "h::Branches": "steps, in h::branches",
    "h::Room": "bytes of memory are needed, in h::room", "h::ConstCircle": "depends on itself", "h::ConstGrowth": "cannot be evaluated: a type of more than",
    "h::ProjectionCircle": "too many steps to resolve", "h::LayoutCircle": "contains itself",
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
