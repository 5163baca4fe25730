# SPDX-License-Identifier: MIT OR Apache-2.0
"""Holds one function as LLVM's IR declares or calls it (llvm_ir.py) against what `rmetacrc layout --fn --format json` says of it.

What rustc makes of a FnAbi for LLVM is in rustc_codegen_llvm/src/abi.rs (`llvm_type`, `apply_attrs_llfn`, `apply_attrs_callsite`, `get_attrs`); what differs
between releases is in `Encoding`. Compared: calling convention, result, number and types of all LLVM parameters, every attribute of each that a FnAbi asks
for and none besides, variadic, `nounwind`, `noreturn`. Left out, as no FnAbi has them: valid ranges, `writable`, and what is dead behind a pointer.
Types of values that are passed as they are are those of their layout, which the program is asked for, too.
"""
import re

from llvm_ir import split

CONVENTIONS = {'C': '', 'Rust': '', 'ArmAapcs': 'arm_aapcscc', 'X86Stdcall': 'x86_stdcallcc', 'X86Fastcall': 'x86_fastcallcc',
               'X86Thiscall': 'x86_thiscallcc', 'X86Vectorcall': 'x86_vectorcallcc', 'X86SysV64': 'x86_64_sysvcc', 'X86Win64': 'win64cc'}
CAPTURES = {'captures(none)': 'none', 'captures(address)': 'address', 'captures(readonly)': 'address, read_provenance'}
FLOATS = {2: 'half', 4: 'float', 8: 'double', 16: 'fp128'}
NOT_OURS = {'range', 'writable', 'dead_on_unwind', 'dead_on_return'}
EXTENSIONS = {'zero': 'zeroext', 'sign': 'signext'}


class Encoding:
    """How a release writes a FnAbi as IR."""

    def __init__(self, minor, optimised):
        # Attributes that change no code's meaning are for optimised code only, `sret` and `byval` name a type, calls say whether they return.
        self.hints = optimised or minor < 63
        self.named_memory = minor >= 63
        self.calls_have_flags = minor >= 63
        # What does not fill the last register of a cast is a smaller integer; later, a whole register.
        self.splits_last_register = minor < 85
        self.rust_cold = 'coldcc' if minor < 78 else 'preserve_mostcc'
        # "Can be read" includes "is not freed" for LLVM, so it is said only with that.
        self.reads_need_nofree = minor >= 98


def expected_attributes(j, enc):
    """{word: argument} for the attributes of one LLVM parameter."""
    flags, out = set(j['flags']), {}
    if 'inreg' in flags:
        out['inreg'] = None
    if int(j['pointee_align']):
        out['align'] = str(j['pointee_align'])
    if j['extension'] != 'none':
        out[EXTENSIONS[j['extension']]] = None
    if not enc.hints:
        return out
    size = int(j['pointee_size'])
    if size and (not enc.reads_need_nofree or 'nofree' in flags):
        out['dereferenceable' if 'nonnull' in flags else 'dereferenceable_or_null'] = str(size)
        flags.discard('nonnull')
    for flag in flags - {'inreg'}:
        if flag in CAPTURES:
            out['captures'] = CAPTURES[flag]
        else:
            out['noalias' if flag == 'noalias(mut)' else flag] = None
    return out


def register_type(r):
    size = int(r['size'])
    if r['kind'] == 'vector':
        return ('vector', size)
    return FLOATS[size] if r['kind'] == 'float' else 'i%d' % (size * 8)


