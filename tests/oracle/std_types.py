# SPDX-License-Identifier: MIT OR Apache-2.0
"""Types of core, alloc and std that a program can name; generic ones with eight sets of arguments, and more for those whose
bounds few types satisfy.

Where a type can be named is not where it is defined: `core::array::iter::IntoIter` is `core::array::IntoIter`. So each type is tried
at its own path and at those without some of the inner modules, and rustc says which of them exist and which features they need.
"""
import collections
import os
import re

from metadata import Items

ARGUMENTS = ('u8', 'bool', '()', "&'static str", 'Option<char>', '[u16; 3]', 'core::num::NonZeroU32', '(u64, u8)', 'Box<u128>', "&'static mut [u8]")
# What satisfies the bounds of iterator adapters, patterns, readers and writers, futures: one of these for all parameters.
BOUNDED = ('char', 'String', 'fn(char) -> bool', '[char; 2]', "&'static [char]", "&'static String", 'core::ops::Range<u16>', 'std::vec::IntoIter<u8>',
           "core::str::Chars<'static>", 'core::option::IntoIter<(u8, u16)>', "core::slice::Iter<'static, u64>", 'Box<dyn Iterator<Item = u32>>', 'Vec<u8>',
           'std::vec::IntoIter<Vec<u16>>', 'core::option::IntoIter<Option<u64>>', "core::slice::Iter<'static, [u8; 3]>", "core::slice::Iter<'static, &'static [u8]>",
           'core::option::IntoIter<core::ops::Range<u8>>', "core::slice::Chunks<'static, u8>", 'core::iter::Rev<core::option::IntoIter<Vec<()>>>',
           'std::io::Cursor<Vec<u8>>', 'std::io::Empty', "&'static [u8]", 'std::fs::File', 'core::future::Ready<u8>', 'core::cell::Cell<u8>', "&'static core::cell::Cell<u16>")
SETS = 8
ROUNDS = 30
ERROR = re.compile(r'^\S*?:(\d+):\d+: error(?:\[(\w+)\])?: (.*)$')
FEATURE = re.compile(r'use of unstable library feature [`\'](\w+)[`\']')


def candidates(path):
    """The path, then those without inner modules."""
    parts = path.split('::')
    yield path
    for end in range(len(parts) - 2, 0, -1):
        yield '::'.join(parts[:end] + parts[-1:])


def with_arguments(path, params):
    """The type with each set of arguments; lifetimes are 'static."""
    if not any(kind != 'Lifetime' for _, kind in params):
        yield path + ("<%s>" % ', '.join("'static" for _ in params) if params else '')
        return
    types = any(kind == 'Type' for _, kind in params)
    for s in range(SETS + (len(BOUNDED) if types else 0)):
        args, n = [], 0
        for _, kind in params:
            if kind == 'Lifetime':
                args.append("'static")
            elif kind == 'Const':
                args.append(str(s + 1))
            else:
                args.append(ARGUMENTS[(s + n * 3) % len(ARGUMENTS)] if s < SETS else BOUNDED[s - SETS])
            n += kind != 'Lifetime'
        yield '%s<%s>' % (path, ', '.join(args))


def found(tool, tc):
    """[(path, own parameters)] of all structs, enums and unions of the three crates."""
    for file in tc.std_files():
        name = re.sub(r'(-[^-]*)?\.\w+$', '', os.path.basename(file))[3:]
        if name in ('core', 'alloc', 'std'):
            items = Items(tool, file)
            for i in items.keys:
                if items.kind(i) in ('Struct', 'Enum', 'Union') and '{' not in items.path_of(i) and '#' not in items.path_of(i):
                    yield items.path_of(i), items.own_params(i) or []


def head_of(features):
    return '#![feature(rustc_attrs)]\n%s#![allow(warnings)]\nextern crate alloc;\n' % ''.join('#![feature(%s)]\n' % f for f in sorted(features))


def well_formed(tc, out, features, texts):
    """Those whose bounds hold. A type alias asks for none of them, but a layout can depend on them."""
    head, file = head_of(features), os.path.join(out, 'fields.rs')
    with open(file, 'w') as f:
        f.write(head + ''.join('struct D%d(%s);\n' % row for row in enumerate(texts)))
    r = tc.run([file, '--crate-type', 'lib', '--edition', '2018', '--emit=metadata', '--error-format=short', '--out-dir', out])
    bad = {int(m.group(1)) - head.count('\n') - 1 for m in map(ERROR.match, r.stderr.splitlines()) if m}
    if r.returncode and not bad:
        raise ValueError('rustc refuses structs of types of std: %s' % r.stderr[:500])
    return [t for i, t in enumerate(texts) if i not in bad]


def types(tool, tc, out):
    """(features, types, how many were left out) that this release's rustc accepts as types of fields."""
    rows = collections.OrderedDict()
    for path, params in found(tool, tc):
        for n, p in enumerate(candidates(path)):
            for t in with_arguments(p, params):
                rows.setdefault(t, path)
    features, texts = set(), list(rows)
    os.makedirs(out, exist_ok=True)
    file = os.path.join(out, 'names.rs')
    for _ in range(ROUNDS):
        head = head_of(features)
        with open(file, 'w') as f:
            f.write(head + ''.join('type D%d = %s;\n' % (i, t) for i, t in enumerate(texts)))
        r = tc.run([file, '--crate-type', 'lib', '--edition', '2018', '--emit=metadata', '--error-format=short', '--out-dir', out])
        if r.returncode == 0:
            # One name is enough for each type.
            seen, kept = set(), []
            for t in texts:
                key = rows[t], t[t.find('<'):] if '<' in t else ''
                if key not in seen:
                    seen.add(key)
                    kept.append(t)
            good = well_formed(tc, out, features, kept)
            return sorted(features), good, len(kept) - len(good)
        first, bad, more = head.count('\n') + 1, set(), set()
        for line in r.stderr.splitlines():
            m = ERROR.match(line)
            if not m:
                continue
            feature = FEATURE.search(m.group(3))
            if feature:
                more.add(feature.group(1))
            else:
                bad.add(int(m.group(1)) - first)
        if not bad and not more:
            raise ValueError('rustc refuses the names of std: %s' % r.stderr[:500])
        features |= more
        texts = [t for i, t in enumerate(texts) if i not in bad]
    raise ValueError('no end of errors')
