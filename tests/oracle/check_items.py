# SPDX-License-Identifier: MIT OR Apache-2.0
"""Item paths, kinds and children against -Zls=items (1.71 and later) and -Zsave-analysis (up to 1.69)."""
import json
import re

import oracle_ls
from metadata import CHILDREN, MODULE_CHILDREN, Items, variant


# ------------------------------------------------------------------ -Zls

# bitflags, whose Debug form is derived: MacroKinds (rustc_hir/src/def.rs)
FLAGS = {'BANG': 'MacroKinds(1)', 'ATTR': 'MacroKinds(2)', 'DERIVE': 'MacroKinds(4)'}


def walk(items, i):
    """The tree that -Zls prints, out of our tables."""
    name, fields = variant(items.kinds[i])
    unnamed = [FLAGS.get(v, str(v)) for k, v in fields.items() if k.isdigit()]
    named = ['%s: %s' % kv for kv in fields.items() if not kv[0].isdigit()]
    kind = name + ('(%s)' % ', '.join(unnamed) if unnamed else '') + (' { %s }' % ', '.join(named) if named else '')
    shown = 'crate' if items.parent(i) is None else (items.name(i) or '???')
    vis = items.tables['visibility'][i]
    if vis == 'Public':
        vis = 'public'
    else:
        vis = items.path_of(variant(vis)[1]['0'])
        vis = 'crate' + vis[len(items.crate):]
    return (vis, kind, shown, [walk(items, c) for c in items.tables['module_children_non_reexports'].get(i, [])])


def check_ls(check, tool, built):
    with open(built.ls) as f:
        theirs = oracle_ls.parse(f.read())
    if theirs['items'] is None:
        raise ValueError('%s: this release lists no items' % built.name)
    items = Items(tool, built.meta)
    ours = list(oracle_ls.flat(walk(items, 0)))
    want = list(oracle_ls.flat(theirs['items']))
    check.compare('%s: number of items' % built.name, len(ours), len(want))
    for a, b in zip(ours, want):
        check.compare('%s: item' % built.name, a, b)
    return items, theirs


# -------------------------------------------------------- -Zsave-analysis

DERIVES = ('Clone', 'Copy', 'Debug', 'Default', 'Eq', 'Hash', 'Ord', 'PartialEq', 'PartialOrd')
# A qualified name of an item in an impl starts at the type, not at the module.
KINDS = {'Mod': ('Mod',), 'Struct': ('Struct',), 'Union': ('Union',), 'Enum': ('Enum',), 'TupleVariant': ('Variant',), 'StructVariant': ('Variant',),
         'Field': ('Field',), 'Function': ('Fn',), 'ForeignFunction': ('Fn',), 'ForeignStatic': ('Static',), 'Method': ('AssocFn',),
         'Const': ('Const', 'AssocConst'), 'Static': ('Static',), 'Trait': ('Trait', 'TraitAlias'), 'Type': ('TyAlias', 'AssocTy', 'OpaqueTy', 'TyParam'),
         'ExternType': ('ForeignTy',), 'Macro': ('Macro',), 'ExternCrate': ('ExternCrate',)}
LOCAL_ID = 1 << 24      # save-analysis numbers local variables and the like with ids far beyond any DefIndex
NESTED = re.compile(r'::(<|\{)|\$HirId')


def check_save_analysis(check, tool, built):
    with open(built.save_analysis) as f:
        theirs = json.load(f)
    items = Items(tool, built.meta, extra=('impl_trait_ref', 'trait_item_def_id'))
    children = items.table(CHILDREN)
    for d in theirs['defs']:
        i, kind = d['id']['index'], d['kind']
        if kind == 'Local' or i >= LOCAL_ID:
            check.skip('local variables, which metadata does not hold')
            continue
        what = '%s: %s %s' % (built.name, kind, d['qualname'])
        if i not in items.keys:
            check.fail('%s: we have no definition %d' % (what, i))
            continue
        if kind == 'Type' and items.kind(i) == 'TyParam' and items.name(i) is None:
            check.skip('parameters made from `impl Trait` in argument position, which have no name')
            continue
        if kind == 'Type' and d['name'] in DERIVES and items.kind(i) == 'TyParam' and items.kind(items.parent(i)) == 'Impl':
            check.skip('names of parameters of derived impls, for which save-analysis has the text at their span: the name of the derive')
        else:
            check.compare('%s: name' % what, items.name(i) if i else '', d['name'].replace('r#', ''))
        ours = (items.kind(i) or '').split('(')[0]
        check.compare('%s: kind' % what, ours if ours in KINDS[kind] else (ours, i), ours if ours in KINDS[kind] else KINDS[kind])
        q = d['qualname']
        in_impl = '{impl#' in items.path_of(i)
        if q.startswith('::') and not NESTED.search(q) and '<' not in q and kind != 'Mod' and not in_impl:
            path = '::'.join(p for p in items.path_of(i).split('::') if not p.startswith('{'))
            check.compare('%s: path' % what, re.sub(r'#\d+', '', path), items.crate + q.replace('r#', ''))
        if kind in ('Struct', 'Union', 'Enum', 'Trait') and d['children']:
            want = [c['index'] for c in d['children']]
            check.compare('%s: children' % what, [c for c in children.get(i, []) if c in want], want)
        if kind == 'Mod':
            for c in d['children']:
                if c['index'] in items.keys and c['index'] < LOCAL_ID:
                    parent = items.parent(c['index'])
                    while items.component(parent)[0] == 'Misc':     # 1.48: a `use` inside the braces of another
                        parent = items.parent(parent)
                    check.compare('%s: parent of %d' % (what, c['index']), parent, i)
        if d.get('decl_id') and kind == 'Method' and i in items.tables.get('trait_item_def_id', {}):
            check.compare('%s: trait item' % what, items.tables['trait_item_def_id'][i], d['decl_id'])
    for m in theirs['impls']:
        want = [c['index'] for c in m['children']]
        if not want:
            check.skip('impls without items, which save-analysis gives no index')
            continue
        parents = {items.parent(c) for c in want if c in items.keys}
        check.compare('%s: impl %s has one parent' % (built.name, m['id']), len(parents), 1)
        impl = parents.pop()
        check.compare('%s: impl of %d' % (built.name, impl), items.kind(impl), 'Impl')
        check.compare('%s: items of impl %d' % (built.name, impl), [c for c in children.get(impl, []) if c in want], want)
        check.compare('%s: impl %d is of a trait' % (built.name, impl), impl in items.tables.get('impl_trait_ref', {}), m['kind'] == 'Direct')
    return items
