# SPDX-License-Identifier: MIT OR Apache-2.0
"""Layouts: what `rmetacrc layout` computes from metadata against what rustc prints for `#[rustc_layout(debug)]`.

A crate with an alias for each type is compiled twice: with `--cfg dump`, where rustc prints the layout of each alias (and fails),
and to metadata. Size, alignment, representation with valid ranges, offsets, memory order, variants, tag and niches must be equal.
A type that rustc lays out and we do not is counted as refused if it needs what types/ cannot resolve yet, otherwise as failed; one
without a layout for rustc is skipped.
"""
import os
import re

import async_drops
import last_fields
import layout_facts
import odd_types
import rust_debug
import std_types

BATCH = 4000
CRASH = 'rustc crashes'
REFUSED = re.compile(r'could not be resolved|would have to be evaluated|not known yet|cannot be')


def aliases(types, minor):
    """A module with an alias D<i>, on a line of its own, for each type."""
    return 'mod dump {\n' + ''.join('#[cfg_attr(dump, %s(debug))] type D%d = %s;\n' % (rust_debug.layout_attribute(minor), i, t) for i, t in enumerate(types)) + '}\n'


def messages(stderr):
    """(line of the source, layout or None) of each error rustc prints; None for one that is no layout."""
    for chunk in re.split(r'^(?=error)', stderr, flags=re.M):
        at = re.search(r'^ *--> \S+?:(\d+):\d+', chunk, re.M)
        if chunk.startswith('error') and at:
            yield int(at.group(1)), next((v for _, v in rust_debug.values(chunk, 'layout_of')), None)


def dumped(tc, flags, path, text, first, types):
    """{number: layout} of what rustc prints; None for another error. It prints them in order, and may end before it has been
    through all of them: it crashes at a type, or (1.70) takes one without a layout for fatal. Then it is asked again for the rest."""
    theirs, lines = {}, text.split('\n')
    while True:
        before = len(theirs)
        r = tc.run(flags + ['--emit=metadata', '--cfg', 'dump'], cwd=os.path.dirname(path))  # where it leaves reports of crashes
        for line, layout in messages(r.stderr):
            if 0 <= line - first < len(types):
                theirs[line - first] = layout
        left = next((i for i in range(len(types)) if i not in theirs), None)
        if left is None:
            return theirs
        if r.returncode not in (0, 1):      # 101, or a signal where a launcher of ours stands before the compiler
            theirs[left] = CRASH
            # Twice at instances of one type is enough to leave it alone.
            name = lambda i: types[i].split('<')[0]
            if sum(v == CRASH and name(i) == name(left) for i, v in theirs.items()) == 2:
                theirs.update((i, CRASH) for i in range(len(types)) if i not in theirs and name(i) == name(left))
        if len(theirs) == before:
            return theirs
        # Nothing is asked again; what has been printed is kept.
        for i in theirs:
            lines[first - 1 + i] = ''
        with open(path, 'w') as f:
            f.write('\n'.join(lines))


def check(c, tool, tc, out, name, source, types):
    """Compares the layouts of the types, which `source` (a crate's text) is followed by as aliases."""
    out = os.path.abspath(out)
    os.makedirs(out, exist_ok=True)
    path = os.path.join(out, name + '.rs')
    text = source + aliases(types, tc.minor)
    first = source.count('\n') + 2
    with open(path, 'w') as f:
        f.write(text)
    flags = [path, '--crate-name', name, '--crate-type', 'lib', '--edition', '2018', '--out-dir', out, '-Awarnings']
    built = tc.run(flags + ['--emit=metadata'])
    if built.returncode:
        return c.fail('%s: rustc refuses the crate: %s' % (name, built.stderr[:1500]))
    theirs = dumped(tc, flags, path, text, first, types)
    d = tool.json('layout', os.path.join(out, 'lib%s.rmeta' % name), '--type', '%s::dump::D*' % name, '-L', tc.std, ok=(0, 2))
    index = lambda alias: int(alias.rsplit('::D', 1)[1])
    ours = {index(t['alias']): t for t in d['types']}
    failed = {index(f['type']): f['reason'] for f in d['failures']}
    for i, t in enumerate(types):
        layout = theirs.get(i, 'nothing')
        if layout is None or layout == CRASH:
            c.skip('instances of types that rustc crashes at' if layout else 'types without a layout for rustc')
            continue
        if layout == 'nothing':
            c.fail('%s D%d = %s: rustc printed nothing' % (name, i, t))
            continue
        if i not in ours:
            reason = failed.get(i, 'not there')
            if REFUSED.search(reason):
                c.skip('types that are refused: a constant, projection or coroutine in them is not resolved')
            else:
                c.fail('%s D%d = %s: %s' % (name, i, t, reason))
            continue
        found = layout_facts.compare(layout, ours[i])
        if found:
            c.fail('%s D%d = %s: %s' % (name, i, t, '; '.join(found[:6])))
        else:
            c.ok()


def check_std(c, tool, tc, out):
    features, types, ill_formed = std_types.types(tool, tc, out)
    c.skip('types of std with arguments that do not satisfy their bounds', ill_formed)
    source = std_types.head_of(features)
    for at in range(0, len(types), BATCH):
        check(c, tool, tc, out, 'std_types%d' % (at // BATCH), source, types[at:at + BATCH])


def written(minor):
    """(name, source, types) of each crate of types that were written by hand, as far as the release compiles it."""
    yield ('last_fields', *last_fields.crate(minor))
    if minor in async_drops.MINORS:
        yield ('async_drops', *async_drops.crate())
    for name in odd_types.FILES:
        yield (name, *odd_types.crate(minor, name))


def check_written(c, tool, tc, out):
    for name, source, types in written(tc.minor):
        check(c, tool, tc, out, name, source, types)
