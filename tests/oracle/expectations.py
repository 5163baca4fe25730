# SPDX-License-Identifier: MIT OR Apache-2.0
"""Facts that a person read from the sources (tests/fixtures/crates/expect), checked against raw dumps of the compiled crates.

Facts about crates that are not at hand (core without a toolchain) are checked up to the crate's name.
"""
import collections
import os
import re

from metadata import CHILDREN, Items, variant
from rust_types import Types
from toolchain import TOP, number

FIXTURES = os.path.join(TOP, 'tests/fixtures/crates')
LOCAL = ('restricted',)


def within(release, range_):
    """Whether a release is in `FIRST..LAST`, either of which may be missing."""
    first, last = (number(r) if r else None for r in range_.split('..'))
    return (first is None or number(release) >= first) and (last is None or number(release) <= last)


def read(path, release):
    """[(line number, verb, [words or text])] of one file for a release."""
    with open(path, encoding='utf-8') as f:
        for n, line in enumerate(f, 1):
            line = line.rstrip('\n')
            if not line or line.startswith('#'):
                continue
            if '[1.' in line or '[..1.' in line:
                parts = re.split(r'\[([\d.]*\.\.[\d.]*)\]', line)
                line = parts[0] + ''.join(text for range_, text in zip(parts[1::2], parts[2::2]) if within(release, range_))
            if not line.strip():
                continue                                           # a fact of other releases
            verb, subject, *rest = line.strip().split(' ', 2)
            yield n, verb, subject, rest[0].strip() if rest else ''


