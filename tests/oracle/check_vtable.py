#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Holds vtables of random trait hierarchies against rustc's, slot by slot.

usage: check_vtable.py [--toolchains DIR] [--release R]... [--vtables N] [--seed S] [--quick] [--tool FILE] [--out DIR] [--verbose]

Makes crates (random_traits.py) until N vtables are compared for each release, starting with seed S. Two oracles:

  dump    what `#[rustc_dump_vtable]` prints: up to 1.85 it stands on traits and is answered for each type that is cast to the
          trait, later it stands on aliases of `dyn` types and on impls; 1.48 does not have it
  object  the vtable in an object file: address by address, the symbols of the methods. For every release that has a linker
          here; it is all there is for 1.48

--quick leaves out compilers that run under an emulator. A vtable that is refused counts as failed. Exit code 1 if anything failed.
"""
import argparse
import json
import os
import re
import subprocess
import sys

import elf
import toolchain
from random_traits import PROJECTIONS, Crate
from tool import Tool


def plain(text):
    """A trait's name without lifetimes, crate and spelled-out types of constants, its projections resolved."""
    for projection, value in PROJECTIONS.items():
        text = text.replace(projection, value)
    text = re.sub(r"\b(rnd|named)(\[[0-9a-f]+\])?::", '', text)
    text = re.sub(r"'(_|static|[a-z])(, )?", '', text)
    text = re.sub(r'(\d+)(: |_)usize', r'\1', text)
    return text.replace('::<>', '').replace('<>', '').replace(', >', '>')


def trait_of(pair):
    """The trait of `<TYPE as TRAIT>`, and what follows the bracket."""
    depth, at = 0, pair.index(' as ')
    for i in range(at, len(pair)):
        depth += (pair[i] == '<') - (pair[i] == '>' and pair[i - 1] != '-')
        if depth < 0:
            return plain(pair[at + 4:i]), pair[i + 1:]
    raise RuntimeError('not a pair of type and trait: ' + pair)


def slot_of_dump(text):
    text = text.strip().rstrip(',')
    m = re.match(r'(Method|TraitVPtr)\((.*)\)$', text)
    if not m:
        if text not in ('MetadataDropInPlace', 'MetadataSize', 'MetadataAlign', 'Vacant'):
            raise RuntimeError('rustc printed a slot that is not known: ' + text)
        return text
    trait, rest = trait_of(m[2])
    return '%s %s%s' % (m[1], trait, plain(rest.split(' - ')[0]))


def slot_of_ours(slot):
    kind = {'drop in place': 'MetadataDropInPlace', 'size': 'MetadataSize', 'align': 'MetadataAlign', 'vacant': 'Vacant'}.get(slot['kind'])
    if kind:
        return kind
    trait = plain(slot['trait'])
    return 'TraitVPtr ' + trait if slot['kind'] == 'supertrait' else 'Method %s::%s' % (trait, slot['method'])


def dumped(tc, crate, folder, kind):
    """(line of the source, name in the message or None, slots) for each vtable that rustc prints."""
    source = os.path.join(folder, 'dump.rs')
    with open(source, 'w') as f:
        f.write(crate.render(kind))
    r = tc.run(['--crate-type=lib', '--crate-name=rnd', '--edition=2018', '--emit=' + ('link' if kind == 'trait' else 'metadata'), '--cap-lints=allow',
                '-o', os.path.join(folder, 'libdump.rlib'), source])
    out = []
    for m in re.finditer(r'^error: vtable entries(?: for `(.*?)`)?: \[(.*?)^\s*\]\n\s*--> [^\n]*?:(\d+):', r.stderr, re.M | re.S):
        out.append((int(m[3]), m[1], [slot_of_dump(s) for s in m[2].strip().split('\n')]))
    if not out:
        raise RuntimeError('rustc printed no vtable: ' + r.stderr[:1000])
    return out, crate.render(kind).split('\n')


def of_dump(tc, crate, folder):
    """What to ask for and the slots that rustc printed."""
    if tc.minor <= 85:
        found, _ = dumped(tc, crate, folder, 'trait')
        by_trait = {}
        for _, name, slots in found:
            if name.startswith('<S as '):
                by_trait.setdefault(trait_of(name)[0], slots)
        return [('<rnd::S as rnd::%s>' % p, by_trait.pop(plain(p))) for p in crate.pairs if plain(p) in by_trait]
    found, lines = dumped(tc, crate, folder, 'alias')
    out = []
    for line, _, slots in found:
        text = lines[line - 1]
        alias = re.search(r'pub type (D\d+)', text)
        name = 'rnd::named::' + alias[1] if alias else '<rnd::S as rnd::%s>' % re.search(r'impl (T\d+) for S', text)[1]
        out.append((name, slots))
    return out


