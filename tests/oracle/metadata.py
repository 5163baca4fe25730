# SPDX-License-Identifier: MIT OR Apache-2.0
"""A crate's definitions out of `rmetacrc dump`'s raw tables, by rustc's own names for tables, fields and variants.

Nothing here asks rmetacrc for a path or a kind that it computed: names come from `def_keys`, kinds from `def_kind`, children and
generics from their tables, so that what is compared with rustc's own tools is what the schema decoded.
"""

# What each release calls a table.
DEF_KIND = ('def_kind', 'opt_def_kind', 'kind')
GENERICS = ('generics_of', 'generics')
CHILDREN = ('children', 'associated_item_or_field_def_ids')
MODULE_CHILDREN = ('module_children_non_reexports', 'children')

# DefPathData without a name, as rustc prints it.
ANONYMOUS = {'CrateRoot': 'crate', 'Impl': 'impl', 'Misc': 'misc', 'ForeignMod': 'extern', 'Use': 'use', 'GlobalAsm': 'global_asm', 'ClosureExpr': 'closure',
             'Closure': 'closure', 'Ctor': 'constructor', 'AnonConst': 'constant', 'ImplTrait': 'opaque', 'OpaqueTy': 'opaque',
             'LateAnonConst': 'constant', 'SyntheticCoroutineBody': 'synthetic_coroutine_body', 'NestedStatic': 'nested_static',
             'DesugaredAnonymousLifetime': "'_"}


# 1.48 has no table of kinds: what its EntryKind stands for (rustc_metadata/src/rmeta/decoder.rs, EntryKind::def_kind).
ENTRIES = {'ImmStatic': 'Static', 'MutStatic': 'Static', 'ForeignImmStatic': 'Static', 'ForeignMutStatic': 'Static', 'ForeignFn': 'Fn',
           'ForeignType': 'ForeignTy', 'Type': 'TyAlias', 'TypeParam': 'TyParam', 'AssocType': 'AssocTy', 'MacroDef': 'Macro'}


def kind_of_entry(entry, is_ctor):
    """The DefKind of an EntryKind value, as a dump of a table of kinds would show it."""
    name, fields = variant(entry)
    if is_ctor:
        return {'Ctor': {'0': name, '1': fields['0']['ctor_kind']}}
    return ENTRIES.get(name, name)


def variant(v):
    """(name, fields) of a dumped enum value."""
    if isinstance(v, str):
        return v, {}
    if isinstance(v, dict) and len(v) == 1:
        (name, fields), = v.items()
        if isinstance(fields, list):
            fields = {str(i): f for i, f in enumerate(fields)}
        return name, fields
    raise ValueError('no enum value: %r' % (v,))


class Items:
    """Definitions of one crate by DefIndex."""

    def __init__(self, tool, path, extra=(), only=None):
        self.tool, self.path = tool, path
        have = {t['name'] for t in tool.json('info', path)['tables']}
        kinds = next((t for t in DEF_KIND if t in have), None)
        wanted = only or CHILDREN + MODULE_CHILDREN + GENERICS + ('def_keys', kinds, 'visibility') + tuple(extra)
        options = [x for t in sorted(set(wanted) & have) for x in ('--table', t)]
        d = tool.json('dump', path, *options)
        self.crate = d['crate']
        self.tables = {name: {int(i): v for i, v in rows.items()} for name, rows in d['tables'].items()}
        self.keys = self.tables['def_keys']
        self.kinds = self.table(DEF_KIND) if not only else {}
        if kinds == 'kind' and not only:
            self.kinds = {i: kind_of_entry(v, self.component(i)[0] == 'Ctor') for i, v in self.kinds.items()}
        self.generics = next((self.tables[t] for t in GENERICS if t in self.tables), {})
        self._paths = {}

    def table(self, names):
        for n in names:
            if n in self.tables:
                return self.tables[n]
        raise KeyError('none of the tables %s' % (names,))

    def parent(self, i):
        return self.keys[i]['parent']

    def component(self, i):
        """(DefPathData variant, name or None, disambiguator)"""
        d = self.keys[i]['disambiguated_data']
        name, fields = variant(d['data'])
        return name, next(iter(fields.values()), None), d['disambiguator']

    def name(self, i):
        return self.component(i)[1]

    def part(self, i):
        """A path component as text: `f`, `f#1`, `{impl#0}`."""
        data, name, dis = self.component(i)
        if name == '':       # 1.48: a foreign module
            return '{extern#%d}' % dis
        if name is None:
            return '{%s#%d}' % (ANONYMOUS.get(data, data), dis)
        return name if dis == 0 else '%s#%d' % (name, dis)

    def path_of(self, i):
        if i not in self._paths:
            p = self.parent(i)
            self._paths[i] = self.crate if p is None else '%s::%s' % (self.path_of(p), self.part(i))
        return self._paths[i]

    def kind(self, i):
        """DefKind as rustc's Debug form of the variant with its unnamed fields: `Fn`, `Ctor(Struct, Fn)`, `Static`."""
        if i not in self.kinds:
            return None
        name, fields = variant(self.kinds[i])
        unnamed = [str(v) for k, v in fields.items() if k.isdigit()]
        return '%s(%s)' % (name, ', '.join(unnamed)) if unnamed else name

    def own_params(self, i):
        """[(name, 'Lifetime'|'Type'|'Const')] of generics_of, or None."""
        g = self.generics.get(i)
        if g is None:
            return None
        params = g.get('own_params', g.get('params'))
        return [(p['name'], variant(p['kind'])[0]) for p in params]

    def is_generic(self, i):
        """Whether the item or a parent has type or const parameters."""
        while i is not None:
            own = self.own_params(i)
            if own is None:
                if self.kind(i) in ('Closure', 'Generator', 'InlineConst', 'AnonConst'):
                    i = self.parent(i)
                    continue
                return False
            if any(k != 'Lifetime' for _, k in own):
                return True
            p = self.generics[i].get('parent')
            i = p['index'] if p and p['krate'] == 0 else None
        return False

    def by_path(self):
        """{path: {'generic', 'kind', 'index'}}; of several definitions at one path a non-generic one wins."""
        out = {}
        for i in self.keys:
            if self.kind(i) in ('Fn', 'AssocFn', 'Static', 'Closure', 'Generator', 'Ctor(Struct, Fn)', 'Ctor(Variant, Fn)', 'Const', 'AssocConst', 'InlineConst', 'AnonConst'):
                e = {'generic': self.is_generic(i), 'kind': self.kind(i), 'index': i}
                if self.path_of(i) not in out or not e['generic']:
                    out[self.path_of(i)] = e
        return out
