#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Refreshes tests/fixtures/crates/<release>/ from a corpus that build_corpus.py made.

usage: make_fixtures.py [--corpus DIR] [--release R]...

The committed files let everything but the oracle comparisons run without a compiler. All crates come as raw .rmeta; one
each also as .rlib, as zstd frame and (where it is small) as dylib, so that the containers are covered too.
"""
import argparse
import os
import shutil
import subprocess
import sys

import build_corpus
import toolchain

FIXTURES = os.path.join(os.path.dirname(build_corpus.HERE), 'fixtures', 'crates')
COMPRESSED = ('simd_types',)        # large for what it shows
ALSO_RLIB = ('pair_base',)
LARGEST_DYLIB = 64 << 10


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--corpus', default='corpus-out')
    ap.add_argument('--release', action='append')
    a = ap.parse_args()
    for release in a.release or toolchain.RELEASES:
        to = os.path.join(FIXTURES, release)
        shutil.rmtree(to, ignore_errors=True)
        os.makedirs(to)
        for name in sorted(n for n, _, _ in build_corpus.crates()):
            folder = os.path.join(a.corpus, release, name)
            meta = os.path.join(folder, 'lib%s.rmeta' % name)
            if not os.path.exists(meta):
                print('%s: no %s here' % (release, name))
                continue
            if name in COMPRESSED:
                subprocess.run(['zstd', '-q', '-19', '-o', os.path.join(to, os.path.basename(meta) + '.zst'), meta], check=True)
            else:
                shutil.copy(meta, to)
            if name in ALSO_RLIB:
                shutil.copy(os.path.join(folder, 'lib%s.rlib' % name), to)
            so = os.path.join(folder, 'lib%s.so' % name)
            if os.path.exists(so) and os.path.getsize(so) <= LARGEST_DYLIB:
                shutil.copy(so, to)
                os.chmod(os.path.join(to, os.path.basename(so)), 0o644)
        n = len(os.listdir(to))
        print('%s: %d files, %d bytes' % (release, n, sum(os.path.getsize(os.path.join(to, f)) for f in os.listdir(to))))
    return 0


if __name__ == '__main__':
    sys.exit(main())
