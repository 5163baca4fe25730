#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Holds how random functions, closures and coroutines are called against the LLVM IR that rustc makes of them, for the releases that print no function ABI and one that does.

usage: check_call_ir.py [--toolchains DIR] [--release R]... [--functions N] [--seed S] [--target TRIPLE]... [--tool FILE] [--out DIR] [--verbose]

The crates and compilers are those of check_abi.py. Definitions and foreign declarations are compared as they stand in the IR, function pointers by a call
through one (ir_facts.py says what is compared, llvm_ir.py reads it). The IR is as rustc makes it, before any pass of LLVM's. Prints release, target,
compared, equal, differing, refused; functions that rustc makes no code of are counted as skipped with what it says. Releases: those before 1.78, which
print no function ABI, and the newest as a check of this check; closures and coroutines are compared here alone. A compiler under an emulator is asked for
its own target only.
Exit code 1 if anything failed, or if nothing was compared.
"""
import collections
import json
import os
import re
import subprocess
import sys

import check_abi
import ir_facts
import llvm_ir
import toolchain
from random_functions import Functions

BODIES = 'kagc'      # what the names of closures, coroutines and async closures begin with


def named_types(text):
    return dict(re.findall(r'^(%(?:"[^"]*"|[\w.$]+)) = type (.*)$', text, re.M))


def code_of(compiler, folder, crate, names, extra, skipped):
    """{name: (Signature, the named types of its IR)} of functions. Those of which rustc makes no code are noted in `skipped` with what it says."""
    source, ir = os.path.join(folder, 'code.rs'), os.path.join(folder, 'code.ll')
    with open(source, 'w') as f:
        f.write(crate.text_for_code(set(names)))
    args = ['--crate-type=rlib', '--crate-name=rnd', '--edition=2018', '--cap-lints=allow', '--emit=llvm-ir', '-Ccodegen-units=1', '-Cno-prepopulate-passes',
            # What is deduced from bodies is no fact of a signature; an incremental compilation does not deduce.
            '-Cincremental=' + os.path.join(folder, 'incremental-code'), compiler.tc.mangling_option, 'symbol-mangling-version=v0', '-o', ir, source, *extra]
    if compiler.tc.minor >= 63:         # else closures end up in their callers
        args.append('-Zinline-mir=no')
    if not compiler.native:
        args += ['--target', compiler.target, '-L', compiler.std]
    r = compiler.tc.run(args, cwd=folder)
    if r.returncode == 0:
        with open(ir) as f:
            text = f.read()
        declared, called, named = llvm_ir.functions(text), llvm_ir.calls(text, 'call'), named_types(text)
        for symbol in list(declared):
            m = re.match(r'_RNCNv[A-Za-z0-9_]*?9functions(\d+)([kagc]\d+)', symbol)
            if m:
                declared[m[2][:int(m[1])]] = declared.pop(symbol)
        found = {n: (called if n[0] == 'P' else declared).get(n) for n in names}
        # Nobody calls a closure that cannot be.
        skipped.update('it is never called' for n, s in found.items() if s is None and n[0] in BODIES)
        return {n: (s, named) for n, s in found.items() if s is not None or n[0] not in BODIES}
    refused = refusals(r.stderr, source)
    if refused:
        skipped.update(refused.values())
        return code_of(compiler, folder, crate, [n for n in names if n not in refused], extra, skipped)
    if 'panicked' not in r.stderr and 'internal compiler error' not in r.stderr:
        raise RuntimeError('a random crate does not compile: %s' % r.stderr[:3000])
    if len(names) == 1:
        skipped['it crashes'] += 1
        return {}
    half = len(names) // 2
    return {**code_of(compiler, folder, crate, names[:half], extra, skipped), **code_of(compiler, folder, crate, names[half:], extra, skipped)}


def refusals(stderr, source):
    """{function: what rustc says} of errors that stand on a function's line."""
    with open(source) as f:
        lines = f.read().split('\n')
    found = {}
    for m in re.finditer(r'^error(?:\[\w+\])?: ([^\n]*)\n\s*--> [^\n]*?code\.rs:(\d+):', stderr, re.M):
        name = re.search(r'\b([fmvPkagc]\d+)\(|pub type (P\d+) ', lines[int(m[2]) - 1])
        if name:
            found[name[1] or name[2]] = re.sub('`[^`]*[^`a-z0-9][^`]*`', 'T', m[1])
    return found


