# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reads what rustc prints for `#[rustc_layout(debug)]` (`#[rustc_dump_layout(debug)]` from 1.97 on): error messages that hold
the Debug form of a layout. `layouts(stderr)` gives [(type, layout, line)] in order of the messages; a layout is in one form for
all releases (`normal`), the same that `from_json` makes of what `rmetacrc layout` prints.
"""
import re

TOKEN = re.compile(r'\s*(?:(?P<wrap>\(\.\.=(?P<we>\d+)\) \| \((?P<ws>\d+)\.\.\))|(?P<range>(?P<rs>\d+)\.\.=(?P<re>\d+))'
                   r'|(?P<bytes>(?:Size|Align)\((?P<n>\d+) bytes\))|(?P<num>-?\d+)|(?P<word>\w+)|(?P<p>[{}()\[\],:]))')
HEAD = re.compile(r'^error: layout_of\((.*)\) = (.*)$')
OTHER = re.compile(r'^error(?:\[\w+\])?: (.*)$')
PLACE = re.compile(r'^\s*--> (\S+?):(\d+):\d+')


class Words:
    def __init__(self, text):
        self.text, self.at = text, 0

    def next(self):
        m = TOKEN.match(self.text, self.at)
        if not m:
            raise ValueError('not understood: %r' % self.text[self.at:self.at + 60])
        self.at = m.end()
        return m

    def peek(self):
        m = TOKEN.match(self.text, self.at)
        return m.group('p') if m else None

    def take(self, p):
        m = self.next()
        if m.group('p') != p:
            raise ValueError('%r expected before %r' % (p, self.text[m.start():m.start() + 60]))


def value(w):
    """One Debug value: numbers, ('range', start, end), lists, or (name, {field: value} or [value, ...])."""
    m = w.next()
    if m.group('wrap'):
        return ('range', int(m.group('ws')), int(m.group('we')))
    if m.group('range'):
        return ('range', int(m.group('rs')), int(m.group('re')))
    if m.group('bytes'):
        return int(m.group('n'))
    if m.group('num'):
        return int(m.group('num'))
    if m.group('p') in ('[', '('):
        return sequence(w, ']' if m.group('p') == '[' else ')')
    if not m.group('word'):
        raise ValueError('no value at %r' % w.text[m.start():m.start() + 60])
    name = m.group('word')
    if w.peek() == '(':
        w.next()
        return (name, sequence(w, ')'))
    if w.peek() == '{':
        w.next()
        fields = {}
        while w.peek() != '}':
            key = w.next().group('word')
            w.take(':')
            fields[key] = value(w)
            if w.peek() == ',':
                w.next()
        w.next()
        return (name, fields)
    return (name, {})


def sequence(w, end):
    out = []
    while w.peek() != end:
        out.append(value(w))
        if w.peek() == ',':
            w.next()
    w.next()
    return out


def bits(n):
    return (1 << n) - 1


SIZES = {'I8': 8, 'I16': 16, 'I32': 32, 'I64': 64, 'I128': 128, 'F16': 16, 'F32': 32, 'F64': 64, 'F128': 128}


def primitive(v):
    name, args = v
    if name == 'Int':
        return ('i' if args[1][0] == 'true' else 'u') + str(SIZES[args[0][0]])
    if name == 'Float':
        return 'f%d' % SIZES[args[0][0]]
    if name in SIZES:
        return 'f%d' % SIZES[name]
    if name == 'Pointer':
        space = args[0][1][0] if args else 0
        return 'pointer' if not space else 'pointer(%d)' % space
    raise ValueError('primitive %s' % name)


def scalar(v):
    """(primitive, valid start, valid end), the latter None where any bits go."""
    name, f = v
    if name == 'Union':
        return (primitive(f['value']), None, None)
    if name in ('Initialized', 'Scalar'):
        return (primitive(f['value']), f['valid_range'][1], f['valid_range'][2])
    raise ValueError('scalar %s' % name)


def representation(v):
    name, f = v
    if name in ('Uninhabited', 'Memory', 'Aggregate'):
        return ('memory', name == 'Uninhabited' or f['sized'][0] == 'true')
    if name == 'Scalar':
        return ('scalar', scalar(f[0]))
    if name == 'ScalarPair':
        return ('scalar pair', scalar(f[0]), scalar(f[1]))
    if name in ('Vector', 'SimdVector'):
        return ('vector', scalar(f['element']), f['count'])
    if name in ('ScalableVector', 'SimdScalableVector'):
        return ('scalable vector', scalar(f['element']), f['count'])
    raise ValueError('representation %s' % name)


def inverse(order):
    out = [0] * len(order)
    for at, i in enumerate(order):
        out[i] = at
    return out


def shape(v):
    name, f = v
    if name == 'Primitive':
        return ('primitive',)
    if name == 'Union':
        return ('union', f[0])
    if name == 'Array':
        return ('array', f['stride'], f['count'])
    if name == 'Arbitrary':
        order = f['in_memory_order'] if 'in_memory_order' in f else inverse(f['memory_index'])
        return ('arbitrary', tuple(f['offsets']), tuple(order))
    raise ValueError('fields %s' % name)


def niche(v):
    if v is None or v[0] == 'None':
        return None
    name, f = v[1][0]
    if 'scalar' in f:                 # 1.48
        return (f['offset'],) + scalar(f['scalar'])
    return (f['offset'], primitive(f['value']), f['valid_range'][1], f['valid_range'][2])


def alignment(v):
    return v[1]['abi'] if isinstance(v, tuple) else v


def normal(v):
    """{'size', 'align', 'repr', 'uninhabited', 'fields', 'niche', 'variants', ...}: only what is printed is there."""
    name, f = v
    kind = f.get('backend_repr', f.get('abi'))
    out = {'size': f['size'], 'repr': representation(kind)}
    out['uninhabited'] = f['uninhabited'][0] == 'true' if 'uninhabited' in f else kind[0] == 'Uninhabited'
    if 'align' in f:
        out['align'] = alignment(f['align'])
    if 'fields' in f:
        out['fields'] = shape(f['fields'])
    elif 'field_offsets' in f:
        out['fields'] = ('arbitrary', tuple(f['field_offsets']), tuple(f['fields_in_memory_order']))
    if 'largest_niche' in f:
        out['niche'] = niche(f['largest_niche'])
    for key, ours in (('max_repr_align', 'max_repr_align'), ('unadjusted_abi_align', 'unadjusted_align')):
        if key in f:
            a = f[key]
            out[ours] = 0 if a == ('None', {}) else a[1][0] if isinstance(a, tuple) else a
    if 'variants' not in f:
        return out
    which, g = f['variants']
    if which == 'Empty':
        out['variants'] = ('empty',)
    elif which == 'Single':
        out['variants'] = ('single', g['index'])
    else:
        encoding, e = g['tag_encoding']
        if encoding == 'Direct':
            how = ('direct',)
        else:
            untagged = e['untagged_variant'] if 'untagged_variant' in e else e['dataful_variant']
            how = ('niche', untagged, e['niche_variants'][1], e['niche_variants'][2], e['niche_start'])
        out['variants'] = ('multiple', scalar(g['tag']), how)
        out['parts'] = [normal(x) for x in g['variants']]
    return out


def layouts(stderr):
    """[(type, normal form, line)]; for a message that is no layout the form is its text."""
    out, lines = [], stderr.split('\n')
    for i, line in enumerate(lines):
        m = HEAD.match(line)
        if not m:
            other = OTHER.match(line)
            if other and not re.match(r'aborting due|could not compile|.*previous error', other.group(1)):
                out.append((None, other.group(1), place(lines, i + 1)))
            continue
        end = i + 1
        while end < len(lines) and not PLACE.match(lines[end]):
            end += 1
        text = m.group(2) + '\n' + '\n'.join(lines[i + 1:end])
        out.append((m.group(1), normal(value(Words(text))), place(lines, end)))
    return out


def place(lines, i):
    while i < len(lines):
        m = PLACE.match(lines[i])
        if m:
            return int(m.group(2))
        i += 1
    return None


# ---- ours

def number(x):
    return None if x is None else int(x)


def our_scalar(s):
    return (s['primitive'], number(s['valid_start']), number(s['valid_end']))


def our_part(d):
    r = d['backend_repr']
    kind = r['kind']
    out = {'size': int(d['size']), 'align': int(d['align']), 'uninhabited': d['uninhabited']}
    out['repr'] = {'memory': lambda: ('memory', r['sized']), 'scalar': lambda: ('scalar', our_scalar(r['a'])),
                   'scalar pair': lambda: ('scalar pair', our_scalar(r['a']), our_scalar(r['b'])),
                   'vector': lambda: ('vector', our_scalar(r['a']), int(r['count'])),
                   'scalable vector': lambda: ('scalable vector', our_scalar(r['a']), int(r['count']))}[kind]()
    s = d['shape']
    out['fields'] = {'primitive': lambda: ('primitive',), 'union': lambda: ('union', int(d['count'])),
                     'array': lambda: ('array', int(d['stride']), int(d['count'])),
                     'arbitrary': lambda: ('arbitrary', tuple(map(int, d['offsets'])), tuple(map(int, d['memory_order'])))}[s]()
    n = d['niche']
    out['niche'] = n and (int(n['offset']), n['primitive'], int(n['valid_start']), int(n['valid_end']))
    return out


def from_json(d):
    """The same form of one type that `rmetacrc layout --format json` printed."""
    out = our_part(d)
    out['max_repr_align'], out['unadjusted_align'] = int(d['max_repr_align']), int(d['unadjusted_align'])
    t = d['tag']
    if t is None:
        out['variants'] = ('empty',) if d['single_variant'] is None else ('single', int(d['single_variant']))
        return out
    how = ('direct',) if t['encoding'] == 'direct' else (
        'niche', [v['name'] for v in d['variants']].index(t['untagged']), *map(int, t['niche_variants']), int(t['niche_start']))
    out['variants'] = ('multiple', our_scalar(t['scalar']), how)
    out['parts'] = [our_part(v) for v in d['variants']]
    return out


def differences(ours, theirs, where=''):
    """What is not equal, as text; compared is all that rustc printed."""
    out = []
    for key, their in theirs.items():
        if key == 'parts':
            parts = ours.get('parts')
            if parts is None or len(parts) != len(their):
                out.append('%svariants: ours %s, theirs %d' % (where, parts and len(parts), len(their)))
                continue
            for i, (a, b) in enumerate(zip(parts, their)):
                b = {k: v for k, v in b.items() if k not in ('variants', 'max_repr_align', 'unadjusted_align')}
                out += differences(a, b, '%svariant %d ' % (where, i))
        elif ours.get(key) != their:
            out.append('%s%s: ours %s, theirs %s' % (where, key, ours.get(key), their))
    return out