def of_object(tc, crate, folder):
    """The same from the object: statics hold the address of an S and of a vtable."""
    source, obj = os.path.join(folder, 'object.rs'), os.path.join(folder, 'object.o')
    with open(source, 'w') as f:
        f.write(crate.render('', statics=True))
    r = tc.run(['--crate-type=lib', '--crate-name=rnd', '--edition=2018', '--emit=obj', '--cap-lints=allow', tc.mangling_option,
                'symbol-mangling-version=v0', '-C', 'codegen-units=1', '-o', obj, source])
    if r.returncode:
        raise RuntimeError('a random crate does not compile: ' + r.stderr[:1000])
    o = elf.Object(obj)
    names = elf.demangle(sorted({s.name for s in o.symbols}))
    out = []
    for i, pair in enumerate(crate.pairs):
        v = o.symbol('V%d' % i)
        table = o.target(v.section, v.value + 8)
        out.append(('<rnd::S as rnd::%s>' % pair, [slot_of_object(crate, o, names, table, n) for n in range(table.size // 8)]))
    return out


def slot_of_object(crate, o, names, table, n):
    at = table.value + 8 * n
    if n < 3:
        number = 0 if n == 0 else o.word(table.section, at)
        if n and number != crate.size_and_align[n - 1]:
            raise RuntimeError('a vtable that does not begin with size and alignment')
        return ('MetadataDropInPlace', 'MetadataSize', 'MetadataAlign')[n]
    s = o.target(table.section, at)
    if s is None:
        return 'Vacant'
    if not s.is_code:
        return 'TraitVPtr'
    trait, rest = trait_of(names[s.name])
    return 'Method ' + trait + plain(rest)


def ask(tool, meta, names, search):
    """Slots of each vtable, or an error's text."""
    wanted = [x for n in names for x in ('--type', n)]
    r = subprocess.run([tool.path, 'layout', '--format', 'json', *search, meta, *wanted], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if r.returncode == 0:
        return [[slot_of_ours(s) for s in t['vtable']] for t in json.loads(r.stdout)['types']]
    if len(names) == 1:
        return [r.stderr.decode(errors='replace').strip().split('\n')[-1]]
    half = len(names) // 2
    return ask(tool, meta, names[:half], search) + ask(tool, meta, names[half:], search)


def run_release(tool, tc, a, out, oracle):
    compared = equal = refused = slots = pointers = vacant = shown = 0
    seed, search = a.seed, ['-L', tc.std]
    while compared + refused < a.vtables:
        crate = Crate(seed, tc.minor)
        folder = os.path.join(out, tc.release, str(seed))
        os.makedirs(folder, exist_ok=True)
        source, meta = os.path.join(folder, 'rnd.rs'), os.path.join(folder, 'librnd.rmeta')
        with open(source, 'w') as f:
            f.write(crate.render(''))
        r = tc.run(['--crate-type=lib', '--crate-name=rnd', '--edition=2018', '--emit=metadata', '--cap-lints=allow', '-o', meta, source])
        if r.returncode:
            raise RuntimeError('a random crate does not compile: ' + r.stderr[:1000])
        theirs = of_object(tc, crate, folder) if oracle == 'object' else of_dump(tc, crate, folder)
        for (name, want), got in zip(theirs, ask(tool, meta, [n for n, _ in theirs], search), strict=True):
            if isinstance(got, str):
                refused += 1
                wrong = got
            else:
                if oracle == 'object':      # an address does not say which trait's vtable is there
                    got = ['TraitVPtr' if s.startswith('TraitVPtr') else s for s in got]
                compared += 1
                slots += len(want)
                pointers += sum(s.startswith('TraitVPtr') for s in want)
                vacant += want.count('Vacant')
                equal += got == want
                wrong = got != want and 'theirs %s\n      ours   %s' % (want, got)
            if wrong and (a.verbose or shown < 5):
                shown += 1
                print('    %s seed %d: %s: %s' % (tc.release, seed, name, wrong))
        seed += 1
    print('%-8s %-6s seeds %d-%d: %d vtables compared (%d slots, %d pointers, %d vacant), %d equal, %d differ, %d refused' %
          (tc.release, oracle, a.seed, seed - 1, compared, slots, pointers, vacant, equal, compared - equal, refused), flush=True)
    return equal, compared - equal + refused


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--toolchains')
    ap.add_argument('--release', action='append')
    ap.add_argument('--vtables', type=int, default=40)
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--quick', action='store_true')
    ap.add_argument('--tool')
    ap.add_argument('--out', default=os.path.join(toolchain.TOP, 'build/oracle/vtable'))
    ap.add_argument('--verbose', action='store_true')
    a = ap.parse_args()
    tool, results = Tool(a.tool), []
    for tc in toolchain.require(a.toolchains, a.release):
        if a.quick and not tc.links:
            print('SKIP vtables of %s: its compiler runs under an emulator' % tc.release)
            continue
        for oracle in (['dump'] if tc.minor > 48 else []) + (['object'] if tc.links else []):
            results.append(run_release(tool, tc, a, os.path.abspath(a.out), oracle))
    bad = sum(r[1] for r in results)
    print('%d passed, %d failed' % (sum(r[0] for r in results), bad))
    return 1 if bad or not results else 0


if __name__ == '__main__':
    sys.exit(main())
