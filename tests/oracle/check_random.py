#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Holds layouts of random types against what rustc computes for them.

usage: check_random.py [--toolchains DIR] [--release R]... [--types N] [--seed S] [--target TRIPLE]... [--randomize] [--tool FILE] [--out DIR] [--verbose]

Makes crates (random_types.py) until N types are compared for each release, starting with seed S. Each crate is compiled to
metadata, once more with a request to print every type's layout, and `rmetacrc layout` is asked for the same types. Prints
release, target, compared, equal, differing, refused; a type that is refused counts as failed. Exit code 1 if anything failed.
A release that refuses to print coroutines where it is asked by attribute prints them with -Zprint-type-sizes: there, every
coroutine, and every type with one in it, is compared with that instead (check_type_sizes.py).
For a target that is not the toolchain's own, core is compiled from the release's library source, to metadata alone. With
--randomize the crates are compiled with -Zrandomize-layout and a seed of their own.
"""
import argparse
import json
import os
import re
import subprocess
import sys

import check_layout
import check_type_sizes
import foreign
import layout_facts
import matrix
import toolchain
import type_sizes
from random_types import Crate, asks
from tool import Tool


EMPTY_BUILTINS = '#![feature(compiler_builtins, no_core)]\n#![allow(internal_features)]\n#![compiler_builtins]\n#![no_core]\n'


def core_for(tc, out, target):
    """A folder with metadata of the release's own core for the target, and of an empty compiler_builtins."""
    core = foreign.core_of(tc, out, target)
    folder = os.path.dirname(core)
    source, meta = os.path.join(folder, 'compiler_builtins.rs'), os.path.join(folder, 'libcompiler_builtins.rmeta')
    if not os.path.exists(meta):
        with open(source, 'w') as f:
            f.write(EMPTY_BUILTINS)
        r = tc.run(['--crate-name=compiler_builtins', '--crate-type=rlib', '--edition=2018', '--emit=metadata', '-o', meta, '--target', target,
                    '-Cpanic=abort', '-Zforce-unstable-if-unmarked', '--sysroot=/nonexistent', source])
        if r.returncode:
            raise RuntimeError('an empty compiler_builtins for %s does not compile: %s' % (target, r.stderr[:1000]))
    return folder


def options(tc, target, extra):
    return ['--crate-type=rlib', '--crate-name=rnd', '--edition=%s' % ('2021' if tc.minor >= 56 else '2018'), '--cap-lints=allow', *extra,
            *(['--target', target, '-Cpanic=abort', '--sysroot=/nonexistent'] if target else [])]


def check_coroutines(c, tool, tc, folder, crate, target, extra, meta, search):
    """Holds every coroutine of the crate, and every type with one in it, against what -Zprint-type-sizes prints."""
    source = os.path.join(folder, 'sizes.rs')
    with open(source, 'w') as f:
        f.write(crate.source + 'pub static SIZES: [usize; %d] = [%s];\n' % (
            len(crate.types), ', '.join('core::mem::size_of::<named::D%d>()' % i for i in range(len(crate.types)))))
    r = tc.run([*options(tc, target, extra), '--emit=metadata', '-o', os.path.join(folder, 'sizes.rmeta'), *type_sizes.options(tc.minor), source])
    if r.returncode:
        raise RuntimeError('a random crate does not compile: %s' % r.stderr[:2000])
    types = [t for t in type_sizes.printed(r.stdout) if ' resume_ty=' in t[0]]
    if not types:
        raise RuntimeError('rustc printed no coroutine')
    check_type_sizes.compare(c, tool, meta, types, crate.source, search)


def compile_crate(tc, folder, crate, target, extra):
    """The crate's metadata file, and what rustc printed about its types in the order of crate.types."""
    source, meta = os.path.join(folder, 'rnd.rs'), os.path.join(folder, 'librnd.rmeta')
    with open(source, 'w') as f:
        f.write(crate.source)
    args = options(tc, target, extra)
    r = tc.run([*args, '--emit=metadata', '-o', meta, source])
    if r.returncode:
        raise RuntimeError('a random crate does not compile: %s' % r.stderr[:2000])
    r = tc.run([*args, '--emit=metadata', '--cfg=dump', '-o', os.devnull, source])
    first, theirs = crate.source[:crate.source.index('pub mod named {')].count('\n') + 2, {}
    for line, layout in check_layout.messages(r.stderr):
        theirs[line - first] = layout
    if sorted(theirs) != list(range(len(crate.types))):
        raise RuntimeError('rustc answered for %d of %d types: %s' % (len(theirs), len(crate.types), r.stderr[-500:]))
    unknown = len(re.findall(r"^error: the type `.*` does not have a fixed layout$", r.stderr, re.M))
    if tc.minor < 98 and unknown or unknown != sum(v is None for v in theirs.values()):
        raise RuntimeError('rustc refuses types: %s' % re.findall(r'^error: (?!layout_of).*', r.stderr, re.M)[:5])
    return meta, [theirs[i] for i in range(len(crate.types))]


