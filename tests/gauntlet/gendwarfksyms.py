#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The kernel's gendwarfksyms on the gauntlet's variants, judged in the same way, beside rmetacrc on the same compilations.

usage: gendwarfksyms.py --program FILE [--toolchains DIR] [--release R]... [--area NAME]... [--cache DIR] [--record] [-v]

Both tools see the same objects and metadata, compiled with -g. gendwarfksyms is given the names that rmetacrc lists, as
kbuild gives it those of nm. A symbol without an answer from it is counted, and judged as missed or as a false alarm if it has
one in only one of base and variant. build-gendwarfksyms makes the program. --record writes recorded.json, which README.md shows.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import subprocess
import sys
import time

import run
import tool
import toolchain
import variants as areas_

RECORDED = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'recorded.json')
DEBUG = '-Cdebuginfo=2'


def dwarf_crcs(program, folder, texts, names):
    """{key: [crc, ...]} as gendwarfksyms gives them, without those it does not answer for; how long it took."""
    found, began = {}, time.monotonic()
    listed = '\n'.join(n for ns in names.values() for n in ns) + '\n'
    answers = {}
    for crate in texts:
        r = subprocess.run([program, os.path.join(folder, crate + '.o')], input=listed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        if r.returncode:
            raise tool.ToolError('gendwarfksyms: exit %d: %s' % (r.returncode, r.stderr.strip()[:300]))
        for line in r.stdout.splitlines():
            mark, name, crc = line.split()
            if mark != '#SYMVER':
                raise tool.ToolError('gendwarfksyms printed %r' % line)
            answers[name] = crc
    took = time.monotonic() - began
    for key, ns in names.items():
        if any(n in answers for n in ns):
            found[key] = sorted(answers.get(n, '') for n in ns)
    return found, took


class Count:
    def __init__(self):
        self.detected = self.missed = self.kept = self.false = self.silent = 0
        self.variants = self.clean = 0
        self.seconds = 0.0
        self.by_area = collections.Counter()

    def judge(self, must, common, old, new, area, say):
        before = self.missed + self.false
        for key in common:
            if key not in old and key not in new:
                self.silent += 1
                continue
            moved = old.get(key) != new.get(key)
            if key in must:
                self.detected += moved
                self.missed += not moved
            else:
                self.false += moved
                self.kept += not moved
            if moved != (key in must):
                self.by_area[area] += 1
                say('%s %s' % ('missed' if key in must else 'false alarm', key[0]))
        self.variants += 1
        self.clean += self.missed + self.false == before

    def row(self, release, who):
        return {'release': release, 'tool': who, 'variants': self.variants, 'clean': self.clean, 'detected': self.detected, 'missed': self.missed,
                'kept': self.kept, 'false': self.false, 'silent': self.silent, 'seconds': round(self.seconds, 1), 'wrong_by_area': dict(sorted(self.by_area.items()))}


def compare(g, tc, o, pool):
    ours, theirs = Count(), Count()
    for area in areas_.areas():
        if (o.area and area.name not in o.area) or run.unfit(tc, {'since': area.since, 'until': area.until}):
            continue
        texts = areas_.texts_of(area)

        def both(edited, v, area=area):
            flags = (v.keys.get('flags', '').split() if v else [])
            if not any(f.startswith('-Cdebuginfo') for f in flags):
                flags = [DEBUG] + flags
            folder = g.compile(tc, area, edited, flags, v.keys.get('folder', '') if v else '')
            began = time.monotonic()
            crcs, names = g.symbols(tc, o.tool, area, edited, folder)
            took = time.monotonic() - began
            theirs_, their_time = dwarf_crcs(o.program, folder, edited, names)
            return crcs, theirs_, took, their_time
        base = both(texts, None)
        todo = [v for v in area.variants if not run.unfit(tc, v.keys)]
        for v, new in zip(todo, pool.map(lambda v: both(v.apply(texts, area.name), v), todo)):
            result = run.Result(tc.release, area.name, v)
            must = run.judge(result, base[0], new[0])
            common = [k for k in base[0] if k in new[0]]
            for count, at, who in ((ours, 0, 'rmetacrc'), (theirs, 1, 'gendwarfksyms')):
                count.seconds += new[2 + at]
                count.judge(must, common, base[at], new[at], area.name,
                            lambda text, who=who, v=v, area=area: o.verbose and print('  %s %s: %s: %s' % (who, v.where, v.name, text)))
    return [ours.row(tc.release, 'rmetacrc'), theirs.row(tc.release, 'gendwarfksyms')]


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--program', required=True)
    p.add_argument('--toolchains')
    p.add_argument('--release', action='append')
    p.add_argument('--area', action='append')
    p.add_argument('--cache', default=run.DEFAULT_CACHE)
    p.add_argument('--tool')
    p.add_argument('--record', action='store_true')
    p.add_argument('-v', '--verbose', action='store_true')
    o = p.parse_args()
    g = run.Gauntlet(os.path.abspath(o.cache))
    rows = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for tc in toolchain.require(o.toolchains, o.release or ['1.95.0', '1.98.1']):
            rows += compare(g, tc, o, pool)
            for row in rows[-2:]:
                print(json.dumps(row))
    if o.record:
        with open(RECORDED, encoding='utf-8') as f:
            recorded = json.load(f)
        recorded['gendwarfksyms'] = rows
        with open(RECORDED, 'w', encoding='utf-8') as f:
            json.dump(recorded, f, indent=1)
            f.write('\n')
    if not rows or not all(r['detected'] and r['kept'] for r in rows):
        print('nothing was compared')
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
