# SPDX-License-Identifier: MIT OR Apache-2.0
"""Symbol names: what `rmetacrc symbols` computes from metadata against what `nm` shows in the object of the same compilation.

Names in both are equal byte by byte. What only one side has is put in a category with a reason; a symbol of this crate whose
item exists, is not generic and was named otherwise is a failure, and so is an exported item that the object does not define.
"""
import re

import v0

# Symbols that the compiler makes for no item at all, by what they are.
NO_ITEM = [
    (re.compile(r'(\.L)?anon\.[0-9a-f]{32}\.\d+$'), 'anonymous constants (anon.*)'),
    (re.compile(r'(\.L)?alloc_[0-9a-f]{32}$'), 'anonymous constants (alloc_*)'),
    (re.compile(r'(\.L)?vtable\.[0-9a-f]+$|(\.L)?__unnamed_\d+$|(\.L)?str\.\d+$|(\.L)?byte_str\.[0-9a-f]+$'), 'vtables and strings without names'),
    (re.compile(r'GCC_except_table\d+$|DW\.ref\..*|rust_eh_personality$'), 'exception tables'),
    (re.compile(r'(\.L)?switch\.table\.|\.LCPI|\.Lswitch|\.LJTI|\.str(\.\d+)?$'), 'tables made by LLVM'),
    (re.compile(r'__rust_alloc|__rust_dealloc|__rust_realloc|__rdl_|__rg_|__rust_no_alloc_shim|__rustc'), 'allocator shims'),
    (re.compile(r'__rust_try(\.llvm\.\d+)?$'), 'the function that catches unwinding, made for an intrinsic'),
    (re.compile(r'rust_metadata_|__rustc_debug_gdb_scripts_section__|__rustc_proc_macro_decls_'), 'carriers of metadata'),
]


def read_nm(path):
    """[(name, type letter)] of defined symbols, without files and sections."""
    out = []
    with open(path) as f:
        for line in f:
            words = line.split()
            if len(words) >= 3 and words[-2] not in ('a', 'N'):
                out.append((words[-1], words[-2]))
    if not out:
        raise ValueError('%s: no symbols' % path)
    return out


def crate_of(sym, name):
    return sym.crate[0] == name


def sort_nm_only(name, crate, items, asm, linked, ours):
    """(category, None) for a symbol that stands for no non-generic item of this crate; (None, why it is wrong); (None, None) for an
    inline item that we name without the crate that instantiated it."""
    for pattern, category in NO_ITEM:
        if pattern.match(name):
            return category, None
    if name in asm:
        return 'global assembly', None
    try:
        s = v0.parse(name)
    except v0.NotV0 as e:
        if name.startswith('_ZN'):
            return 'legacy names', None
        if linked:
            return 'what the linker brought in', None
        return None, 'no item has this name, and it is no v0 name (%s)' % e
    if s.crate[0] == '__rustc' or '__rustc' in s.path:
        return 'allocator shims', None
    if s.shim:
        return 'shims', None
    if s.generic or s.trait == 'Y' and s.instantiated_by:
        return ('generic instances of closures' if s.closure else 'generic instances'), None
    if not crate_of(s, crate):
        return "other crates' items instantiated here", None
    if s.instantiated_by and s.stem in ours:
        return None, None
    found = items.get(s.path)
    if found is None:
        return None, 'no item has the path %s' % s.path
    if found['generic']:
        return ('generic instances of closures' if s.closure else 'generic instances'), None
    if s.path.endswith('{constructor#0}'):
        return 'constructors made into functions', None
    if s.instantiated_by:
        return None, 'inline item %s is not listed' % s.path
    if s.suffix:
        return 'LLVM copies (%s)' % re.sub(r'\d+', 'N', s.suffix), None
    return None, 'item %s was named otherwise' % s.path


def check_symbols(check, tool, built, items, asm=()):
    """items: {path: {'generic': bool, 'kind': text}} of this crate, from its dump."""
    linked = (built.carrier or '').endswith('.so')
    out = tool.json('symbols', built.meta, *built.search)
    ours = {}
    for s in out['symbols']:
        if s['name'] in ours:
            check.fail('%s: %s is named twice: %s and %s' % (built.name, s['name'], ours[s['name']]['path'], s['path']))
        ours[s['name']] = s
    theirs = read_nm(built.nm)
    defined = {n for n, _ in theirs}
    inline = set()
    if not ours:
        check.fail('%s: symbols lists nothing, nm has %d names' % (built.name, len(defined)))
    for name, letter in theirs:
        if name in ours:
            check.ok()
            if ours[name].get('exported') is False and letter in 'TDRB':
                check.note('global in nm, not exported in metadata')
            continue
        category, wrong = sort_nm_only(name, built.name, items, asm, linked, ours)
        if wrong:
            check.fail('%s: %s %s: %s' % (built.name, letter, name, wrong))
        elif category:
            check.note('nm only: ' + category)
        else:
            check.ok()
            inline.add(v0.parse(name).stem)
            check.note('inline items, equal but for the crate that instantiated them')
    for name, s in ours.items():
        if name in defined or name in inline:
            continue
        if s.get('exported') and linked:
            check.note('exported by metadata, not by the linked library')
        elif s.get('exported'):
            check.fail('%s: %s (%s) is exported, but nm does not define it' % (built.name, name, s['path']))
        else:
            check.note('no code in this object: ' + str(s.get('reason', 'not exported: inlined, unused or left to its users')))
