# SPDX-License-Identifier: MIT OR Apache-2.0
"""Rust text of the types and signatures in a raw dump, lifetimes left out, paths absolute.

Reads rustc's own TyKind, ConstKind and FnSig as the schema shows them, in the forms of both ends of the range: up to 1.69 there are
`Projection`, `RawPtr(TypeAndMut)` and `FnPtr(PolyFnSig)`, later `Alias`, `RawPtr(Ty, Mutability)` and `FnPtr(FnSigTys, FnHeader)`.
(rustc_type_ir/src/sty.rs of 1.63.0, rustc_type_ir/src/ty_kind.rs of 1.95.0)
"""
from metadata import variant

INTS = {'Isize': 'isize', 'I8': 'i8', 'I16': 'i16', 'I32': 'i32', 'I64': 'i64', 'I128': 'i128', 'Usize': 'usize', 'U8': 'u8', 'U16': 'u16',
        'U32': 'u32', 'U64': 'u64', 'U128': 'u128', 'F16': 'f16', 'F32': 'f32', 'F64': 'f64', 'F128': 'f128'}
ABIS = {'Rust': '', 'C': 'C', 'System': 'system', 'SysV64': 'sysv64', 'Win64': 'win64', 'EfiApi': 'efiapi', 'Stdcall': 'stdcall',
        'Fastcall': 'fastcall', 'Vectorcall': 'vectorcall', 'Aapcs': 'aapcs', 'RustCall': 'rust-call', 'RustIntrinsic': 'rust-intrinsic'}