def ask(tool, meta, names, search):
    """Our layouts of the named types, or an error's text, one each."""
    wanted = [x for n in names for x in ('--type', n)]
    r = subprocess.run([tool.path, 'layout', '--format', 'json', *search, meta, *wanted], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if r.returncode == 0:
        return json.loads(r.stdout)['types']
    if len(names) == 1:
        return [r.stderr.decode(errors='replace').strip().split('\n')[-1]]
    half = len(names) // 2
    return ask(tool, meta, names[:half], search) + ask(tool, meta, names[half:], search)


def run_release(tool, tc, a, out, target):
    compared = equal = refused = skipped = 0
    seed, shown, answers = a.seed, [0, 0], [0, 0]      # shown of differences, of refusals; traits that do not hold, that do
    coroutines = matrix.Check(tc.release, 'coroutines')
    std = core_for(tc, out, target) if target else tc.std
    search = ['-L', std]
    extra = ['-L', std] if target else []
    while compared + refused < a.types:
        crate = Crate(seed, tc.minor)
        folder = os.path.join(out, tc.release, '%s-%d' % (target or 'host', seed))
        os.makedirs(folder, exist_ok=True)
        options_here = extra + (['-Zrandomize-layout', '-Zlayout-seed=%d' % seed] if a.randomize else [])
        meta, theirs = compile_crate(tc, folder, crate, target, options_here)
        if None in theirs:
            check_coroutines(coroutines, tool, tc, folder, crate, target, options_here, meta, std)
        ours = ask(tool, meta, ['rnd::named::D%d' % i for i in range(len(crate.types))], search)
        if len(ours) != len(theirs):
            raise RuntimeError('asked for %d types, got %d' % (len(theirs), len(ours)))
        for name, t, o in zip(crate.types, theirs, ours):
            if t is None:
                skipped += 1
                continue
            if isinstance(o, str):
                refused += 1
                wrong = [o]
            else:
                compared += 1
                wrong = layout_facts.compare(t, o)
                equal += not wrong
                if asks(name):
                    answers[int(o['size']) == 2] += not wrong
            if wrong and (a.verbose or shown[isinstance(o, str)] < 8):
                shown[isinstance(o, str)] += 1
                print('    %s seed %d: %s: %s' % (tc.release, seed, name.replace('@', 'rnd::'), '; '.join(wrong)[:600]))
        seed += 1
    print('%-8s %-28s seeds %d-%d: %d compared, %d equal, %d differ, %d refused' %
          (tc.release, (target or 'host') + (' randomized' if a.randomize else ''), a.seed, seed - 1, compared, equal, compared - equal, refused), flush=True)
    if skipped:
        print('SKIP %s: %d types with a coroutine in them, whose layout this rustc prints for none that asks by attribute' %
              (tc.release, skipped), flush=True)
        matrix.report([coroutines], a.verbose)
        if coroutines.compared == 0:
            raise RuntimeError('%s: no coroutine was compared' % tc.release)
    print('%-8s %d traits hold that are asked for, %d do not' % (tc.release, answers[1], answers[0]), flush=True)
    if 0 in answers:
        raise RuntimeError('%s: traits of one kind alone' % tc.release)
    if compared == 0:
        raise RuntimeError('%s: nothing was compared' % tc.release)
    return equal + coroutines.equal, compared - equal + refused + len(coroutines.failures)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--toolchains')
    ap.add_argument('--release', action='append')
    ap.add_argument('--types', type=int, default=300)
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--target', action='append')
    ap.add_argument('--randomize', action='store_true')
    ap.add_argument('--tool')
    ap.add_argument('--out', default=os.path.join(toolchain.TOP, 'build/oracle/random'))
    ap.add_argument('--verbose', action='store_true')
    a = ap.parse_args()
    tool = Tool(a.tool)
    results = []
    for tc in toolchain.require(a.toolchains, a.release):
        if a.randomize and tc.minor < 63:
            print('SKIP %s: has no -Zrandomize-layout' % tc.release)
            continue
        results += [run_release(tool, tc, a, os.path.abspath(a.out), t) for t in a.target or [None]]
    bad = sum(r[1] for r in results)
    print('%d passed, %d failed' % (sum(r[0] for r in results), bad))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
