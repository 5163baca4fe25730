# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reads what `-Zprint-type-sizes` prints, names its types as `rmetacrc layout --type` takes them, and writes the same lines
out of our layouts.

With `-Zverbose-internals` (`-Zverbose` in older releases) rustc names closures and coroutines by the item they are in, with
its generic arguments: `{krate::run<u8>::{closure#0} closure_kind_ty=i8 ..}`. What follows the path there follows from the
definition as well, and is left out: `krate::run<u8>::{closure#0}`.
"""
import re

PREFIX = 'print-type-size '
TYPE = re.compile(r'^type: `(.*)`: (\d+) bytes, alignment: (\d+) bytes$')
REGION = re.compile(r"'\{erased\}|'\^[\w.]*|'\w+(?:/#\d+)?(?!')|Re(?:Erased|Static|LateBound|Bound|EarlyBound|EarlyParam|Var)\b")
CONSTANT = re.compile(r'ValTree\(Leaf\(0x([0-9a-f]+)\): \w+\)|Const\(Value\(Leaf\(0x([0-9a-f]+)\)\): \w+\)|'
                      r'Const \{ ty: \w+, (?:kind|val): Value\((?:Leaf|Scalar)\(0x([0-9a-f]+)\)\) \}')
FUNCTION = re.compile(r'(?:unsafe )?(?:extern "[^"]*" )?fn\(')
PARAMETER = re.compile(r'[A-Z]\w*(?![\w<:]| =)')
NOTES = re.compile(r' (?:closure_kind_ty|upvar_tys|witness|resume_ty|closure_kind)=')
OPEN, CLOSE = '<([{', '>)]}'


class Unnamed(Exception):
    """A type that a name does not tell."""


def options(minor):
    """The options by which release 1.<minor> prints the types under names that tell them."""
    return ['-Zprint-type-sizes', '-Zverbose-internals' if minor >= 78 else '-Zverbose']


def printed(stdout):
    """[(name, lines)] of each type that rustc printed."""
    out = []
    for line in stdout.splitlines():
        if not line.startswith(PREFIX):
            raise ValueError('rustc printed something else: %s' % line[:200])
        line = line[len(PREFIX):]
        if line.startswith('type: '):
            out.append((TYPE.match(line).group(1), []))
        out[-1][1].append(line[line.rindex('`') + 3:] if line.startswith('type: ') else line)
    return out


def closing(text, at):
    """Where the bracket that opens at `at` closes."""
    depth = 0
    for i in range(at, len(text)):
        if text[i] in OPEN:
            depth += 1
        elif text[i] in CLOSE and not (text[i] == '>' and text[i - 1] == '-'):
            depth -= 1
            if depth == 0:
                return i
    raise Unnamed('a name that ends early')


def end_of_type(text, at):
    """Where a type ends that starts at `at`; at ` {`, too, which the path of a function follows."""
    start = at
    while at < len(text):
        c = text[at]
        if c in ',)>]}' and not (c == '>' and text[at - 1] == '-') or c == ' ' and text[at + 1:at + 2] == '{' and at > start:
            return at
        at = closing(text, at) + 1 if c in OPEN else at + 1
    return at


def our_name(text, declared):
    """The name of the type for --type; `declared` are the names of types that the program has at its root. Other single words
    are parameters of items, inside of which something is that does not see them."""
    if re.search(r'\{closure#\d+\}::\{closure#\d+\}<i(8|16|32)>', text):
        raise Unnamed('coroutines of async closures, named with the kind of the closure')
    out, at = [], 0
    while at < len(text):
        rest = text[at:]
        fresh = at == 0 or not (text[at - 1].isalnum() or text[at - 1] == '_')
        region, constant, function = (p.match(text, at) if fresh else None for p in (REGION, CONSTANT, FUNCTION))
        parameter = PARAMETER.match(text, at) if fresh and text[at - 1:at] != ':' else None
        if region:
            at = region.end()
            if at < len(text) and text[at] == '(':
                at = closing(text, at) + 1
            out.append("'_")
        elif constant:
            out.append(str(int(next(g for g in constant.groups() if g), 16)))
            at = constant.end()
        elif fresh and rest.startswith('for<'):
            at = closing(text, at + 3) + 2
        elif fresh and re.match(r'impl (?!.*::)|Opaque\(|Alias|Projection|ValTree|Const[ (]|Unevaluated', rest):
            raise Unnamed('constants that are no plain numbers, and types that are not resolved')
        elif parameter and parameter.group() not in declared:
            out.append('_')
            at = parameter.end()
        elif function:
            behind = closing(text, function.end() - 1) + 1
            if text.startswith(' -> ', behind):
                behind = end_of_type(text, behind + 4)
            if text.startswith(' {', behind):       # a function's own type: its path
                end = closing(text, behind + 1)
                out.append('fn{%s}' % our_name(text[behind + 2:end], declared))
                at = end + 1
            else:
                out.append(function.group())
                at = function.end()
        elif rest[0] in '{[' and rest[:9] not in ('{closure#', '{constant'):
            end = closing(text, at)
            inside = text[at + 1:end]
            notes = first_note(inside)
            if notes is None:
                if rest[0] == '{':
                    raise Unnamed('braces that are not understood: %s' % rest[:60])
                out.append('[')
                at += 1
            else:
                out.append(our_name(re.sub(r'^(static|movable) ', '', inside[:notes]), declared))
                at = end + 1
        else:
            out.append(rest[0])
            at += 1
    return ''.join(out)


def first_note(text):
    """Where what rustc says of a closure begins behind its path, outside of all brackets; None if it says nothing."""
    at = 0
    while at < len(text):
        if NOTES.match(text, at):
            return at
        at = closing(text, at) + 1 if text[at] in OPEN else at + 1
    return None


# -- the same lines from our layouts (rustc_session/src/code_stats.rs, rustc_ty_utils/src/layout.rs)

class Field:
    def __init__(self, kind, f):
        self.kind, self.name = kind, f['name']
        self.offset, self.size, self.align = int(f['offset']), int(f['size']), int(f['align'])


def of_adt(layout, size, fields):
    fields = [Field('field', f) for f in fields]
    return max([f.offset + f.size for f in fields], default=0) or size, fields


def variants_of(t):
    """[(name, size, fields)] and the size of the tag that counts as part of each, None if none does."""
    tag = t['tag']
    discriminant = int(tag['size']) if tag and tag['encoding'] == 'direct' else None
    if t['kind'] == 'closure':
        return [], None
    if t['kind'] == 'coroutine':
        return states_of(t, discriminant)
    if t['kind'] == 'enum':
        if t['variant_kind'] == 'empty' or t['shape'] == 'primitive':
            list_ = []
        elif t['variant_kind'] == 'single':
            list_ = [t['variants'][t['single_variant']]] if t['variants'] else []
        else:
            list_ = t['variants']
        single = t['variant_kind'] == 'single'
        rows = [(v['name'], *of_adt(t, int(t['size'] if single else v['size']), v['fields'])) for v in list_]
        if t['variant_kind'] == 'multiple' or t['tag']:
            rows = [(v['name'], *of_adt(t, int(v['size']), v['fields'])) for v in t['variants']]
    else:
        rows = [(t['type'].split('<')[0].split('::')[-1], *of_adt(t, int(t['size']), t['fields']))]
    return sorted(rows, key=lambda r: -r[1]), discriminant


def states_of(t, discriminant):
    """A coroutine's states: each has the captures as well; the ends come last."""
    captures = [Field('upvar', f) for f in t['fields']]
    held = max([f.offset + f.size for f in captures], default=0)
    rows = []
    for v in t['variants']:
        fields = [Field('local', f) for f in v['fields']]
        size = max([f.offset + f.size for f in fields], default=0) or held
        if int(t['tag']['offset']) >= size:
            size += discriminant or 0
        rows.append((v['name'], size, fields + captures))
    return rows[:1] + rows[3:] + rows[1:3], discriminant


