# SPDX-License-Identifier: MIT OR Apache-2.0
"""Types that nobody generates, written by hand in odd_enums.rs and odd_items.rs.

A line `//# name 63-97 feature other|66` begins a block, a module of its own, that releases 1.63 to 1.97 compile (63-: all from 1.63 on), with
features that are named for all of these releases, or (|66) for those before 1.66. A line `//: T | U` names types in the block's module.
`crate(minor, name)` is (source, types) of a file; each type is an alias in its block's module.
"""
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = ('odd_enums', 'odd_items')
HEAD = re.compile(r'^//# (\w+) (\d+)-(\d*) ?(.*)$', re.M)


def blocks(name):
    """(name, first minor, last minor, features, text, types) of each block of a file."""
    with open(os.path.join(HERE, name + '.rs')) as f:
        parts = HEAD.split(f.read())
    for at in range(1, len(parts), 5):
        block, low, high, features, text = parts[at:at + 5]
        types = [t.strip() for line in re.findall(r'^//: (.*)$', text, re.M) for t in line.split(' | ')]
        if not types:
            raise ValueError('%s: block %s names no type' % (name, block))
        yield block, int(low), int(high or 999), features.split(), re.sub(r'^//: .*\n', '', text, flags=re.M), types


def crate(minor, name):
    features, text, types = {'rustc_attrs'}, '', []
    for block, low, high, wanted, body, named in blocks(name):
        if not low <= minor <= high:
            continue
        features |= {f.split('|')[0] for f in wanted if '|' not in f or minor < int(f.split('|')[1])}
        text += 'pub mod %s {\n%s%s}\n' % (block, body, ''.join('pub type T%d = %s;\n' % x for x in enumerate(named)))
        types += ['crate::%s::T%d' % (block, i) for i in range(len(named))]
    return '#![feature(%s)]\n#![allow(warnings)]\n%s' % (', '.join(sorted(features)), text), types