def ask_types(tool, meta, names, search, reasons):
    """{type: layout} of the types by whose layout values are passed."""
    r = subprocess.run([tool.path, 'layout', '--format', 'json', *search, *[x for n in names for x in ('--type', n)], meta],
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if r.returncode == 0:
        return dict(zip(names, json.loads(r.stdout)['types'], strict=True))
    if len(names) == 1:
        reasons[names[0]] = r.stderr.decode(errors='replace').strip().split('\n')[-1]
        return {}
    half = len(names) // 2
    return {**ask_types(tool, meta, names[:half], search, reasons), **ask_types(tool, meta, names[half:], search, reasons)}


def run_target(tool, tc, target, a, out):
    compiler = check_abi.Compiler(tc, target, out, with_bodies=True)
    compared = equal = refused = shown = calls = bodies = untyped = 0
    seed, skipped = a.seed, collections.Counter()
    while compared + refused < a.functions:
        crate = Functions(seed, tc.minor, check_abi.arch_of(target), compiler.native)
        optimised = seed % 3 != 0
        folder = os.path.join(out, 'ir', tc.release, '%s-%d' % (target, seed))
        os.makedirs(folder, exist_ok=True)
        extra = (['-Copt-level=2'] if optimised else []) + ([] if compiler.native else ['-Cpanic=abort'])
        meta = compiler.metadata(folder, crate, extra, bodies=True)
        theirs = code_of(compiler, folder, crate, crate.names + [n for n, _, _ in crate.bodies], extra, skipped)
        ours, failures = check_abi.ask(tool, meta, ['-L', compiler.std], ['--fn', 'rnd::functions::*{closure*', *([] if optimised else ['--unoptimised'])])
        needed = {v['type'] for f in ours.values() for v in [*f['arguments'], f['returns']] if v['mode'] in ('direct', 'pair')}
        needed = sorted(t for t in needed | {f['returns']['type'] for f in ours.values()} if '{closure}' not in t)
        reasons = {}
        layouts = ask_types(tool, meta, needed, ['-L', compiler.std], reasons)
        for name, source in crate.functions + [(n, made) for n, made, _ in crate.bodies]:
            if name not in theirs:
                continue
            ours_name = name + '::{closure#0}' if name[0] in BODIES else name
            if theirs[name][0] is None:
                refused += 1
                wrong = ['not in the IR']
            elif ours_name in ours:
                c = ir_facts.Comparison(layouts, theirs[name][1], ir_facts.Encoding(tc.minor, optimised))
                wrong = c.run(theirs[name][0], ours[ours_name], name[0] == 'P')
                untyped += c.types_unknown
                compared, equal, calls, bodies = compared + 1, equal + (not wrong), calls + (name[0] == 'P'), bodies + (name[0] in BODIES)
            else:
                refused += 1
                wrong = [failures.get(ours_name, 'not there')]
            if wrong and (a.verbose or shown < 12):
                shown += 1
                print('    %s %s seed %d: %s: %s' % (tc.release, target, seed, source.replace('%', '').strip(), '; '.join(wrong)[:1200]))
        for t in sorted(reasons)[:4]:
            print('    %s %s seed %d: no layout of %s: %s' % (tc.release, target, seed, t, reasons[t][-300:]))
        seed += 1
    print('%-8s %-28s seeds %d-%d: %d compared (%d calls through pointers, %d closures and coroutines), %d equal, %d differ, %d refused' %
          (tc.release, target, a.seed, seed - 1, compared, calls, bodies, equal, compared - equal, refused), flush=True)
    for reason, n in sorted(skipped.items()):
        print('SKIP %s %s: %d functions that rustc makes no code of: %s' % (tc.release, target, n, reason))
    if untyped:
        print('SKIP %s %s: %d types that cannot be named, closures: their layouts are not held against' % (tc.release, target, untyped))
    if compared == 0:
        raise RuntimeError('%s %s: nothing was compared' % (tc.release, target))
    return equal, compared - equal + refused, sum(skipped.values())


def main():
    a = check_abi.options(__doc__)
    found = toolchain.require(a.toolchains, a.release)
    if not a.release:
        found = [tc for tc in found if tc.minor < check_abi.FIRST or tc is found[-1]]
    asked, skipped = [], 0
    for tc in found:
        targets = a.target or [tc.target]
        if a.target and not tc.links:
            print('SKIP how functions are called on other targets by %s: its compiler runs under an emulator, and core takes it too long' % tc.release)
            targets, skipped = [tc.target], skipped + 1
        asked.append((tc, targets))
    return check_abi.run_all(a, asked, run_target, skipped)


if __name__ == '__main__':
    sys.exit(main())
