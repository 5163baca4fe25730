# SPDX-License-Identifier: MIT OR Apache-2.0
"""Brings a function ABI as rustc prints it (`#[rustc_abi(debug)]`) and one as `rmetacrc layout --fn --format json` prints it to the same facts.

Everything that FnAbi says apart from layouts is compared: convention, unwinding, variadic, number of fixed arguments, and for each argument and the
result its mode with all attributes, registers and offsets. Layouts are left to layout_facts.py.
"""
from layout_facts import differences
from rust_debug import Node, size

FLAGS = {'NoAlias': 'noalias', 'NoCapture': 'nocapture', 'NonNull': 'nonnull', 'ReadOnly': 'readonly', 'InReg': 'inreg', 'NoUndef': 'noundef',
         'CapturesNone': 'captures(none)', 'CapturesAddress': 'captures(address)', 'CapturesReadOnly': 'captures(readonly)', 'NoFree': 'nofree',
         'Writable': 'writable'}
CONVENTIONS = {'PreserveMost': 'RustCold', 'X86_64SysV': 'X86SysV64', 'X86_64Win64': 'X86Win64', 'X86VectorCall': 'X86Vectorcall', 'X86ThisCall': 'X86Thiscall',
               'X86Intr': 'InterruptX86'}
EXTENSIONS = {'None': 'none', 'Zext': 'zero', 'Sext': 'sign'}


def compare(theirs, ours, minor):
    theirs, ours = from_rustc(theirs), from_ours(ours)
    if ours['can_unwind'] is None and minor < 81 and not ours['convention'].startswith('Rust'):
        del theirs['can_unwind']        # metadata does not say whether the crate has the feature c_unwind
    return differences(theirs, ours)


def name(v):
    return v.name if isinstance(v, Node) else v


def option(v):
    return None if name(v) == 'None' else v['0']


def attributes(v):
    align = option(v['pointee_align'])
    return {'flags': sorted(FLAGS[f.strip()] for f in v['regular'].split('|') if f.strip()), 'extension': EXTENSIONS[v['arg_ext']],
            'pointee_size': size(v['pointee_size']), 'pointee_align': 0 if align is None else size(align)}


def register(v):
    return {'kind': name(v['kind']).lower(), 'size': size(v['size'])}


def passed(arg):
    mode = arg['mode']
    kind = name(mode)
    out = {'mode': kind.lower()}
    if kind == 'Direct':
        out['attributes'] = attributes(mode['0'])
    elif kind == 'Pair':
        out['attributes'], out['second'] = attributes(mode['0']), attributes(mode['1'])
    elif kind == 'Cast':
        cast = mode['cast']
        prefix = [option(r) if name(r) in ('Some', 'None') else r for r in cast['prefix']]
        out['prefix'] = [register(r) for r in prefix if r is not None]
        out['unit'], out['total'] = register(cast['rest']['unit']), size(cast['rest']['total'])
        if cast.has('rest_offset'):
            offset = option(cast['rest_offset'])
            out['rest_offset'] = None if offset is None else size(offset)
        if cast['rest'].has('is_consecutive'):
            out['consecutive'] = cast['rest']['is_consecutive'] == 'true'
        out['attributes'] = attributes(cast['attrs'])
        out['pad_i32'] = mode['pad_i32'] == 'true'
    elif kind == 'Indirect':
        out['attributes'], out['on_stack'] = attributes(mode['attrs']), mode['on_stack'] == 'true'
        meta = option(mode['meta_attrs'])
        out['second'] = None if meta is None else attributes(meta)
    elif kind != 'Ignore':
        raise ValueError('a mode of another form: %r' % mode)
    return out


def from_rustc(v):
    conv = v['conv']
    conv = conv.name + name(conv['0']) if isinstance(conv, Node) else conv
    return {'convention': CONVENTIONS.get(conv, conv), 'can_unwind': v['can_unwind'] == 'true', 'variadic': v['c_variadic'] == 'true',
            'fixed_count': int(v['fixed_count']), 'arguments': [passed(a) for a in v['args']], 'returns': passed(v['ret'])}


def our_attributes(j):
    return {'flags': sorted(j['flags']), 'extension': j['extension'], 'pointee_size': int(j['pointee_size']), 'pointee_align': int(j['pointee_align'])}


def our_register(j):
    return {'kind': j['kind'], 'size': int(j['size'])}


def our_passed(j):
    out = {'mode': j['mode']}
    if 'attributes' in j:
        out['attributes'] = our_attributes(j['attributes'])
    if j['mode'] in ('pair', 'indirect'):
        out['second'] = our_attributes(j['second_attributes']) if 'second_attributes' in j else None
    if j['mode'] == 'cast':
        out.update(prefix=[our_register(r) for r in j['prefix']], unit=our_register(j['unit']), total=int(j['total']),
                   rest_offset=int(j['rest_offset']) if 'rest_offset' in j else None, consecutive=j['consecutive'], pad_i32=j.get('pad_i32', False))
    if j['mode'] == 'indirect':
        out['on_stack'] = j['on_stack']
    return out


def from_ours(j):
    return {'convention': j['convention'], 'can_unwind': j['can_unwind'], 'variadic': j['variadic'], 'fixed_count': j['fixed_count'],
            'arguments': [our_passed(a) for a in j['arguments']], 'returns': our_passed(j['returns'])}
