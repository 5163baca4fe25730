# SPDX-License-Identifier: MIT OR Apache-2.0
"""Brings a layout as rustc prints it and a layout as `rmetacrc layout --format json` prints it to the same facts.

Everything rustc says is compared: size, alignment, representation with valid ranges, shape, offsets and order of fields,
variants, tag, niche, largest niche; from the releases that print them also inhabitedness and the alignments before and by
`repr(align)`. What a release does not print is absent from its facts and so not compared.
"""
import re

from rust_debug import Node, size

INTEGERS = {'I8': 8, 'I16': 16, 'I32': 32, 'I64': 64, 'I128': 128}


def differences(theirs, ours, where=''):
    """Paths of the facts that differ, with both values; `ours` may say more than `theirs`."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        out = []
        for key in theirs:
            out += differences(theirs[key], ours.get(key, 'nothing'), where + '.' + key)
        return out
    if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        return [d for i, (a, b) in enumerate(zip(theirs, ours)) for d in differences(a, b, '%s[%d]' % (where, i))]
    return [] if theirs == ours else ['%s: rustc %s, ours %s' % (where[1:], theirs, ours)]


def compare(theirs, ours):
    """`theirs` as rust_debug reads it, `ours` as JSON; what differs."""
    return differences(from_rustc(theirs), from_ours(ours))


# -- rustc's

def name(v):
    return v.name if isinstance(v, Node) else v


def valid_range(text):
    m = re.match(r'^\(?\.\.=(\d+)\)? \| \(?(\d+)\.\.\)?$', text)
    if m:
        return [int(m.group(2)), int(m.group(1))]
    m = re.match(r'^(\d+)\.\.=(\d+)$', text)
    if not m:
        raise ValueError('a range of another form: %s' % text)
    return [int(m.group(1)), int(m.group(2))]


def primitive(v):
    kind = name(v)
    if kind == 'Int':
        return '%s%d' % ('i' if v['1'] == 'true' else 'u', INTEGERS[v['0']])
    if kind == 'Float':
        return v['0'].lower()
    if kind == 'Pointer':
        space = v['0']['0'] if isinstance(v, Node) and isinstance(v['0'], Node) else '0'
        return 'pointer' if space == '0' else 'pointer(%s)' % space
    return kind.lower()     # F32 and F64 before 1.76


def scalar(v):
    if name(v) == 'Union':
        return {'primitive': primitive(v['value']), 'valid': None}
    return {'primitive': primitive(v['value']), 'valid': valid_range(v['valid_range'])}


def representation(v):
    kind = name(v)
    if kind == 'Scalar':
        return {'kind': 'scalar', 'a': scalar(v['0'])}
    if kind == 'ScalarPair':
        return {'kind': 'scalar pair', 'a': scalar(v['0']), 'b': scalar(v['1'])}
    if kind in ('Vector', 'SimdVector'):
        return {'kind': 'vector', 'a': scalar(v['element']), 'count': int(v['count'])}
    if kind in ('Memory', 'Aggregate'):
        return {'kind': 'memory', 'sized': v['sized'] == 'true'}
    if kind == 'Uninhabited':
        return {'kind': 'memory', 'sized': True}
    raise ValueError('a representation of another form: %r' % v)


def shape(v):
    kind = name(v)
    if kind == 'Primitive':
        return {'shape': 'primitive'}
    if kind == 'Union':
        return {'shape': 'union', 'count': int(v['0'])}
    if kind == 'Array':
        return {'shape': 'array', 'stride': size(v['stride']), 'count': int(v['count'])}
    order = [int(i) for i in v.get('in_memory_order', 'memory_index')]
    if not v.has('in_memory_order'):    # the place of each field, not the field at each place
        places, order = order, [0] * len(order)
        for field, place in enumerate(places):
            order[place] = field
    return {'shape': 'arbitrary', 'offsets': [size(o) for o in v['offsets']], 'order': order}


def niche(v):
    if name(v) == 'None':
        return None
    n = v['0']
    s = n['scalar'] if n.has('scalar') else n
    return {'offset': size(n['offset']), 'primitive': primitive(s['value']), 'valid': valid_range(s['valid_range'])}


def variants(v, fields):
    kind = name(v)
    if kind in ('Single', 'Empty'):
        return {'variants': kind.lower() if kind == 'Empty' else int(v['index'])}
    encoding = v['tag_encoding']
    out = {'tag': scalar(v['tag']), 'tag_offset': size(fields['offsets'][int(v['tag_field'])]),
           'variants': [variant_from_rustc(x) for x in v['variants']]}
    if name(encoding) == 'Niche':
        first, last = re.match(r'^(\d+)\.\.=(\d+)$', encoding['niche_variants']).groups()
        out['niche'] = {'untagged': int(encoding.get('untagged_variant', 'dataful_variant')), 'first': int(first), 'last': int(last),
                        'start': int(encoding['niche_start'])}
    else:
        out['niche'] = None
    return out


def variant_from_rustc(v):
    """A variant inside of an enum: since 1.97 what it has of its own, before that a layout as of a type."""
    if not v.has('field_offsets'):
        return from_rustc(v, whole=False)
    order = [int(i) for i in v['fields_in_memory_order']]
    return {'size': size(v['size']), 'repr': representation(v['backend_repr']), 'largest_niche': niche(v['largest_niche']),
            'uninhabited': v['uninhabited'] == 'true',
            'fields': {'shape': 'arbitrary', 'offsets': [size(o) for o in v['field_offsets']], 'order': order}}


def from_rustc(v, whole=True):
    repr_ = v.get('backend_repr', 'abi')
    out = {'size': size(v['size']), 'align': size(v['align']), 'repr': representation(repr_), 'largest_niche': niche(v['largest_niche']),
           'fields': shape(v['fields'])}
    if v.has('uninhabited'):
        out['uninhabited'] = v['uninhabited'] == 'true'
    elif name(repr_) == 'Uninhabited':
        out['uninhabited'] = True
    if whole:
        out['which'] = variants(v['variants'], v['fields'])
        if v.has('max_repr_align'):
            out['max_repr_align'] = 0 if name(v['max_repr_align']) == 'None' else size(v['max_repr_align']['0'])
        if v.has('unadjusted_abi_align'):
            out['unadjusted_align'] = size(v['unadjusted_abi_align'])
        if v.has('randomization_seed'):
            out['randomization_seed'] = int(v['randomization_seed'])
        if isinstance(v['align'], Node) and v['align'].has('pref'):
            out['preferred_align'] = size(v['align']['pref'])
    return out


# -- ours

def our_scalar(j):
    valid = None if j['valid_start'] is None else [int(j['valid_start']), int(j['valid_end'])]
    return {'primitive': j['primitive'], 'valid': valid}


def our_shape(j):
    kind = j['shape']
    if kind == 'union':
        return {'shape': kind, 'count': int(j['count'])}
    if kind == 'array':
        return {'shape': kind, 'stride': int(j['stride']), 'count': int(j['count'])}
    if kind == 'arbitrary':
        return {'shape': kind, 'offsets': [int(o) for o in j['offsets']], 'order': [int(i) for i in j['memory_order']]}
    return {'shape': kind}


def from_ours(j, whole=True):
    r = j['backend_repr']
    representation = {'kind': r['kind'], 'sized': r['sized'], 'count': int(r.get('count', 0))}
    for part in 'ab':
        if part in r:
            representation[part] = our_scalar(r[part])
    n = j['niche']
    out = {'size': int(j['size']), 'align': int(j['align']), 'repr': representation, 'uninhabited': j['uninhabited'],
           'largest_niche': n and {'offset': int(n['offset']), 'primitive': n['primitive'],
                                   'valid': [int(n['valid_start']), int(n['valid_end'])]},
           'fields': our_shape(j)}
    if whole:
        out['which'] = our_variants(j)
        out['max_repr_align'], out['unadjusted_align'] = int(j['max_repr_align']), int(j['unadjusted_align'])
        out['randomization_seed'] = int(j.get('randomization_seed', 0))
        if 'preferred_align' in j:
            out['preferred_align'] = int(j['preferred_align'])
    return out


def our_variants(j):
    tag = j['tag']
    if not tag:
        if j['variant_kind'] == 'empty':
            return {'variants': 'empty'}
        return {'variants': j.get('single_variant', 0)}
    index = {v['name']: i for i, v in enumerate(j['variants'])}
    return {'tag': our_scalar(tag['scalar']), 'tag_offset': int(tag['offset']),
            'variants': [from_ours(v, whole=False) for v in j['variants']],
            'niche': None if tag['encoding'] == 'direct' else
            {'untagged': index[tag['untagged']], 'first': int(tag['niche_variants'][0]), 'last': int(tag['niche_variants'][1]),
             'start': int(tag['niche_start'])}}