class Checker:
    def __init__(self, tool, release, folder, sysroot=None):
        self.tool, self.release, self.folder, self.sysroot = tool, release, folder, sysroot
        self.paths = {}

    def file_of(self, crate, extra=''):
        for base in (self.folder, self.sysroot):
            for name in ('lib%s%s' % (crate, extra), 'lib%s' % crate):
                for ext in ('rmeta', 'rmeta.zst', 'rlib'):
                    p = base and os.path.join(base, '%s.%s' % (name, ext))
                    if p and os.path.exists(p):
                        return p
        return None

    def foreign(self, name, extra):
        """path_of of another crate, or None when it is not at hand."""
        if name not in self.paths:
            p = self.file_of(name, extra)
            self.paths[name] = Items(self.tool, p, only=('def_keys',)).path_of if p else None
        return self.paths[name]

    def load(self, crate):
        path = self.file_of(crate)
        self.items = Items(self.tool, path)
        self.info = self.tool.json('info', path)
        self.dump = self.tool.json('dump', path)
        self.tables = {t: {int(i): v for i, v in rows.items()} for t, rows in self.dump['tables'].items()}
        if 'ty' in self.tables:
            self.tables.update(as_later(self.tables))
        deps = self.info['dependencies']

        def path_of(krate, index):
            if krate == 0:
                return self.items.path_of(index)
            dep = deps[krate - 1]
            f = self.foreign(dep['name'], dep['extra_filename'])
            return f(index) if f else dep['name'] + '::_'
        self.path_of = path_of
        self.types = Types(self.dump, path_of)
        self.by_path = collections.defaultdict(list)
        for i in self.items.keys:
            self.by_path[self.items.path_of(i)].append(i)
        self.missing = [d['name'] for d in deps if not self.foreign(d['name'], d['extra_filename'])]

    def one(self, path, table=None):
        """The definition at a path; with a table, the one that has a row in it."""
        found = self.by_path.get(path, [])
        if table:
            found = [i for i in found if i in self.tables.get(table, {})]
        if len(found) != 1:
            raise ValueError('%d definitions at %s%s' % (len(found), path, ' with ' + table if table else ''))
        return found[0]

    def reduce(self, text):
        """Paths of crates that are not at hand, up to the crate's name."""
        for name in self.missing:
            text = re.sub(r'\b%s(::[\w{}#]+)+' % name, name + '::_', text)
        return text

    # one method for each verb: (ours, theirs)

    def kind(self, path, want):
        kinds = sorted((self.items.kind(i) or '').split('(')[0] for i in self.by_path.get(path, []))
        return (want if want in kinds else kinds), want

    def adt_children(self, i):
        own = self.items.tables.get('associated_item_or_field_def_ids')
        if own is not None:                                       # 1.71 and later: variants are module children
            if self.items.kind(i) == 'Enum':
                found = [c for c in self.tables['module_children_non_reexports'].get(i, []) if self.items.kind(c) == 'Variant']
                return sorted(found, key=lambda c: self.variant_data(c)['idx'])     # the list may have another order
            return own.get(i, [])
        found = [c for c in self.items.table(CHILDREN).get(i, []) if not (self.items.kind(c) or '').startswith('Ctor')]
        if self.items.kind(i) == 'Enum' and any('idx' in self.variant_data(c) for c in found):      # 1.70's list may have another order
            found.sort(key=lambda c: self.variant_data(c)['idx'])
        return found

    def members(self, path, want):
        found = [i for i in self.by_path.get(path, []) if self.items.kind(i) in ('Struct', 'Union', 'Enum', 'Variant', 'Trait', 'Impl')]
        if len(found) != 1:
            raise ValueError('%d definitions with members at %s' % (len(found), path))
        return [self.items.name(c) for c in self.adt_children(found[0])], want.split()

    def type(self, path, want):
        found = [i for i in self.by_path.get(path, []) if i in self.tables['type_of'] and not (self.items.kind(i) or '').startswith('Ctor')]
        if len(found) != 1:
            raise ValueError('%d definitions with a type at %s' % (len(found), path))
        return self.types.type(self.tables['type_of'][found[0]]), want

    def sig(self, path, want):
        found = [i for i in self.by_path.get(path, []) if i in self.tables['fn_sig'] and not (self.items.kind(i) or '').startswith('Ctor')]
        if len(found) != 1:
            raise ValueError('%d functions at %s' % (len(found), path))
        return self.types.signature(self.tables['fn_sig'][found[0]]), want

    def vis(self, path, want):
        v, f = variant(self.tables['visibility'][self.one(path, 'visibility')])
        if v == 'Public':
            return 'public', want
        to = f.get('0', 0)
        return 'restricted ' + (self.path_of(to['krate'], to['index']) if isinstance(to, dict) else self.items.path_of(to)), want

    def generics(self, path, want):
        params = self.items.own_params(self.one(path, 'generics_of'))
        return [n for n, _ in params], want.split()

    def adt_def(self, path):
        """AdtDefData is in metadata wherever a type names the ADT; its repr and variants also in tables of their own."""
        return self.one(path, 'repr_options')

    def repr(self, path, want):
        r = self.tables['repr_options'][self.adt_def(path)]
        out = []
        flags = r['flags']
        for flag, name in (('IS_C', 'C'), ('IS_SIMD', 'simd'), ('IS_TRANSPARENT', 'transparent')):
            if flag in flags:
                out.append(name)
        for field in ('pack', 'align'):
            if r[field] is not None:
                out.append('%s=%d' % ('packed' if field == 'pack' else 'align', 1 << exponent(r[field])))
        if r['int'] is not None:
            out.append('int=' + int_type(r['int']))
        return sorted(out), sorted(want.split())

    def discr(self, path, want):
        """Explicit discriminants are constants (their values need evaluation): which variants have one, and the distances."""
        relative, seen = {}, {}
        value = None
        i = self.one(path, 'repr_options')
        ours = []
        for c in self.adt_children(i):
            d = self.variant_data(c)
            how, f = variant(d['discr'])
            ours.append((self.items.name(c), how, f.get('0') if how == 'Relative' else None))
        theirs, last, at = [], None, 0
        for word in want.split():
            name, _, text = word.partition('=')
            v = int(text)
            if last is not None and v == last + 1 or last is None and v == 0:
                at = at + 1 if last is not None else 0
                theirs.append((name, 'Relative', at))
            else:
                theirs.append((name, 'Explicit', None))
                at = 0
            last = v
        return self.lenient(ours, theirs), theirs

    def lenient(self, ours, theirs):
        """A value written out although it follows anyway (`Zero = 0`) is explicit in metadata: accept it where the name agrees."""
        return [t if o[0] == t[0] and o[1] == 'Explicit' else o for o, t in zip(ours, theirs)] + ours[len(theirs):]

    def variant_data(self, i):
        if 'variant_data' in self.tables:
            return self.tables['variant_data'][i]
        kind, f = variant(self.tables['kind'][i])
        return f['0']

    def static(self, path, want):
        i = self.one(path)
        if 'ty' in self.tables:                                    # 1.48
            return ('mut' if 'MutStatic' in variant(self.tables['kind'][i])[0] else 'not'), want
        _, fields = variant(self.items.kinds[i])
        m = fields.get('mutability', fields.get('0'))
        return ('mut' if m == 'Mut' else 'not'), want

    def self_type(self, impl):
        kind, f = self.types.kind(self.types.unbound(self.tables['type_of'][impl]))
        return self.types.def_path(f['0'].get('did', f['0'])) if kind == 'Adt' else None

    def trait_of(self, impl):
        """Path of the trait of an impl, None for an inherent one."""
        for table, inner in (('impl_trait_ref', None), ('impl_trait_header', 'trait_ref')):
            v = self.tables.get(table, {}).get(impl)
            if v is not None:
                v = self.types.unbound(v if inner is None else v[inner])
                return self.types.def_path(v['def_id'])
        return None

    def impls(self, path):
        for i in sorted(self.items.keys):
            if (self.items.kind(i) or '').startswith('Impl') and self.self_type(i) == path:
                yield i

    def inherent(self, path, want):
        names = []
        for i in self.impls(path):
            if self.trait_of(i) is None:
                names += [self.items.name(c) for c in self.items.table(('associated_item_or_field_def_ids', 'children')).get(i, [])]
        return names, want.split()

    def implements(self, path, want):
        found = sorted(t for t in map(self.trait_of, self.impls(path)) if t)
        wanted = sorted(want.split())
        # what derives add for the compiler's own use differs between releases and is no fact of the source
        internal = ('Structural', 'TrivialClone', 'assert', 'UseCloned')
        return [f for f in found if not any(x in f for x in internal)], [w for w in wanted if not any(x in w for x in internal)]

    def deprecated(self, path, want):
        found = [i for i in self.by_path.get(path, []) if i in self.tables.get('lookup_deprecation_entry', {})]
        d = self.tables['lookup_deprecation_entry'][found[0]]
        since = d['since']
        if isinstance(since, dict):
            name, f = variant(since)
            v = f.get('0')
            since = v if isinstance(v, str) else '.'.join(str(v[k]) for k in ('major', 'minor', 'patch')) if v else None
        elif since in ('Unspecified', 'Err'):
            since = None
        note = d['note']
        if isinstance(note, dict):
            note = note.get('name')
        return [since or '-', note or '-'], want.split(' ', 1)

    def symbol(self, path, want):
        if 'codegen_fn_attrs' not in self.tables:                  # 1.48 works them out of the attributes
            found = [i for i in self.by_path.get(path, []) if i in self.tables['attributes']]
            return linked(self.tables['attributes'][found[0]], path.split('::')[-1]), want
        a = self.tables['codegen_fn_attrs'][self.one(path, 'codegen_fn_attrs')]
        name = a.get('export_name', a.get('symbol_name'))
        if name is None and 'NO_MANGLE' in a['flags']:
            name = path.split('::')[-1]
        return name, want


