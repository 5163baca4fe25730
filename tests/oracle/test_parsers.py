#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tests of the oracle readers themselves; no compiler needed."""
import sys

import ir_facts
import llvm_ir
import matrix
import oracle_ls
import oracle_stats
import v0

passed = failed = 0


def expect(what, got, want):
    global passed, failed
    if got == want:
        passed += 1
    else:
        failed += 1
        print('FAILED %s: got %r, want %r' % (what, got, want))


def raises(what, exception, f):
    global passed, failed
    try:
        f()
    except exception:
        passed += 1
        return
    failed += 1
    print('FAILED %s: no %s' % (what, exception.__name__))


def sym(name):
    s = v0.parse(name)
    return s.path, s.generic, s.closure, s.shim, s.trait, s.instantiated_by and s.instantiated_by[0]


# names from the objects of the corpus
expect('fn', sym('_RNvCscx7Epq9T38z_8generics4mode'), ('generics::mode', False, False, False, None, None))
expect('inherent', sym('_RNvMs_Cscx7Epq9T38z_8genericsINtB4_5ArrayhKj4_E6as_u32'), ('generics::{impl#1}::as_u32', False, False, False, None, None))
expect('generic', sym('_RINvCscx7Epq9T38z_8generics6lengthhKj3_EB2_'), ('generics::length', True, False, False, None, 'generics'))
expect('trait impl', sym('_RNvXs5_Cscx7Epq9T38z_8genericsNtB5_4ModeNtNtCs4GguUpECm7x_4core3cmp2Eq20assert_fields_are_eq'),
       ('generics::{impl#7}::assert_fields_are_eq', False, False, False, 'X', None))
expect('foreign', sym('_RNvMNtCs4GguUpECm7x_4core3stre3lenCscx7Epq9T38z_8generics'), ('core::str::{impl#0}::len', False, False, False, None, 'generics'))
expect('closure', sym('_RNCNvC1a1f0B3_')[:3], ('a::f::{closure#0}', False, True))
expect('second closure', sym('_RNCNvC1a1fs_0B3_')[0], 'a::f::{closure#1}')
expect('shim', sym('_RNSNvC1a1f6vtableB3_')[0:4], ('a::f::{shim:vtable#0}', False, False, True))
expect('constructor', sym('_RNcNtCs98LvmbxaETQ_13structs_enums5Tuple0B3_')[0], 'structs_enums::Tuple::{constructor#0}')
expect('punycode', sym('_RNvCs3TujRLxy7rO_14unicode_identsu9gre_6ka8i')[0], 'unicode_idents::größe')
expect('stem', v0.parse('_RINvCscx7Epq9T38z_8generics6lengthhKj3_EB2_').stem, '_RINvCscx7Epq9T38z_8generics6lengthhKj3_E')
expect('llvm suffix', v0.parse('_RNvC1a1f.llvm.123').suffix, '.llvm.123')
raises('legacy', v0.NotV0, lambda: v0.parse('_ZN1a1f17h0123456789abcdefE'))
raises('cut', v0.NotV0, lambda: v0.parse('_RNvC1a5f'))
raises('rest', v0.NotV0, lambda: v0.parse('_RNvC1a1fxx'))

LS = '''Crate info:
name modules-x
hash b419387a03dfaff53d1f531a6ace3382 stable_crate_id StableCrateId(11498894819396718215)
proc_macro false
required_panic_strategy Some(Abort) panic_in_drop_strategy Unwind
compiler_builtins false needs_allocator true
=External Dependencies=
1 core-debsrc hash ac17 host_hash None kind Unconditional public
2 pm hash ac18 host_hash Some(Svh { hash: 1 }) kind MacrosOnly private

=Lang items=
sized = crate::marker::Sized
eh_personality = <missing>

=Lib features=
a since 1.0.0
b

=Items=
Public Mod crate {
    Restricted("crate::a") Static { safety: Safe, mutability: Not, nested: false } S {}
    Public Enum E {
        Public Ctor(Variant, Const) ??? {}
    }
}

'''
ls = oracle_ls.parse(LS)
expect('root', ls['root'], {'name': 'modules-x', 'hash': 'b419387a03dfaff53d1f531a6ace3382', 'stable_crate_id': '9f9447ea1bb88e87', 'proc_macro': 'false',
                            'required_panic_strategy': 'Some(Abort)', 'panic_in_drop_strategy': 'Unwind', 'compiler_builtins': 'false', 'needs_allocator': 'true'})
expect('deps', [(d['file'], d['kind'], d['private']) for d in ls['deps']], [('core-debsrc', 'Unconditional', False), ('pm', 'MacrosOnly', True)])
expect('lang items', ls['lang_items'], [('sized', 'crate::marker::Sized'), ('eh_personality', '<missing>')])
expect('features', ls['features'], [('a', '1.0.0'), ('b', None)])
expect('items', list(oracle_ls.flat(ls['items'])),
       [((), 'Mod', 'public'), (('S',), 'Static { safety: Safe, mutability: Not, nested: false }', 'crate::a'), (('E',), 'Enum', 'public'),
        (('E', '???'), 'Ctor(Variant, Const)', 'public')])
raises('open tree', ValueError, lambda: oracle_ls.parse_items(['Public Mod crate {']))
raises('no root', ValueError, lambda: oracle_ls.parse('\n'))

expect('stats 1.63', oracle_stats.parse('30 metadata bytes, of which 1 bytes (5%) are zero\n   preamble:  26 bytes ( 0.1%)\n lang item:  4 bytes (1%)\n'),
       ({'preamble': 26, 'lang-item': 4}, 30))
