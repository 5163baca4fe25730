#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Builds a release's own core from source twice, at two paths, once with an unrelated --cfg: its content must be the same.

usage: check_std.py [--toolchains DIR] [--release R]...

Metadata alone, with the MIR of everything: code generation would only take time.
"""
import argparse
import os
import pathlib
import re
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'oracle'))

import tool
import toolchain


def build(tc, rmetacrc, folder, flags):
    library = os.path.join(folder, 'library')
    shutil.copytree(tc.library, library, symlinks=True, ignore=lambda d, names: [n for n in names if n in ('tests', 'benches')])
    toml = os.path.join(library, 'core/Cargo.toml')
    edition = re.search(r'^edition\s*=\s*"(\d+)"', open(toml).read(), re.M)[1] if os.path.exists(toml) else '2018'
    out = os.path.join(folder, 'out')
    os.makedirs(out)
    r = tc.run(['--crate-name', 'core', '--crate-type', 'rlib', '--edition', edition, '--emit=metadata', '--out-dir', out, '-Copt-level=2',
                '-Zalways-encode-mir', '-Zforce-unstable-if-unmarked', '--cap-lints', 'allow', '--sysroot=/nonexistent',
                '--target', tc.target, '-Cmetadata=content', *flags, os.path.join(library, 'core/src/lib.rs')], cwd=folder)
    if r.returncode:
        raise RuntimeError('rustc: %s' % '; '.join(re.findall(r'^error.*', r.stderr, re.M)[:3]))
    return rmetacrc.run(['content', os.path.join(out, 'libcore.rmeta')]).decode().splitlines()


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--toolchains')
    ap.add_argument('--release', action='append')
    a = ap.parse_args()
    passed = failed = skipped = 0
    for tc in toolchain.require(a.toolchains, a.release):
        if not os.path.isdir(os.path.join(tc.library, 'core')):
            print('SKIP %s: no library source in the toolchain folder' % tc.release)
            skipped += 1
            continue
        with tempfile.TemporaryDirectory(prefix='content-') as name:
            try:
                one = build(tc, tool.Tool(), os.path.join(name, 'one'), [])
                other = build(tc, tool.Tool(), os.path.join(name, 'another/place'), ['--cfg', 'unrelated'])
            except (RuntimeError, tool.ToolError) as e:
                print('FAIL %s: %s' % (tc.release, e))
                failed += 1
                continue
        differ = sorted({line.split('\t')[1] for line in set(one) ^ set(other)})
        print('%s: %d items of core, %d differ%s' % (tc.release, len(one), len(differ), ': ' + ', '.join(differ[:8]) if differ else ''))
        if differ or len(one) < 10000:
            failed += 1
        else:
            passed += 1
    print('%d passed, %d failed, %d skipped' % (passed, failed, skipped))
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