def cast_type(a, enc):
    unit, total, size = register_type(a['unit']), int(a['total']), int(a['unit']['size'])
    prefix = [register_type(r) for r in a['prefix']]
    count, rest = (total // size, total % size) if size else (0, 0)
    if enc.splits_last_register:
        if not prefix and total <= size:
            return unit
        if not prefix and rest == 0:
            return ('array', count, unit)
        return ('struct', prefix + [unit] * count + (['i%d' % (rest * 8)] if rest else []))
    count += rest != 0
    if prefix:
        return ('struct', prefix + [unit] * count)
    if count == 1 and not (a['consecutive'] and unit == 'i128'):
        return unit
    return ('array', count, unit)


def scalar_type(s, held=False):
    """`held`: as part of a pair in memory, where a bool is a byte."""
    name = s['primitive']
    if name.startswith('pointer'):
        return 'pointer'
    if name == 'u8' and str(s['valid_start']) == '0' and str(s['valid_end']) == '1':
        return ('either', 'i1', 'i8') if held else 'i1'
    return FLOATS[int(name[1:]) // 8] if name[0] == 'f' else 'i' + name[1:]


def layout_type(layout):
    """Of a value that is passed as it is."""
    repr_ = layout['backend_repr']
    if repr_['kind'] == 'scalar':
        return scalar_type(repr_['a'])
    if repr_['kind'] == 'scalar pair':
        return ('struct', [scalar_type(repr_['a'], True), scalar_type(repr_['b'], True)])
    if repr_['kind'] == 'vector':
        return ('vector of', int(repr_['count']), scalar_type(repr_['a'], True))
    return 'aggregate'


def matches(text, want, named):
    """Whether a type as LLVM writes it is the wanted one. `named` are the module's named types."""
    text = text.strip()
    while text in named:
        text = named[text]
    if want == 'pointer':
        return text == 'ptr' or text.endswith('*') or text.startswith('ptr addrspace')
    if want == 'aggregate':
        return text[0] in '{[<%'
    if isinstance(want, str):
        return text == want
    kind = want[0]
    if kind == 'either':
        return text in want[1:]
    if kind == 'vector':            # what its elements are is of no consequence to callers
        m = re.fullmatch(r'<(\d+) x (\w+)>', text)
        return bool(m) and int(m[1]) * element_size(m[2]) == want[1]
    if kind == 'vector of':
        m = re.fullmatch(r'<(\d+) x (.+)>', text)
        return bool(m) and int(m[1]) == want[1] and matches(m[2], want[2], named)
    if kind == 'array':
        m = re.fullmatch(r'\[(\d+) x (.+)\]', text)
        return bool(m) and int(m[1]) == want[1] and matches(m[2], want[2], named)
    m = re.fullmatch(r'\{ (.*) \}', text)
    parts = split(m[1]) if m else []
    return len(parts) == len(want[1]) and all(matches(p, w, named) for p, w in zip(parts, want[1]))


def element_size(name):
    sizes = {v: k for k, v in FLOATS.items()}
    return sizes[name] if name in sizes else int(name[1:]) // 8


class Comparison:
    def __init__(self, layouts, named, enc):
        self.layouts, self.named, self.enc = layouts, named, enc
        self.wrong, self.types_unknown = [], 0

    def say(self, *what):
        self.wrong.append(' '.join(str(w) for w in what))

    def attributes(self, where, theirs, want):
        theirs = {k: v for k, v in theirs.items() if k not in NOT_OURS}
        if theirs != want:
            self.say(where, 'attributes: theirs', words_of(theirs), 'ours', words_of(want))

    def type(self, where, theirs, want):
        if want is not None and not matches(theirs, want, self.named):
            self.say(where, 'type: theirs', theirs, 'ours', want)

    def direct(self, a):
        layout = self.layouts.get(a['type'])
        if layout is None and re.match(r'(core::pin::Pin<)?&', a['type']):      # to a closure, which has no name
            return 'pointer'
        if layout is None:
            self.types_unknown += 1
            return None
        return layout_type(layout)

    def halves(self, a):
        layout = self.layouts.get(a['type'])
        if layout is None:
            self.types_unknown += 1
            return None, None
        repr_ = layout['backend_repr']
        if repr_['kind'] != 'scalar pair':
            self.say('a pair', a['type'], 'whose layout is', repr_['kind'])
            return None, None
        return scalar_type(repr_['a']), scalar_type(repr_['b'])

    def parameters(self, ours):
        """(where, type, attributes, what holds memory) of each LLVM parameter that ours has."""
        ret = ours['returns']
        if ret['mode'] == 'indirect':
            yield 'result', 'pointer', expected_attributes(ret['attributes'], self.enc), 'sret'
        count = ours['fixed_count'] if ours['variadic'] else len(ours['arguments'])
        for i, a in enumerate(ours['arguments'][:count]):
            where, mode = 'argument %d (%s)' % (i, a['type']), a['mode']
            if mode == 'direct':
                yield where, self.direct(a), expected_attributes(a['attributes'], self.enc), None
            elif mode == 'pair':
                first, second = self.halves(a)
                yield where, first, expected_attributes(a['attributes'], self.enc), None
                yield where + ' second', second, expected_attributes(a['second_attributes'], self.enc), None
            elif mode == 'cast':
                if a.get('pad_i32'):
                    yield where + ' padding', 'i32', {}, None
                yield where, cast_type(a, self.enc), expected_attributes(a['attributes'], self.enc), None
            elif mode == 'indirect':
                yield where, 'pointer', expected_attributes(a['attributes'], self.enc), 'byval' if a['on_stack'] else None
                if 'second_attributes' in a:
                    yield where + ' metadata', None, expected_attributes(a['second_attributes'], self.enc), None

    def result(self, theirs, ret):
        mode = ret['mode']
        if mode in ('ignore', 'indirect'):
            return self.type('result', theirs.type, 'void')
        want, attributes = None, {}
        if mode == 'direct':
            want, attributes = self.direct(ret), expected_attributes(ret['attributes'], self.enc)
        elif mode == 'pair':
            first, second = self.halves(ret)
            byte = lambda t: ('either', 'i1', 'i8') if t == 'i1' else t
            want = first and ('struct', [byte(first), byte(second)])
        elif mode == 'cast':
            want, attributes = cast_type(ret, self.enc), expected_attributes(ret['attributes'], self.enc)
        self.type('result', theirs.type, want)
        self.attributes('result', theirs.attributes, attributes)

    def memory(self, where, theirs, kind, size):
        """`sret` and `byval`; the type behind them has the size that is said to be readable."""
        for word in ('sret', 'byval'):
            if (word in theirs) != (kind == word):
                self.say(where, word, 'theirs', word in theirs, 'ours', kind == word)
        held = theirs.get(kind) if kind else None
        m = re.fullmatch(r'\[(\d+) x i8\]', held or '')
        if m and size and m[1] != size:
            self.say(where, 'size: theirs', m[1], 'ours', size)
        if kind and held is None and self.enc.named_memory:
            self.say(where, kind, 'without a type')

    def run(self, theirs, ours, is_call):
        convention = self.enc.rust_cold if ours['convention'] == 'RustCold' else CONVENTIONS[ours['convention']]
        if theirs.convention != convention:
            self.say('convention: theirs', repr(theirs.convention), 'ours', repr(convention))
        self.result(theirs.returns, ours['returns'])
        want = list(self.parameters(ours))
        if len(want) != len(theirs.parameters):
            self.say('parameters: theirs', [p.type for p in theirs.parameters], 'ours', [(w[0], w[1]) for w in want])
        else:
            for p, (where, type_, attributes, kind) in zip(theirs.parameters, want):
                self.type(where, p.type, type_)
                self.memory(where, p.attributes, kind, attributes.get('dereferenceable'))
                self.attributes(where, {k: v for k, v in p.attributes.items() if k not in ('sret', 'byval')}, attributes)
        if not is_call and theirs.variadic != ours['variadic']:
            self.say('variadic: theirs', theirs.variadic, 'ours', ours['variadic'])
        if is_call and not self.enc.calls_have_flags:
            return self.wrong
        if ours['can_unwind'] is not None and ('nounwind' in theirs.flags) == ours['can_unwind']:
            self.say('nounwind: theirs', 'nounwind' in theirs.flags, 'ours', not ours['can_unwind'])
        layout = self.layouts.get(ours['returns']['type'])
        if layout is not None and ('noreturn' in theirs.flags) != layout['uninhabited']:
            self.say('noreturn: theirs', 'noreturn' in theirs.flags, 'ours', layout['uninhabited'])
        return self.wrong


def words_of(attributes):
    return ' '.join(sorted(k if v is None else '%s(%s)' % (k, v) for k, v in attributes.items())) or '-'
