#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Holds how random functions are called against what rustc computes for them (`#[rustc_abi(debug)]`).

usage: check_abi.py [--toolchains DIR] [--release R]... [--functions N] [--seed S] [--target TRIPLE]... [--tool FILE] [--out DIR] [--verbose]

Makes crates (random_functions.py) until N functions are compared for each release and target, starting with seed S. Each crate is compiled to metadata,
once more with a request to print how every function is called, and `rmetacrc layout --fn` is asked for the same functions; two of three crates are
optimised ones. Targets other than the compiler's own get that release's core, compiled from its source. Prints release, target, compared, equal,
differing, refused, and counts the functions of which rustc says nothing because it crashes as skipped. A function that is refused counts as failed.
Releases before 1.78 cannot be asked.
Exit code 1 if anything failed, or if nothing was compared.
"""
import argparse
import json
import os
import re
import subprocess
import sys

import abi_facts
import build_std
import foreign
import rust_debug
import toolchain
from random_functions import Functions
from tool import Tool

FIRST = 78     # minor release
# What the full runs ask for with `--target all`.
TARGETS = ('x86_64-unknown-linux-gnu', 'aarch64-unknown-linux-gnu', 'riscv64gc-unknown-linux-gnu', 'i686-unknown-linux-gnu', 'armv7-unknown-linux-gnueabihf',
           'arm-unknown-linux-gnueabi', 's390x-unknown-linux-gnu', 'powerpc64-unknown-linux-gnu', 'powerpc64le-unknown-linux-gnu', 'powerpc-unknown-linux-gnu',
           'x86_64-pc-windows-gnu', 'i686-pc-windows-msvc', 'aarch64-apple-darwin', 'wasm32-unknown-unknown', 'loongarch64-unknown-linux-gnu')
HOST = 'x86_64-unknown-linux-gnu'
ARCHS = {'i686': 'x86', 'i586': 'x86', 'armv7': 'arm', 'arm': 'arm', 'thumbv7em': 'arm', 'riscv64gc': 'riscv64', 'riscv32imac': 'riscv32',
         'powerpc64le': 'powerpc64'}


def arch_of(target):
    first = target.split('-')[0]
    return ARCHS.get(first, first)


class Compiler:
    """One release compiling for one target."""

    def __init__(self, tc, target, out, with_bodies=False):
        self.tc, self.target, self.out, self.with_bodies = tc, target, out, with_bodies
        self.native = target == tc.target
        self.std = tc.std if self.native else self.foreign_std()
        self.crashes = 0

    def foreign_std(self):
        """A folder with core of the target, and the empty crate that every other one is linked with."""
        folder = os.path.dirname(foreign.core_of(self.tc, self.out, self.target, self.with_bodies))
        if not os.path.exists(os.path.join(folder, 'libcompiler_builtins.rmeta')):
            source = os.path.join(folder, 'compiler_builtins.rs')
            with open(source, 'w') as f:
                f.write(build_std.EMPTY_BUILTINS)
            r = self.tc.run(['--crate-name=compiler_builtins', '--crate-type=rlib', '--emit=metadata', '--out-dir', folder, '--target', self.target,
                             '--sysroot=/nonexistent', '-Cpanic=abort', '--cap-lints=allow', '-L', folder, source], cwd=folder)
            if r.returncode:
                raise RuntimeError('compiler_builtins for %s: %s' % (self.target, r.stderr[-500:]))
        return folder

    def run(self, source, output, extra):
        args = ['--crate-type=rlib', '--crate-name=rnd', '--edition=2018', '--cap-lints=allow', '--emit=metadata', '-o', output, source, *extra]
        if not self.native:
            # Some toolchains come with a core of their own for the target, and two are too many.
            args += ['--target', self.target, '--sysroot=/nonexistent', '-L', self.std]
        return self.tc.run(args, cwd=os.path.dirname(source))

    def metadata(self, folder, crate, extra, bodies=False):
        source, meta = os.path.join(folder, 'rnd.rs'), os.path.join(folder, 'librnd.rmeta')
        with open(source, 'w') as f:
            f.write(crate.text_of((), bodies))
        r = self.run(source, meta, extra)
        if r.returncode:
            raise RuntimeError('a random crate does not compile: %s' % r.stderr[:3000])
        return meta

    def called(self, folder, crate, names, extra):
        """{name: FnAbi} of what rustc prints. Where it says nothing of some, it is asked for fewer functions at a time."""
        source = os.path.join(folder, 'dump.rs')
        with open(source, 'w') as f:
            f.write(crate.text_of(set(names)))
        # What is deduced from bodies is not in metadata without code generation; an incremental compilation does not deduce.
        r = self.run(source, os.devnull, [*extra, '--cfg=dump', '-Cincremental=' + os.path.join(folder, 'incremental')])
        found = dict(rust_debug.values(r.stderr, 'fn_abi_of'))
        if len(found) == len(names):
            return found
        if len(names) == 1:
            self.crashes += 1
            if 'panicked' not in r.stderr and 'internal compiler error' not in r.stderr:
                raise RuntimeError('rustc says neither how %s is called nor why: %s' % (names[0], r.stderr[-1500:]))
            return {}
        half = len(names) // 2
        return {**self.called(folder, crate, names[:half], extra), **self.called(folder, crate, names[half:], extra)}


def ask(tool, meta, search, options):
    """Functions of the crate by name, and why those are refused that are. The code of a closure or coroutine has a name `f::{closure#0}`."""
    r = subprocess.run([tool.path, 'layout', '--format', 'json', *search, '--fn', 'rnd::functions::*', *options, meta],
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if r.returncode not in (0, 2) or not r.stdout:
        raise RuntimeError(r.stderr.decode(errors='replace')[-2000:])
    d = json.loads(r.stdout)
    short = lambda path: re.sub(r'.*?(\w+(::\{closure#\d+\})*)$', r'\1', path)
    return {short(f['path']): f for f in d['functions']}, {short(f['type']): f['reason'] for f in d['failures']}


def run_target(tool, tc, target, a, out):
    compiler = Compiler(tc, target, out)
    compared = equal = refused = shown = 0
    seed = a.seed
    while compared + refused < a.functions:
        crate = Functions(seed, tc.minor, arch_of(target), compiler.native)
        optimised = seed % 3 != 0
        folder = os.path.join(out, 'abi', tc.release, '%s-%d' % (target, seed))
        os.makedirs(folder, exist_ok=True)
        extra = ['-Copt-level=2'] if optimised else []
        meta = compiler.metadata(folder, crate, extra)
        theirs = compiler.called(folder, crate, crate.names, extra)
        ours, failures = ask(tool, meta, ['-L', compiler.std], [] if optimised else ['--unoptimised'])
        for name, text in crate.functions:
            if name not in theirs:
                continue
            if name in ours:
                compared += 1
                wrong = abi_facts.compare(theirs[name], ours[name], tc.minor)
                equal += not wrong
            else:
                refused += 1
                wrong = [failures.get(name, 'not there')]
            if wrong and (a.verbose or shown < 8):
                shown += 1
                print('    %s %s seed %d: %s: %s' % (tc.release, target, seed, text.replace('%', '').strip(), '; '.join(wrong)[:900]))
        seed += 1
    print('%-8s %-28s seeds %d-%d: %d compared, %d equal, %d differ, %d refused' %
          (tc.release, target, a.seed, seed - 1, compared, equal, compared - equal, refused), flush=True)
    if compiler.crashes:
        print('SKIP %s %s: functions of which rustc says nothing: it crashes' % (tc.release, target))
    if compared == 0:
        raise RuntimeError('%s %s: nothing was compared' % (tc.release, target))
    return equal, compared - equal + refused, compiler.crashes


def options(doc):
    """The options of a check of random functions; `doc` is its help."""
    ap = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--toolchains')
    ap.add_argument('--release', action='append')
    ap.add_argument('--functions', type=int, default=300)
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--target', action='append', help='a triple, or all')
    ap.add_argument('--tool')
    ap.add_argument('--out', default=os.environ.get('RMETACRC_ORACLE_OUT') or os.path.join(toolchain.TOP, 'build/oracle'))
    ap.add_argument('--verbose', action='store_true')
    a = ap.parse_args()
    if a.target == ['all']:
        a.target = list(TARGETS)
    return a


def run_all(a, asked, run_target, skipped):
    """Runs `run_target` for each (toolchain, targets) of `asked`; a target that the compiler does not know is skipped. Returns the exit code."""
    tool = Tool(a.tool)
    passed = failed = 0
    for tc, targets in asked:
        known = tc.run(['--print', 'target-list']).stdout.split()
        for target in targets:
            if target not in known:
                print('SKIP how functions are called on %s by %s: no such target' % (target, tc.release))
                skipped += 1
                continue
            good, bad, silent = run_target(tool, tc, target, a, os.path.abspath(a.out))
            passed, failed, skipped = passed + good, failed + bad, skipped + silent
    print('%d passed, %d failed, %d skipped' % (passed, failed, skipped))
    return 1 if failed or not passed else 0


def main():
    a = options(__doc__)
    asked, skipped = [], 0
    for tc in toolchain.require(a.toolchains, a.release):
        if tc.minor < FIRST:
            print('SKIP how functions are called by %s: it cannot be asked' % tc.release)
            skipped += 1
        else:
            asked.append((tc, a.target or [tc.target]))
    return run_all(a, asked, run_target, skipped)


if __name__ == '__main__':
    sys.exit(main())
