#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Holds layouts from metadata alone against the debug information of objects of the same compilation (`verify --object`).

usage: check_object.py [--toolchains DIR] [--release R]... [--kernel DIR] [--quick] [--tool FILE] [--out DIR]

For each release crates of the corpus are compiled with debug information; those of a real kernel (--kernel or
RMETACRC_KERNEL) are taken as they are. --quick: two crates for each release, and no compilers under an emulator.
Counts types compared, equal, skipped with reasons. A comparison of nothing fails. Exit code 1 if anything failed.
"""
import argparse
import collections
import os
import sys

import build_corpus
import toolchain
from tool import Tool, ToolError

QUICK = ['dyn_traits', 'structs_enums']
CRATES = QUICK + ['attributes', 'closures_async', 'consts_statics', 'generics', 'impls', 'std_user', 'traits']


class Row:
    def __init__(self):
        self.objects = self.compared = self.equal = self.vtables = self.failed = 0
        self.skips = collections.Counter()

    def add(self, tool, meta, obj, search):
        try:
            o = tool.json('verify', meta, '--object', obj, *search, ok=(0, 1))['object']
        except ToolError as e:
            self.failed += 1
            print('    %s: %s' % (os.path.basename(obj), str(e)[:500]))
            return
        self.objects += 1
        for n in ('compared', 'equal', 'vtables'):
            setattr(self, n, getattr(self, n) + o[n])
        for s in o['skips']:
            self.skips[s['reason']] += s['count']
        for d in o['differences']:
            print('    %s: %s: %s' % (os.path.basename(obj), d['type'], '; '.join(d['what'])))
        if o['types'] != o['compared'] + o['skipped'] or o['compared'] != o['equal'] + o['different']:
            raise RuntimeError('%s: its numbers do not add up' % obj)

    def show(self, name):
        if not self.compared:
            self.failed += 1
        print('%-8s %d objects: %d types compared (%d vtables), %d equal, %d differ, %d skipped' %
              (name, self.objects, self.compared, self.vtables, self.equal, self.compared - self.equal, sum(self.skips.values())), flush=True)
        for reason, n in sorted(self.skips.items()):
            print('    %6d skipped: %s' % (n, reason))


def compile_crate(tc, name, path, directives, folder):
    """Metadata and object of a crate."""
    made = os.path.join(folder, 'lib%s.rmeta' % name), os.path.join(folder, name + '.o')
    for old in filter(os.path.exists, made):
        os.remove(old)
    r = tc.run(['--crate-type=lib', '--crate-name=' + name, '--edition=' + build_corpus.edition(tc, directives), '--emit=metadata,obj', '-Cdebuginfo=2',
                '-Ccodegen-units=1', '--cap-lints=allow', '--out-dir', folder, *build_corpus.own_flags(tc, directives), path])
    # 1.48 makes both and fails in the end: it looks for parts of a library that nobody asked for.
    if not all(map(os.path.exists, made)):
        raise RuntimeError('%s does not compile %s: %s' % (tc.release, name, r.stderr[:1000]))
    return made


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--toolchains')
    ap.add_argument('--release', action='append')
    ap.add_argument('--kernel', default=os.environ.get('RMETACRC_KERNEL'))
    ap.add_argument('--quick', action='store_true')
    ap.add_argument('--tool')
    ap.add_argument('--out', default=os.path.join(toolchain.TOP, 'build/oracle/object'))
    a = ap.parse_args()
    tool, rows, skipped = Tool(a.tool), [], 0
    for tc in toolchain.find(a.toolchains, a.release):
        if not tc.links:
            print('SKIP objects of %s: its compiler is not of this machine' % tc.release)
            skipped += 1
            continue
        row, folder = Row(), os.path.join(os.path.abspath(a.out), tc.release)
        os.makedirs(folder, exist_ok=True)
        for name, path, directives in build_corpus.crates(QUICK if a.quick else CRATES):
            why = build_corpus.unfit(tc, directives)
            if why:
                print('SKIP %s %s: %s' % (tc.release, name, why))
                skipped += 1
                continue
            row.add(tool, *compile_crate(tc, name, path, directives, folder), ['-L', tc.std])
        row.show(tc.release)
        rows.append(row)
    if a.kernel:
        row = Row()
        for base, _, names in sorted(os.walk(a.kernel)):
            for n in sorted(names):
                obj = os.path.join(base, n[3:-6] + '.o')
                # The others hold no types: they are empty, or have no debug information.
                if n.startswith('lib') and n.endswith('.rmeta') and os.path.exists(obj) and os.path.getsize(obj) > 100000:
                    row.add(tool, os.path.join(base, n), obj, ['-L', base])
        row.show('kernel')
        rows.append(row)
    else:
        print('SKIP objects of a kernel: set RMETACRC_KERNEL or give --kernel')
        skipped += 1
    if not rows:
        print('SKIPPED: neither toolchains nor a kernel')
        return toolchain.SKIP
    bad = sum(r.failed + r.compared - r.equal for r in rows)
    print('%d passed, %d failed, %d skipped' % (sum(r.equal for r in rows), bad, skipped))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
