# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reads the gauntlet's areas: a base crate AREA.rs each, and AREA.edits, the variants of it.

AREA.rs may begin with directives:
  //@ edition: 2021                 default 2018
  //@ flags: ...                    besides those that run.py gives all crates
  //@ deps: CRATE                   another file of this folder, compiled first; its symbols are judged too
  //@ since: 1.63.0 REASON          the first release that can compile it; until: the last one

AREA.edits:
  = NAME                            a variant; lines without a mark below say why callers do or do not notice
  - text                            what to find in the base (several lines: one text), exactly once
  + text                            what to put there; no `+` removes it. Further `-` begin another place
  in: CRATE                         the edit is in a dependency, not in AREA.rs
  flags: ...                        compiled with these options too; a later one overrides
  folder: NAME                      compiled in another folder
  changes: PATTERN, PATTERN         symbols whose CRC must move; `everything`, or `nothing`: then the variant is neutral
  adds: PATTERN, removes: PATTERN   symbols that only the variant, or only the base, has
  since: / until:                   as above
  arch: x86_64 REASON               only for releases that make code for it here
A PATTERN is a path as `rmetacrc crc` prints it, without the crate's own name in front; `*` stands for anything.
"""
import collections
import glob
import os
import re

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'areas')
KEYS = ('in', 'flags', 'folder', 'changes', 'adds', 'removes', 'since', 'until', 'arch')

Area = collections.namedtuple('Area', 'name text edition flags deps since until variants')


def split(text):
    """Patterns: at commas that are not within brackets."""
    out, depth, last = [''], 0, ''
    for c in text:
        depth += (c in '<([{') - (c in ')]}' or (c == '>' and last != '-'))
        if c == ',' and depth == 0:
            out.append('')
        else:
            out[-1] += c
        last = c
    return [p.strip() for p in out if p.strip()]


class Variant:
    def __init__(self, name, where):
        self.name, self.where = name, where
        self.reason, self.hunks = '', []
        self.keys = {}

    @property
    def neutral(self):
        return self.patterns('changes') == ['nothing'] and not self.patterns('adds') and not self.patterns('removes')

    def patterns(self, key):
        return split(self.keys.get(key, ''))

    def apply(self, texts, area):
        """{crate: text} with the edit made."""
        crate = self.keys.get('in', area)
        if crate not in texts:
            raise SystemExit('%s: there is no crate %s' % (self.where, crate))
        text = texts[crate]
        for old, new in self.hunks:
            if text.count(old) != 1:
                raise SystemExit('%s: %r is there %d times' % (self.where, old, text.count(old)))
            text = text.replace(old, new)
        return dict(texts, **{crate: text})


def directives(path):
    with open(path, encoding='utf-8') as f:
        text = f.read()
    found = dict(re.findall(r'^//@ ([\w-]+): (.*)$', text, re.M))
    unknown = set(found) - {'edition', 'flags', 'deps', 'since', 'until'}
    if unknown:
        raise SystemExit('%s: unknown directives %s' % (path, unknown))
    return text, found


def read_variants(path):
    variants, v, old, new = [], None, None, None

    def end_hunk():
        nonlocal old, new
        if old is not None:
            v.hunks.append(('\n'.join(old), '\n'.join(new or [])))
        old = new = None
    with open(path, encoding='utf-8') as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip('\n')
            where = '%s:%d' % (os.path.basename(path), number)
            if line.startswith('= '):
                if v:
                    end_hunk()
                v = Variant(line[2:].strip(), where)
                variants.append(v)
            elif v is None:
                if line and not line.startswith('#'):
                    raise SystemExit('%s: before the first variant' % where)
            elif line == '-' or line.startswith('- '):
                if new is not None:
                    end_hunk()
                old = (old or []) + [line[2:]]
            elif line == '+' or line.startswith('+ '):
                if old is None:
                    raise SystemExit('%s: nothing to replace' % where)
                new = (new or []) + [line[2:]]
            elif re.match(r'[\w-]+: ', line) and line.split(':')[0] in KEYS:
                key, value = line.split(': ', 1)
                if key in v.keys:
                    raise SystemExit('%s: %s twice' % (where, key))
                v.keys[key] = value.strip()
            elif line.strip():
                v.reason += (' ' if v.reason else '') + line.strip()
    if v:
        end_hunk()
    for v in variants:
        if not v.reason or 'changes' not in v.keys:
            raise SystemExit('%s: %s lacks a reason or `changes`' % (v.where, v.name))
        if not v.hunks and not set(v.keys) & {'flags', 'folder'}:
            raise SystemExit('%s: %s edits nothing' % (v.where, v.name))
    names = [v.name for v in variants]
    for name in names:
        if names.count(name) > 1:
            raise SystemExit('%s: two variants %s' % (path, name))
    return variants


def areas():
    out = []
    for path in sorted(glob.glob(os.path.join(HERE, '*.edits'))):
        name = os.path.basename(path)[:-6]
        text, d = directives(path[:-6] + '.rs')
        out.append(Area(name, text, d.get('edition', '2018'), d.get('flags', '').split(), d.get('deps', '').split(),
                        d.get('since', ''), d.get('until', ''), read_variants(path)))
    return out


def texts_of(area):
    """{crate: text} of an area's crates, dependencies first."""
    out = {dep: directives(os.path.join(HERE, dep + '.rs'))[0] for dep in area.deps}
    out[area.name] = area.text
    return out
