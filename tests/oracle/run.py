#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Holds rmetacrc against rustc's own tools and nm, and prints what was compared.

usage: run.py [--toolchains DIR] [--release R]... [--out DIR] [--quick] [--crate NAME]... [--check NAME]... [--kernel DIR] [--tool FILE] [-j N] [--verbose]

Builds the corpus (and, unless --quick, core and alloc from the release's library source) with each release below DIR, then
  corpus    crates built; those that a release cannot compile, with the reason
  root      crate root, hashes             against -Zls
  deps      dependencies and their hashes  against -Zls
  bytes     bytes in all and by section    against -Zmeta-stats
  items     item paths, kinds, children    against -Zls=items (1.71 and later) or -Zsave-analysis (up to 1.69)
  symbols   linker names                   against nm of the object of the same compilation
  resolve   names in objects              back to items, whose paths and names must be the same
  crc       file CRC                       against zlib, containers against the .rmeta, symvers against JSON, names against nm
  consts    constants and projections      against a program that uses the same generated crate
  kernel    verify and symbols of the crates of a real kernel (--kernel or RMETACRC_KERNEL), where there is one
  layout    structs that could be unsized; types of core, alloc and std (unless --quick)  against #[rustc_layout(debug)]
  verify    every byte and lazy value accounted for, also in the release's own std crates (unless --quick)
A release that is built in and has no toolchain below DIR, or has one there and is not built in, is a row that says so.
Exit code 0: all equal; 1: something differs or a check compared nothing; 77: no toolchain.
"""
import argparse
import collections
import functools
import os
import re
import sys
import time

import build_corpus
import build_std
import check_consts
import check_crc
import check_items
import check_layout
import check_resolve
import check_root
import check_symbols
import check_verify
import each_release
import matrix
import oracle_ls
import toolchain
from metadata import Items
from tool import Tool, ToolError

CHECKS = ('root', 'deps', 'bytes', 'items', 'symbols', 'resolve', 'crc', 'consts', 'verify', 'layout')
ASSEMBLY = ('rmetacrc_asm_symbol',)      # defined by global_asm! in the corpus
Built = collections.namedtuple('Built', 'name release minor meta carrier ls stats nm save_analysis mangling std search target_spec', defaults=(None,))


def corpus_builds(row, tc, out, only):
    """The crates of the corpus that this release builds; row counts the others."""
    done, failed, unable = build_corpus.build_all(tc, out, only, say=lambda text: None)
    row.ok(len(done))
    for name, error in failed:
        row.fail('%s does not build: %s' % (name, error))
    for name, why in unable:
        row.skip('crate that this release cannot compile: %s (%s)' % (name, why))
    for name, path, d in build_corpus.crates(only):
        if name not in done:
            continue
        f = os.path.join(out, tc.release, name)
        meta = os.path.join(f, 'lib%s.rmeta' % name)
        yield Built(name, tc.release, tc.minor, meta, build_corpus.carrier(f, name), os.path.join(f, 'ls.txt'),
                    os.path.join(f, 'meta-stats.txt'), existing(f, 'nm.txt'), existing(f, 'save-analysis.json'), d['mangling'], False,
                    search_in(tc.std, *[os.path.join(out, tc.release, dep) for dep in d['deps'].split()]),
                    build_corpus.told_target(tc, d['target']))


def std_builds(tc, out):
    for opt in ('2', '0'):
        f = build_std.build(tc, out, opt)
        for name in ('core', 'alloc'):
            yield Built(name, tc.release, tc.minor, os.path.join(f, 'lib%s.rmeta' % name), os.path.join(f, 'lib%s.rlib' % name),
                        os.path.join(f, 'ls-%s.txt' % name), os.path.join(f, 'meta-stats-%s.txt' % name), os.path.join(f, 'nm-%s.txt' % name),
                        existing(f, 'save-analysis-%s.json' % name), 'v0', True, search_in(f))


def search_in(*folders):
    return [x for d in folders for x in ('-L', d)]


def crc_options(b):
    return b.search + (['--target-spec', b.target_spec] if b.target_spec else [])


def existing(folder, name):
    p = os.path.join(folder, name)
    return p if os.path.exists(p) else None


def attempts(rows, b):
    """A function that runs one check, if it is wanted, and turns trouble into a failure of its row."""
    def attempt(row, f):
        if row in rows:
            try:
                f(rows[row])
            except (ToolError, KeyError, ValueError, IndexError, TypeError) as e:
                rows[row].fail('%s: %s: %s' % (b.name, type(e).__name__, e))
    return attempt


def run_one(rows, tool, b):
    """All wanted checks of one built crate."""
    attempt = attempts(rows, b)
    with open(b.ls) as f:
        theirs = oracle_ls.parse(f.read())
    attempt('root', lambda c: check_root.check_root(c, tool, b))

    def deps(c):
        check_root.check_deps(c, theirs, tool.json('info', b.meta), b.name)
    attempt('deps', deps)
    info = run_verify_and_symbols(rows, tool, b)
    attempt('bytes', lambda c: check_root.check_bytes(c, tool, b, tool.json('info', b.meta), info))

    def items(c):
        if theirs['items'] is not None:
            check_items.check_ls(c, tool, b)
        elif b.save_analysis:
            check_items.check_save_analysis(c, tool, b)
        else:
            c.skip('files without -Zls=items and without -Zsave-analysis (proc-macro crates; optimised core)')
    attempt('items', items)
    attempt('crc', lambda c: check_crc.check_crc(c, tool, b, crc_options(b)))


def run_verify_and_symbols(rows, tool, b):
    """What needs nothing but the file and its object; returns what `verify` printed."""
    attempt, info = attempts(rows, b), {}
    attempt('verify', lambda c: info.update(check_verify.check_file(c, tool, b.meta)))

    def with_names(check):
        def run(c):
            if not b.nm:
                c.skip("files without an object (proc-macro crates)")
            elif b.mangling != 'v0':
                c.skip('legacy-mangled crates, whose names hold a hash that metadata does not')
            else:
                check(c, items())
        return run

    @functools.cache
    def items():
        return Items(tool, b.meta)
    attempt('symbols', with_names(lambda c, all_of: check_symbols.check_symbols(c, tool, b, all_of.by_path(), ASSEMBLY)))
    if b.mangling == 'v0' or not b.nm:
        attempt('resolve', with_names(lambda c, all_of: check_resolve.check_resolve(c, tool, b, all_of)))
    else:
        attempt('resolve', lambda c: check_resolve.check_legacy(c, tool, b.name, b.meta, b.carrier, b.search))
    return info


def kernel_rows(checks, tool, folder, out):
    """The Rust crates of a kernel: metadata and the objects of the same compilations."""
    rows = {n: matrix.Check('kernel', n) for n in ('verify', 'symbols', 'resolve', 'exports')}
    checks += rows.values()
    if not folder:
        for row in rows.values():
            row.skip('kernel crates: set RMETACRC_KERNEL or give --kernel')
        return
    for base, _, names in sorted(os.walk(folder)):
        for n in sorted(n for n in names if re.fullmatch(r'lib\w+\.rmeta', n)):
            name, meta = n[3:-6], os.path.join(base, n)
            obj = os.path.join(base, name + '.o')
            nm = None
            if os.path.exists(obj):
                os.makedirs(os.path.join(out, 'kernel'), exist_ok=True)
                nm = os.path.join(out, 'kernel', 'nm-%s.txt' % name)
                build_corpus.nm(obj, nm, may_be_empty=True)
                if not os.path.getsize(nm):
                    nm = None
            b = Built(name, 'kernel', 95, meta, None, None, None, nm, None, 'v0', True, search_in(base))
            run_verify_and_symbols(rows, tool, b)
            exports = os.path.join(base, 'exports_%s_generated.h' % name)
            if os.path.exists(exports):
                attempts(rows, b)('exports', lambda c: check_resolve.check_exports(c, tool, b, exports))


def consts_row(row, tool, tc, out):
    if not tc.links:
        row.skip('generated constants, whose program this toolchain cannot link')
        return
    if tc.minor < 63:
        row.skip('generated constants, written in an edition and with const generics that this release does not have')
        return
    try:
        check_consts.check_consts(row, tool, tc, out)
    except (ToolError, KeyError, ValueError, IndexError, OSError) as e:
        row.fail('%s: %s' % (type(e).__name__, e))


def skipped(release, reason):
    """A row for a release of which nothing can be compared."""
    row = matrix.Check(release, 'all')
    row.skip(reason)
    return row


def fill(a, tc, tool, out, corpus, rows):
    """Makes all wanted comparisons of one release; the first is that its crates build."""
    builds = list(corpus_builds(corpus, tc, out, a.crate))
    if not a.quick and not a.crate:
        if tc.links:
            builds += list(std_builds(tc, out))
        else:
            corpus.skip('core and alloc from source, which take hours under an emulator')
    for b in builds:
        run_one(rows, tool, b)
    if 'layout' in rows and not a.crate:
        folder = os.path.join(out, tc.release, 'layout')
        check_layout.check_written(rows['layout'], tool, tc, folder)
        if a.quick:
            rows['layout'].skip('layouts of std, which take a minute')
        else:
            check_layout.check_std(rows['layout'], tool, tc, folder)
    if 'consts' in rows and not a.crate:
        consts_row(rows['consts'], tool, tc, out)
    if 'resolve' in rows and not a.quick and not a.crate:
        check_resolve.check_shipped(rows['resolve'], tool, tc)
    if 'verify' in rows and not a.quick and not a.crate:
        check_verify.check_std(rows['verify'], tool, tc)


def release_rows(a, tc):
    """All rows of one release; a process of its own."""
    if tc.release not in toolchain.RELEASES:
        return [skipped(tc.release, 'all of it: this release is not built in')]
    if a.quick and not tc.links and not a.release:
        return [skipped(tc.release, 'all of it: its compiler runs under an emulator, which --quick has no time for')]
    tool, out, began = Tool(a.tool), os.path.abspath(a.out), time.time()
    rows = {n: matrix.Check(tc.release, n) for n in CHECKS if not a.check or n in a.check}
    corpus = matrix.Check(tc.release, 'corpus')
    try:
        fill(a, tc, tool, out, corpus, rows)
    except (Exception, SystemExit) as e:    # what was compared until then is kept
        corpus.fail(each_release.ends_early(e))
    print('%s: %.0f s' % (tc.release, time.time() - began), flush=True)
    return [corpus, *rows.values()]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--toolchains')
    ap.add_argument('--release', action='append')
    ap.add_argument('--out', default=os.environ.get('RMETACRC_ORACLE_OUT') or os.path.join(build_corpus.HERE, '../../build/oracle'))
    ap.add_argument('--quick', action='store_true')
    ap.add_argument('--crate', action='append')
    ap.add_argument('--check', action='append', choices=CHECKS)
    ap.add_argument('--kernel', default=os.environ.get('RMETACRC_KERNEL'))
    ap.add_argument('--tool')
    ap.add_argument('-j', '--jobs', type=int, default=os.cpu_count(), help='releases at a time')
    ap.add_argument('--verbose', action='store_true')
    a = ap.parse_args()
    toolchains = {tc.release: tc for tc in toolchain.require(a.toolchains, a.release)}
    Tool(a.tool)
    checks = []
    releases = a.release or sorted(set(toolchain.RELEASES) | set(toolchains), key=toolchain.number)
    found = each_release.rows(release_rows, [(r, (a, toolchains[r])) for r in releases if r in toolchains], a.jobs)
    for r in releases:
        checks += found.get(r) or [skipped(r, 'all of it: no toolchain of this release is there')]
    if not a.crate and not a.check:
        kernel_rows(checks, Tool(a.tool), a.kernel, os.path.abspath(a.out))
    bad = matrix.report(checks, a.verbose)
    idle = sum(c.compared == 0 and not c.bad for c in checks)
    print('%d passed, %d failed, %d skipped' % (len(checks) - bad - idle, bad, idle))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
