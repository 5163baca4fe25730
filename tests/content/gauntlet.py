#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Holds the content CRC against real compilers: edits of one crate, each of which must move it or must not.

usage: gauntlet.py [--toolchains DIR] [--release R]... [--case WORD] [--keep DIR]

base.rs is the crate, cases.txt has the edits. Whatever the compiler refuses is an error of the case, never a pass.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shlex
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'oracle'))

import tool
import toolchain

FLAGS = ['--crate-name', 'base', '--crate-type', 'rlib', '--emit=metadata,link', '-Copt-level=2', '-Cpanic=abort', '--cap-lints=allow']


class Case:
    def __init__(self, name, moves, since, before):
        self.name, self.moves, self.since, self.before = name, moves, since, before
        self.flags, self.base_flags, self.folder, self.edits = [], [], None, []

    def holds(self, minor):
        return self.since <= minor < self.before


def unescape(text):
    return text.replace('\\n', '\n')


def read_cases(path):
    cases = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        key, _, rest = line.partition(' ')
        if not line or line.startswith('#'):
            continue
        if key == '=':
            m = re.fullmatch(r'(.+?) (neutral|moves)((?: (?:since|before)=\d+)*)', rest)
            if not m:
                sys.exit('cases.txt:%d: not "= NAME neutral|moves"' % number)
            limits = dict(re.findall(r'(since|before)=(\d+)', m[3]))
            cases.append(Case(m[1], m[2] == 'moves', int(limits.get('since', 0)), int(limits.get('before', 1000))))
        elif key in ('flags', 'base-flags'):
            setattr(cases[-1], key.replace('-', '_'), shlex.split(rest, posix=False))
        elif key == 'at':
            cases[-1].folder = rest
        elif key == '-':
            cases[-1].edits.append([unescape(rest), None])
        elif key == '+':
            cases[-1].edits[-1][1] = unescape(rest)
        elif key == 'swap':
            one, other = map(unescape, rest.split(' | '))
            cases[-1].edits += [[one, '\0'], [other, one], ['\0', other]]
        else:
            sys.exit('cases.txt:%d: %r says nothing' % (number, key))
    if len({c.name for c in cases}) != len(cases):
        sys.exit('cases.txt: two cases of one name')
    return cases


def source_for(text, minor):
    """The lines that the release has."""
    def there(line):
        m = re.search(r'//@ (<?)(\d+)$', line)
        return not m or (minor < int(m[2]) if m[1] else minor >= int(m[2]))
    return ''.join(re.sub(r' *//@ <?\d+$', '', line) + '\n' for line in text.splitlines() if there(line))


def apply(source, case):
    for old, new in case.edits:
        if old not in source:
            raise RuntimeError('%r is not in base.rs' % old)
        source = source.replace(old, new, 1)
    return source


def content(tc, rmetacrc, folder, source, flags):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, 'base.rs')
    with open(path, 'w') as f:
        f.write(source)
    # A 1.48 wants every item in the file that it is given by path; the path is the folder's, to be another each time.
    done = tc.run(FLAGS + ['--edition', '2021' if tc.minor >= 56 else '2018'] + flags + ['--out-dir', folder, path], cwd=folder)
    if done.returncode:
        raise RuntimeError('rustc: ' + '; '.join(re.findall(r'^error.*', done.stderr, re.M)[:3]))
    built = [n for n in os.listdir(folder) if n.startswith('libbase') and n.endswith('.rmeta')]
    document = rmetacrc.json('crc', os.path.join(folder, built[0]))
    value = document['crate']['content_crc']
    if value is None:
        raise RuntimeError('unavailable: ' + document['crate']['content_unavailable'])
    return value


class Gauntlet:
    def __init__(self, tc, cases, out):
        self.tc, self.cases, self.out = tc, cases, out
        self.rmetacrc = tool.Tool(options=['-L', tc.std])
        self.base = source_for((HERE / 'base.rs').read_text(), tc.minor)
        self.expected = {}

    def base_content(self, flags):
        key = tuple(flags)
        if key not in self.expected:
            self.expected[key] = content(self.tc, self.rmetacrc, os.path.join(self.out, 'base%d' % len(self.expected)), self.base, flags)
        return self.expected[key]

    def judge(self, numbered):
        number, case = numbered
        try:
            source = apply(self.base, case)
            if source == self.base and case.moves:
                raise RuntimeError('the edit changes nothing')
            value = content(self.tc, self.rmetacrc, os.path.join(self.out, case.folder or 'case%03d' % number), source, case.flags)
        except (RuntimeError, tool.ToolError) as e:
            return case, 'error', str(e)
        moved = value != self.base_content(case.base_flags)
        if moved == case.moves:
            return case, 'right', ''
        return case, 'missed' if case.moves else 'false alarm', ''

    def run(self):
        todo = [(n, c) for n, c in enumerate(self.cases) if c.holds(self.tc.minor)]
        for _, case in todo:
            self.base_content(case.base_flags)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = list(pool.map(self.judge, todo))
        count = {}
        for case, verdict, why in results:
            key = ('moves' if case.moves else 'neutral', verdict)
            count[key] = count.get(key, 0) + 1
            if verdict != 'right':
                print('FAIL %s: %s: %s %s' % (self.tc.release, case.name, verdict, why))
        print('%s: %d of %d that must move were seen, %d of %d neutral ones were not taken for a change' % (
            self.tc.release, count.get(('moves', 'right'), 0), sum(c.moves for _, c in todo),
            count.get(('neutral', 'right'), 0), sum(not c.moves for _, c in todo)))
        return sum(v == 'right' for _, v, _ in results), sum(v != 'right' for _, v, _ in results), len(self.cases) - len(todo)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--toolchains')
    ap.add_argument('--release', action='append')
    ap.add_argument('--case', help='only cases with this in their name')
    ap.add_argument('--keep', help='build here, and leave it')
    a = ap.parse_args()
    cases = [c for c in read_cases(HERE / 'cases.txt') if not a.case or a.case in c.name]
    passed = failed = 0
    for tc in toolchain.require(a.toolchains, a.release):
        out = os.path.join(a.keep or tempfile.mkdtemp(prefix='content-'), tc.release)
        good, bad, _ = Gauntlet(tc, cases, out).run()
        passed, failed = passed + good, failed + bad
        if not a.keep:
            shutil.rmtree(os.path.dirname(out))
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