class Types:
    def __init__(self, dump, path_of):
        """path_of(krate, index) gives a definition's path."""
        self.path_of = path_of
        self.at = {}
        self.collect(dump)

    def collect(self, root):
        """All shared values by position: a reference may stand before a reader's first look at the target."""
        stack = [root]
        while stack:
            v = stack.pop()
            if isinstance(v, dict):
                if '@' in v:
                    self.at[v['@']] = v['value']
                stack.extend(v.values())
            elif isinstance(v, list):
                stack.extend(v)

    def kind(self, v):
        """(variant, fields) of a type, constant or predicate, wherever it is stored."""
        while isinstance(v, dict) and ('@' in v or 'ref' in v):
            v = v['value'] if '@' in v else self.at[v['ref']]
        return variant(v)

    @staticmethod
    def unbound(v):
        """The value inside EarlyBinder and Binder."""
        if isinstance(v, dict) and set(v) == {'0'}:                        # 1.48's Binder
            v = v['0']
        while isinstance(v, dict) and 'value' in v and '@' not in v:
            v = v['value']
        return v

    def def_path(self, d):
        return self.path_of(d['krate'], d['index'])

    def args(self, args):
        shown = []
        for a in args:
            kind, f = self.kind(a)
            if kind == 'Type':
                shown.append(self.type(f['0']))
            elif kind == 'Const':
                shown.append(self.const(f['0']))
            elif kind != 'Lifetime':
                raise ValueError('generic argument %r' % kind)
        return shown

    def with_args(self, path, args):
        shown = self.args(args)
        return '%s<%s>' % (path, ', '.join(shown)) if shown else path

    def type(self, v):
        v = self.unbound(v)
        kind, f = self.kind(v)
        if kind in ('Bool', 'Char', 'Str'):
            return kind.lower()
        if kind in ('Int', 'Uint', 'Float'):
            return INTS[f['0']]
        if kind == 'Never':
            return '!'
        if kind == 'Adt':
            return self.with_args(self.def_path(f['0'].get('did', f['0'])), f['1'])       # 1.48: the DefId alone
        if kind == 'Foreign':
            return self.def_path(f['0'])
        if kind == 'Array':
            return '[%s; %s]' % (self.type(f['0']), self.const(f['1']))
        if kind == 'Slice':
            return '[%s]' % self.type(f['0'])
        if kind == 'RawPtr':
            ty, mut = (f['0']['ty'], f['0']['mutbl']) if 'ty' in f['0'] else (f['0'], f['1'])
            return '*%s %s' % ('mut' if mut == 'Mut' else 'const', self.type(ty))
        if kind == 'Ref':
            return '&%s%s' % ('mut ' if f['2'] == 'Mut' else '', self.type(f['1']))
        if kind == 'FnPtr':
            sig = self.unbound(f['0'])
            return self.signature(dict(sig, **f.get('1', {})) if 'inputs_and_output' in sig else sig)
        if kind == 'Tuple':
            # 1.48's are a list of generic arguments
            parts = [self.args([t])[0] if self.kind(t)[0] == 'Type' else self.type(t) for t in f['0']]
            return '(%s%s)' % (', '.join(parts), ',' if len(parts) == 1 else '')
        if kind == 'Param':
            return f['0']['name']
        if kind == 'Dynamic':
            return 'dyn ' + ' + '.join(self.existential(self.unbound(p)) for p in self.unbound(f['0'] if isinstance(f['0'], list) else {'0': f['0']['0']}))
        if kind == 'Projection':
            return self.projection(f['0']['item_def_id'], f['0']['substs'])
        if kind == 'Alias' and 'kind' in f[str(len(f) - 1)]:   # from 1.96 the definition is in the kind (rustc_type_ir/src/ty_kind.rs)
            alias = f[str(len(f) - 1)]                         # from 1.98 behind IsRigid
            name, d = variant(alias['kind'])
            if name == 'Projection':
                return self.projection(d['def_id'], alias['args'])
            return self.with_args(self.def_path(d['def_id']), alias['args'])
        if kind == 'Alias':
            if variant(f['0'])[0] == 'Projection':
                return self.projection(f['1']['def_id'], f['1'].get('args', f['1'].get('substs')))
            return self.with_args(self.def_path(f['1']['def_id']), f['1'].get('args', f['1'].get('substs')))
        if kind in ('Opaque', 'FnDef', 'Closure', 'Generator', 'Coroutine', 'CoroutineClosure'):
            return self.def_path(f['0'])
        raise ValueError('type %r' % kind)

    def projection(self, item, args):
        path = self.def_path(item)
        shown = self.args(args)
        trait, _, name = path.rpartition('::')
        return '<%s as %s>::%s' % (shown[0], trait, name)

    def existential(self, p):
        kind, f = variant(p)
        if kind == 'Trait':
            args = f['0'].get('args', f['0'].get('substs'))
            return self.with_args(self.def_path(f['0']['def_id']), args)
        if kind == 'AutoTrait':
            return self.def_path(f['0'])
        if kind == 'Projection':
            item = f['0'].get('item_def_id', f['0'].get('def_id'))
            return '%s = …' % self.def_path(item)
        raise ValueError('existential %r' % kind)

    def const(self, v):
        v = self.unbound(v)
        if isinstance(v, dict) and set(v) in ({'ty', 'kind'}, {'ty', 'val'}):      # 1.63's ConstS; 1.48's Const
            return self.const_kind(v.get('kind', v.get('val')), v['ty'])
        return self.const_kind(v, None)

    def const_kind(self, v, ty):
        kind, f = self.kind(v)
        if kind == 'Param':
            return f['0']['name']
        if kind == 'Unevaluated':
            return '{const}'
        if kind == 'Value':
            tree = f['0']
            if isinstance(tree, dict) and set(tree) == {'ty', 'valtree'}:
                ty, tree = tree['ty'], tree['valtree']
            elif '1' in f:
                ty, tree = f['0'], f['1']
            leaf, g = self.kind(tree)
            if leaf == 'Scalar':                                       # 1.48: a ConstValue, not a ValTree
                return self.scalar(g['0']['Raw'], self.type(ty))
            return self.scalar(g['0'], self.type(ty)) if leaf == 'Leaf' else '{value}'
        raise ValueError('const %r' % kind)

    @staticmethod
    def scalar(v, ty):
        data, size = int(v['data']), int(v['size'])
        if ty == 'bool':
            return 'true' if data else 'false'
        if ty == 'char':
            return repr(chr(data))
        if ty.startswith('i') and data >> (8 * size - 1):
            data -= 1 << 8 * size
        return str(data)

    def signature(self, sig):
        """FnSig: `unsafe extern "C" fn(u8, ...) -> T`."""
        sig = self.unbound(sig)
        types = [self.type(t) for t in sig['inputs_and_output']]
        if 'fn_sig_kind' in sig:                               # from 1.97 in one byte
            sig = dict(sig, **sig['fn_sig_kind']['flags'])
        safety = sig.get('safety', sig.get('unsafety'))
        abi, fields = variant(sig['abi'])
        name = ABIS.get(abi)
        if name is None:
            raise ValueError('abi %r' % abi)
        if fields.get('unwind') in (True, 'true'):
            name += '-unwind'
        return '%s%sfn(%s)%s' % ('unsafe ' if safety == 'Unsafe' else '', 'extern "%s" ' % name if name else '',
                                 ', '.join(types[:-1] + (['...'] if sig['c_variadic'] else [])), '' if types[-1] == '()' else ' -> ' + types[-1])
