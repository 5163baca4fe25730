#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Holds everything that `-Zprint-type-sizes` prints for a program that uses std widely against `rmetacrc layout`.

usage: check_type_sizes.py [--toolchains DIR] [--release R]... [--program FILE] [--tool FILE] [--out DIR] [--verbose]

rustc compiles wide_program.rs and prints each type that code generation met: size, alignment, tag, variants, fields with
offset, size and alignment, padding. The same types are asked of `rmetacrc layout --type` by their names, and the same lines
are made of the answers; line by line they must be equal. A type whose name does not tell it is skipped, with the reason; one
that is refused, or not found by its name, counts as failed. Exit code 1 if anything failed.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys

import matrix
import toolchain
import type_sizes
from tool import Tool

HERE = os.path.dirname(os.path.abspath(__file__))


def compile_program(tc, source, out, name, extra=()):
    """The metadata file, and what rustc printed about the types."""
    os.makedirs(out, exist_ok=True)
    meta = os.path.join(out, 'lib%s.rmeta' % name)
    args = [source, '--crate-type=lib', '--crate-name=' + name, '--edition=2018', '--cap-lints=allow', *extra]
    # Metadata and code in one go: what is encoded depends on whether code is generated.
    r = tc.run([*args, '-Zalways-encode-mir', '--emit=metadata,link', '--out-dir=' + out, *type_sizes.options(tc.minor)])
    if r.returncode:
        raise RuntimeError('%s: %s does not compile: %s' % (tc.release, source, r.stderr[:3000]))
    return meta, type_sizes.printed(r.stdout)


def ask(tool, meta, names, search):
    """{name: layout, or an error's text}"""
    out = {}
    for at in range(0, len(names), 200):
        part = names[at:at + 200]
        r = subprocess.run([tool.path, 'layout', '--format', 'json', '-L', search, meta, *(x for n in part for x in ('--type', n))],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if r.returncode not in (0, 2) or not r.stdout:
            raise RuntimeError('rmetacrc: %s' % r.stderr.decode(errors='replace')[:2000])
        d = json.loads(r.stdout)
        failed = collections.Counter(f['type'] for f in d['failures'])
        types = iter(d['types'])
        if len(d['types']) + len(d['failures']) != len(part):
            raise RuntimeError('asked for %d types, got %d and %d failures' % (len(part), len(d['types']), len(d['failures'])))
        if d['failures']:       # which one is which is certain for one at a time only
            if len(part) == 1:
                out[part[0]] = d['failures'][0]['reason']
            else:
                for half in (part[:len(part) // 2], part[len(part) // 2:]):
                    out.update(ask(tool, meta, half, search))
        else:
            out.update(zip(part, types))
    return out


def compare(c, tool, meta, types, source, search):
    """Counts each printed type in the check `c`."""
    declared = set(re.findall(r'\b(?:struct|enum|union|trait) (\w+)', source))
    names = {}
    for text, _ in types:
        try:
            names[text] = type_sizes.our_name(text, declared)
        except type_sizes.Unnamed as e:
            names[text] = None
            c.skip(str(e))
    ours = ask(tool, meta, sorted({n for n in names.values() if n}), search)
    for text, lines in types:
        if names[text] is None:
            continue
        found = ours[names[text]]
        if isinstance(found, str):
            if 'more than one impl' in found:
                c.skip('types inside of an impl that rustc names like another one')
            else:
                c.fail('%s: %s' % (text[:300], found[-600:]))
            continue
        theirs, mine = type_sizes.their_lines(lines), type_sizes.our_lines(found)
        if theirs == mine:
            c.ok()
        else:
            wrong = [(a, b) for a, b in zip(theirs + [''] * len(mine), mine + [''] * len(theirs)) if a != b]
            c.fail('%s: rustc `%s`, ours `%s`' % (text[:300], wrong[0][0].strip(), wrong[0][1].strip()))
        if found['kind'] in ('coroutine', 'closure'):
            c.note('of them %ss' % found['kind'])


def run(tool, tc, a):
    c = matrix.Check(tc.release, 'type sizes')
    meta, types = compile_program(tc, a.program, os.path.join(os.path.abspath(a.out), tc.release), 'wide')
    with open(a.program) as f:
        compare(c, tool, meta, types, f.read(), tc.std)
    return c


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--toolchains')
    ap.add_argument('--release', action='append')
    ap.add_argument('--program', default=os.path.join(HERE, 'wide_program.rs'))
    ap.add_argument('--tool')
    ap.add_argument('--out', default=os.path.join(os.environ.get('RMETACRC_ORACLE_OUT', os.path.join(toolchain.TOP, 'build/oracle')), 'type_sizes'))
    ap.add_argument('--verbose', action='store_true')
    a = ap.parse_args()
    tool, checks = Tool(a.tool), []
    for tc in toolchain.require(a.toolchains, a.release):
        checks.append(run(tool, tc, a))
    bad = matrix.report(checks, a.verbose)
    print('%d passed, %d failed, %d skipped' % (sum(c.equal for c in checks), sum(len(c.failures) for c in checks), sum(sum(c.skips.values()) for c in checks)))
    return 1 if bad or not checks else 0


if __name__ == '__main__':
    sys.exit(main())