expect('stats 1.95', oracle_stats.parse('meta-stats tables    8_772 (36.1%)\nmeta-stats def-ids  1 ( 0.0%)\nmeta-stats Total   8_773 (of which 1% are zero bytes)\n'),
       ({'tables': 8772, 'def-ids': 1}, 8773))
raises('stats that do not sum', ValueError, lambda: oracle_stats.parse('meta-stats tables 8 (1%)\nmeta-stats Total 9 (of\n'))

IR = '''%"f::S" = type { i64, i64, i64 }
define x86_fastcallcc { i64, i1 } @f1(%"f::S"* noalias nocapture noundef sret(%"f::S") dereferenceable(24) %0, i1 noundef zeroext %a, void (%"f::S"*, i8)* nonnull %f, ...) unnamed_addr #0 !dbg !7 {
  %1 = call i16 (i8, i32 (i8)*, ...) %call(i8 signext %a, <4 x i32> inreg %v) #1, !range !5
}
declare noundef range(i8 0, 3) i8 @"odd name"(ptr align 8 captures(address, read_provenance) dereferenceable_or_null(8)) #1
attributes #0 = { nonlazybind uwtable "target-cpu"="nounwind" }
attributes #1 = { nounwind }
'''
ir = llvm_ir.functions(IR)
f1 = ir['f1']
expect('functions', (list(ir), f1.convention, f1.returns.type, f1.variadic), (['f1', 'odd name'], 'x86_fastcallcc', '{ i64, i1 }', True))
expect('parameters', [p.type for p in f1.parameters], ['%"f::S"*', 'i1', 'void (%"f::S"*, i8)*'])
expect('attributes', f1.parameters[0].attributes, {'noalias': None, 'nocapture': None, 'noundef': None, 'sret': '%"f::S"', 'dereferenceable': '24'})
expect('declaration', (ir['odd name'].returns, ir['odd name'].parameters[0].attributes),
       (llvm_ir.Value('i8', {'noundef': None, 'range': 'i8 0, 3'}), {'align': '8', 'captures': 'address, read_provenance', 'dereferenceable_or_null': '8'}))
expect('flags', ('nounwind' in f1.flags, 'uwtable' in f1.flags, 'nounwind' in ir['odd name'].flags), (False, True, True))
call = llvm_ir.calls(IR, 'call')['f1']
expect('call', (call.returns.type, [(p.type, p.attributes) for p in call.parameters], call.flags),
       ('i16', [('i8', {'signext': None}), ('<4 x i32>', {'inreg': None})], {'nounwind'}))
raises('two calls', ValueError, lambda: llvm_ir.calls(IR.replace('}\ndeclare', '  call void %call()\n}\ndeclare'), 'call'))

# One function in our words, the same as IR, and IR that differs in one thing each: all but the first have to be noticed.
NONE = {'flags': [], 'extension': 'none', 'pointee_size': 0, 'pointee_align': 0}
OURS = {'convention': 'C', 'can_unwind': False, 'variadic': False, 'fixed_count': 4, 'returns': {'type': 'u8', 'mode': 'direct', 'attributes': NONE},
        'arguments': [{'type': '&u64', 'mode': 'direct', 'attributes': {**NONE, 'flags': ['nonnull', 'noalias'], 'pointee_size': 8, 'pointee_align': 8}},
                      {'type': 'P', 'mode': 'pair', 'attributes': {**NONE, 'extension': 'zero'}, 'second_attributes': NONE}, {'type': '()', 'mode': 'ignore'},
                      {'type': 'B', 'mode': 'cast', 'prefix': [], 'unit': {'kind': 'integer', 'size': 8}, 'total': 12, 'consecutive': False, 'attributes': NONE}]}
U8, BOOL = {'primitive': 'u8', 'valid_start': 0, 'valid_end': 255}, {'primitive': 'u8', 'valid_start': 0, 'valid_end': 1}
LAYOUTS = {'u8': {'uninhabited': False, 'backend_repr': {'kind': 'scalar', 'a': U8}}, '&u64': {'backend_repr': {'kind': 'scalar', 'a': {'primitive': 'pointer'}}},
           'P': {'backend_repr': {'kind': 'scalar pair', 'a': BOOL, 'b': {'primitive': 'f64'}}}}
SAME = 'define i8 @f(ptr noalias align 8 dereferenceable(8) %a, i1 zeroext %b, double %c, { i64, i32 } %d) nounwind {'


def compared(line):
    return ir_facts.Comparison(LAYOUTS, {}, ir_facts.Encoding(63, True)).run(llvm_ir.functions(line)['f'], OURS, False)


expect('same IR', compared(SAME), [])
for one, other in (('i8 @', 'i16 @'), ('i8 @', 'zeroext i8 @'), ('noalias ', ''), ('align 8', 'align 4'), ('(8)', '(16)'), ('zeroext', 'signext'), ('i1 ', 'i8 '),
                   ('double', 'i64'), ('i64, i32', 'i64, i64'), ('{ i64, i32 } ', '[2 x i64] '), (' nounwind', ''), (' nounwind', ' nounwind noreturn'),
                   ('define', 'define coldcc'), ('%d)', '%d, i8 %e)'), ('%d)', '%d, ...)'), (', double %c', ''), ('ptr noalias', 'ptr byval([8 x i8]) noalias')):
    expect('another IR: %s' % other, bool(compared(SAME.replace(one, other, 1))), True)

empty = matrix.Check('r', 'c')
expect('nothing compared is bad', empty.bad, True)
empty.skip('why')
expect('skipped is not bad', (empty.bad, empty.compared), (False, 0))
empty.compare('x', 1, 2)
expect('different is bad', empty.bad, True)

print('%d passed, %d failed' % (passed, failed))
sys.exit(failed != 0)
