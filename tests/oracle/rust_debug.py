# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reads what rustc prints with `{:#?}`: layouts (`#[rustc_layout(debug)]`, `#[rustc_dump_layout]`) and function ABIs.

`values(stderr, 'layout_of')` yields (what, value) for each message `error: layout_of(what) = value`. A value is
  Node(name, fields)   `Name { field: value, … }` or `Name(value, …)` (fields named '0', '1', …) or `Name` alone
  list                 `[ … ]` and `{ … }` without a name
  str                  numbers, ranges and anything else that stands alone: `0..=1`, `(..=1) | (5..)`, `8 bytes`
Commas, colons and brackets inside of types (`ty: Option<(u8, fn(u8) -> u8)>,`) do not count: one value a line, as `#` prints.
"""
import re


class Node:
    def __init__(self, name, fields):
        self.name, self.fields = name, fields

    def __getitem__(self, key):
        return self.fields[key]

    def get(self, *keys):
        """The first of the fields that is there: releases rename them."""
        for key in keys:
            if key in self.fields:
                return self.fields[key]
        raise KeyError('%s has none of %s, only %s' % (self.name, ', '.join(keys), ', '.join(self.fields)))

    def has(self, key):
        return key in self.fields

    def __repr__(self):
        return '%s%r' % (self.name, self.fields)


OPEN, CLOSE = '{[(', '}])'
MESSAGE = re.compile(r'^error: (\w+)\((.*)\) = (.*)$')
FIELD = re.compile(r'^(\w+): (.*)$')


def layout_attribute(minor):
    """The attribute of a type alias by which release 1.<minor> prints a layout (rustc_feature/src/builtin_attrs.rs)."""
    return 'rustc_dump_layout' if minor >= 96 else 'rustc_layout'


def values(stderr, function):
    lines = iter(stderr.splitlines())
    for line in lines:
        m = MESSAGE.match(line)
        if m and m.group(1) == function:
            yield m.group(2), read(m.group(3), lines)


def read(first, lines):
    """One value whose first line is `first`, without its indentation or trailing comma."""
    text = first.strip()
    if text.endswith(','):
        text = text[:-1]
    if text == '[]':
        return []
    if not text or text[-1] not in OPEN:
        inline = re.match(r'^(Size|Align|AbiAlign)\((.*)\)$', text)
        return inline.group(2) if inline else text
    opening, name = text[-1], text[:-1].strip()
    items, fields = [], {}
    for line in lines:
        stripped = line.strip()
        if stripped.rstrip(',') == CLOSE[OPEN.index(opening)]:
            break
        m = FIELD.match(stripped) if opening == '{' else None
        if m:
            fields[m.group(1)] = read(m.group(2), lines)
        else:
            items.append(read(stripped, lines))
    else:
        raise ValueError('%s ends early' % (name or opening))
    if not name:
        return fields or items
    fields.update((str(i), v) for i, v in enumerate(items))
    return Node(name, fields)


def size(value):
    """Bytes of a Size or Align in any release's spelling."""
    if isinstance(value, Node):
        if value.has('raw'):
            return int(value['raw'])
        if value.has('pow2'):
            return 1 << int(value['pow2'])
        return size(value.get('abi', '0', 'bytes'))
    return int(re.match(r'(\d+)', value).group(1))
