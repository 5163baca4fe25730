#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tests of the oracle readers themselves; no compiler needed."""
import sys

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

empty = matrix.Check('r', 'c')
expect('nothing compared is bad', empty.bad, True)
empty.skip('why')
expect('skipped is not bad', (empty.bad, empty.compared), (False, 0))
empty.compare('x', 1, 2)
expect('different is bad', empty.bad, True)

print('%d passed, %d failed' % (passed, failed))
sys.exit(failed != 0)