def our_lines(t):
    """What rustc would print for one of our layouts. The names of a coroutine's captures and locals are not in it."""
    out = ['%d bytes, alignment: %d bytes' % (int(t['size']), int(t['align']))]
    rows, discriminant = variants_of(t)
    if discriminant is not None:
        out.append('    discriminant: %d bytes' % discriminant)
    discriminant = most = discriminant or 0
    packed = 'packed' in t['repr']
    whole = t['kind'] == 'struct'
    for name, size, fields in rows:
        indent = '    ' if whole else '        '
        if not whole:
            out.append('    variant `%s`: %d bytes' % (name, size - discriminant))
        most, low = max(most, size), discriminant
        for f in sorted(fields, key=lambda f: (f.offset, f.size)):
            if f.offset > low:
                out.append('%spadding: %d bytes' % (indent, f.offset - low))
            line = '%s%s `.%s`: %d bytes' % (indent, f.kind, f.name if f.kind == 'field' else '', f.size)
            if f.offset < low:
                line += ', offset: %d bytes, alignment: %d bytes' % (f.offset, f.align)
            elif not packed and f.offset != low:
                line += ', alignment: %d bytes' % f.align
            out.append(line)
            low = f.offset + f.size
    if int(t['size']) > most:
        out.append('    end padding: %d bytes' % (int(t['size']) - most))
    return out


def their_lines(lines):
    """rustc's lines without the names, and types, of a coroutine's captures and locals."""
    return [re.sub(r'^(\s+(?:upvar|local) `\.)[^`]*`', r'\1`', line.split(', type: ')[0]) for line in lines]