def linked(attributes, name):
    """The linker name that the attributes of a definition give it (1.48, where they are tokens), or None."""
    for a in attributes:
        item = variant(a['kind'])[1].get('0')
        if not isinstance(item, dict):
            continue
        what = item['path']['segments'][-1]['ident']['name']
        if what == 'no_mangle':
            return name
        if what in ('export_name', 'link_name'):
            (token, _), = (t.values() for t in variant(item['args'])[1]['1']['0'])
            return token['Token']['0']['kind']['Literal']['0']['symbol']
    return None


def as_later(old):
    """1.48's tables under the names of later releases; what its EntryKind holds, in tables of their own."""
    reprs = {i: next(x for x in variant(v)[1].values() if 'pack' in x) for i, v in old['kind'].items() if variant(v)[0] in ('Struct', 'Union', 'Enum')}
    return {'type_of': old['ty'], 'generics_of': old['generics'], 'lookup_deprecation_entry': old['deprecation'], 'repr_options': reprs}


def exponent(v):
    while isinstance(v, dict):
        v = next(iter(v.values()))
    return int(v)


def int_type(v):
    kind, f = variant(v)
    if kind == 'SignedInt' or kind == 'UnsignedInt':               # 1.63: the type itself
        return variant(f['0'])[0].lower()
    if kind == 'Pointer':                                          # newer: (Integer, signed)
        return 'isize' if f['0'] else 'usize'
    return ('i' if f['1'] else 'u') + variant(f['0'])[0][1:]


def check(row, checker, crate, path):
    """All facts about one crate; row is a matrix.Check."""
    checker.load(crate)
    for n, verb, subject, want in read(path, checker.release):
        method = getattr(checker, verb, None)
        where = '%s:%d: %s %s' % (os.path.basename(path), n, verb, subject)
        if method is None or verb.startswith('_'):
            row.fail('%s: unknown fact' % where)
            continue
        try:
            ours, theirs = method(subject, want)
        except (KeyError, ValueError, IndexError, TypeError, AttributeError) as e:
            row.fail('%s: %s: %s' % (where, type(e).__name__, e))
            continue
        if checker.missing:
            if verb == 'implements':    # derives add traits of core for the compiler's own use, which only their names tell apart
                row.skip('facts about traits of crates that are not at hand')
                continue
            ours = checker.reduce(ours) if isinstance(ours, str) else [checker.reduce(o) if isinstance(o, str) else o for o in ours] if isinstance(ours, list) else ours
            theirs = checker.reduce(theirs) if isinstance(theirs, str) else [checker.reduce(t) if isinstance(t, str) else t for t in theirs]
        row.compare(where, ours, theirs)
        row.note('facts: ' + verb)
