#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Can the expectations fail? Swaps two parts of one shape in a release's schema, which every byte count survives, and demands that
the facts about the fixture crates notice. Needs no compiler."""
import json
import os
import sys
import tempfile

import expectations
import matrix
import toolchain
from expectations import FIXTURES
from tool import Tool, ToolError

COMPAT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../compat/schema')

# end of the type's name, the two fields or variants, a fixture whose facts must notice
SWAPS = [
    ('::ReprOptions', 'align', 'pack', 'structs_enums'),
    ('::IntTy', 'I32', 'I64', 'structs_enums'),
    ('::UintTy', 'U8', 'Usize', 'structs_enums'),
    ('::FloatTy', 'F32', 'F64', 'structs_enums'),
    ('::TyKind', 'Bool', 'Char', 'structs_enums'),
    ('::TyKind', 'Str', 'Never', 'generics'),
    ('::Mutability', 'Mut', 'Not', 'ffi_items'),
    ('::Deprecation', 'note', 'suggestion', 'attributes'),
]


def swap(parts, a, b):
    """Exchanges two names in a list of [name, …]; False if it has not both, with one shape."""
    names = [p[0] for p in parts]
    if a not in names or b not in names:
        return False
    i, j = names.index(a), names.index(b)
    parts[i][0], parts[j][0] = b, a
    return True


def mutated(schema, ending, a, b):
    """A copy of a schema with the swap in every type it fits, and how many those are."""
    copy, n = json.loads(json.dumps(schema)), 0
    for name, t in copy['types'].items():
        if t and name.endswith(ending) and 'ast::TyKind' not in name:
            n += swap(t.get('fields') or t.get('variants') or [], a, b)
    return copy, n


def whole(release):
    """A release's schema with what it takes from its base filled in (compat/SCHEMA.md)."""
    with open(os.path.join(COMPAT, release + '.json')) as f:
        schema = json.load(f)
    if not schema.get('base'):
        return schema
    base = whole(schema['base'])
    types = {**base['types'], **schema.get('types', {})}
    return {**base, **schema, 'base': None, 'types': {name: t for name, t in types.items() if t}}


def facts(tool, release, crate):
    row = matrix.Check(release, crate)
    checker = expectations.Checker(tool, release, os.path.join(FIXTURES, release))
    try:
        expectations.check(row, checker, crate, os.path.join(FIXTURES, 'expect', crate + '.txt'))
    except (ToolError, KeyError, ValueError, TypeError) as e:
        row.fail(str(e))
    return row


def main():
    passed = failed = 0
    for release in toolchain.RELEASES:
        schema = whole(release)
        for ending, a, b, crate in SWAPS:
            copy, n = mutated(schema, ending, a, b)
            if not n:
                print('FAILED %s: no type …%s with %s and %s' % (release, ending, a, b))
                failed += 1
                continue
            with tempfile.TemporaryDirectory() as folder:
                with open(os.path.join(folder, release + '.json'), 'w') as f:
                    json.dump(copy, f)
                row = facts(Tool(options=['--compat-dir', folder]), release, crate)
            if row.failures and row.equal:
                passed += 1
            else:
                print('FAILED %s: %s and %s of …%s swapped, and %s says %d equal, %d different' % (
                    release, a, b, ending, crate, row.equal, len(row.failures)))
                failed += 1
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
