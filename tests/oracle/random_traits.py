# SPDX-License-Identifier: MIT OR Apache-2.0
"""Random crates of traits: deep and wide hierarchies, diamonds, generic supertraits met with several arguments, associated types
in arguments, empty traits, methods for sized types only, methods whose bounds do not hold. One struct implements all of
them. Says what to ask rustc and rmetacrc for."""
import random

PROJECTIONS = {'<u8 as Q>::Y': 'u16', '<P as Q>::Y': 'bool'}
TYPES = ['u8', 'u16', 'bool', 'P', '(u8, u16)', '[u8; 3]', '*const P']


class Trait:
    def __init__(self, number):
        self.name, self.assoc = 'T%d' % number, None
        self.lifetime, self.types, self.consts = False, 0, 0
        self.supers = []            # (trait, arguments as source)
        self.body, self.impl = [], []

    def path(self, args):
        return self.name + ('<%s>' % ', '.join(args) if args else '')


class Crate:
    """source; pairs: names like `T3<u8>` of traits that S implements; assoc: value of each associated type."""

    def __init__(self, seed, minor):
        self.r, self.minor = random.Random(seed), minor
        self.traits, self.assoc, self.pairs, self.objects = [], {}, [], []
        for i in range(self.r.randint(4, 14)):
            self.traits.append(self.trait(i))
        pointer = len(self.traits) % 2 == 1
        self.second, self.size_and_align = ('*const u8', (16, 8)) if pointer else ('u32', (8, 4))
        self.choose()

    def arg(self, t):
        """An argument for a supertrait of t: a parameter, a type, or an associated type (not of Self: no `dyn` then)."""
        own = list('AB'[:t.types])
        if own and self.r.random() < .5:
            return self.r.choice(own)
        if self.r.random() < .2:
            return self.r.choice(list(PROJECTIONS))
        return self.r.choice(TYPES)

    def arguments(self, of, t):
        out = [self.r.choice(["'a", "'static"] if t.lifetime else ["'static"])] if of.lifetime else []
        out += [self.arg(t) for _ in range(of.types)]
        return out + [self.r.choice(['N', '1', '2'] if t.consts else ['1', '2']) for _ in range(of.consts)]

    def reached(self, t, args):
        """t and all its supertraits with their arguments: (name, lifetime or None, other arguments)."""
        parameters = (["'a"] if t.lifetime else []) + list('AB'[:t.types]) + ['N'] * t.consts
        given = dict(zip(parameters, args))
        yield t.name, given.get("'a"), tuple(args[t.lifetime:])
        for s, inner in t.supers:
            yield from self.reached(s, [given.get(a, a) for a in inner])

    def ambiguous(self, supers):
        """Whether one trait is reached with two lifetimes and the same arguments else: rustc cannot tell which of the two is meant."""
        found = {}
        return any(found.setdefault((name, rest), lifetime) != lifetime for s, args in supers for name, lifetime, rest in self.reached(s, args))

    def trait(self, i):
        r, t = self.r, Trait(i)
        if r.random() < .25:
            t.assoc = 'X%d' % i
            self.assoc[t.name] = r.choice(TYPES)
        elif r.random() < .6:
            t.lifetime, t.types = self.minor > 48 and r.random() < .25, r.choice([0, 1, 1, 2])
            t.consts = int(self.minor >= 51 and r.random() < .25)
        seen = set()
        for _ in range(r.choice([0, 1, 1, 2, 2, 3]) if i else 0):
            s = r.choice(self.traits[-6:])
            args = self.arguments(s, t)
            if (s.name, tuple(args)) not in seen and not self.ambiguous([*t.supers, (s, args)]):
                seen.add((s.name, tuple(args)))
                t.supers.append((s, args))
        self.methods(t, i)
        return t

    def methods(self, t, i):
        r = self.r
        if t.assoc:
            t.body.append('type %s: \'static;' % t.assoc)
            t.impl.append('type %s = %s;' % (t.assoc, self.assoc[t.name]))
        for m in range(r.choice([0, 0, 1, 1, 2, 3, 4])):
            name = 'm%d_%d' % (i, m)
            kinds = ['ref', 'ref', 'mut', 'box', 'default', 'sized', 'static', 'generic', 'cloned', 'life', 'auto']
            if t.types:
                kinds += ['bound', 'bound']
            if self.minor >= 95:
                kinds.append('final')
            kind = r.choice(kinds)
            head, body = {
                'ref': ('fn %s(&self, x: u8)', ''), 'mut': ('fn %s(&mut self) -> u8', '1'),
                'box': ('fn %s(self: Box<Self>)', ''), 'default': ('fn %s(&self) -> u16', '2'),
                'sized': ('fn %s(&self) where Self: Sized', ''), 'static': ('fn %s() -> u8 where Self: Sized', '3'),
                'generic': ('fn %s<G>(&self, g: G) where Self: Sized', ''), 'cloned': ('fn %s(&self) where Self: Clone', ''),
                'life': ("fn %s<'x, 'y>(&'x self, y: &'y u8) -> &'y u8 where 'x: 'y", 'y'),
                'auto': ('fn %s(&self) where Self: Send', ''), 'bound': ('fn %s(&self) -> u32 where A: Q', '4'),
                'final': ('final fn %s(&self)', '')}[kind]
            head = head % name
            # What an impl of one type cannot restate, because it may be known to be false there, the trait provides.
            provided = kind in ('default', 'auto', 'cloned', 'final') or (kind not in ('ref',) and r.random() < .2)
            t.body.append('%s { %s }' % (head, body) if provided else head + ';')
            if not provided or (kind == 'default' and r.random() < .5):
                t.impl.append('%s { %s }' % (head, body))

    def closure(self, t, seen=None):
        seen = {} if seen is None else seen
        if t.name not in seen:
            seen[t.name] = t
            for s, _ in t.supers:
                self.closure(s, seen)
        return seen.values()

    def choose(self):
        for t in self.traits:
            for _ in range(2 if t.types or t.consts else 1):
                args = ["'static"] if t.lifetime else []
                args += [self.r.choice(TYPES) for _ in range(t.types)] + [self.r.choice(['1', '2']) for _ in range(t.consts)]
                path = t.path(args)
                if path in self.pairs:
                    continue
                self.pairs.append(path)
                named = ['%s = %s' % (s.assoc, self.assoc[s.name]) for s in self.closure(t) if s.assoc]
                self.objects.append('dyn ' + t.path(args + named))

    def render(self, dump, statics=False):
        """dump: 'trait', 'alias' or ''."""
        out = ['#![allow(warnings)]']
        features = (['rustc_attrs'] if dump else []) + (['final_associated_functions'] if self.minor >= 95 else [])
        out += ['#![feature(%s)]' % ', '.join(features)] if features else []
        out += ['pub trait Q { type Y; } impl Q for u8 { type Y = u16; } impl Q for P { type Y = bool; }', 'pub struct P(u8, u32);']
        out += ['pub struct S(pub u8, pub %s);' % self.second]
        mark = '#[rustc_dump_vtable] '
        for t in self.traits:
            generics = (["'a"] if t.lifetime else []) + list('AB'[:t.types])
            declared = (["'a"] if t.lifetime else []) + [g + ": 'static" for g in 'AB'[:t.types]] + ['const N: usize'] * t.consts
            generics += ['N'] * t.consts
            params = '<%s>' % ', '.join(declared) if declared else ''
            supers = [s.path(a) for s, a in t.supers]
            out.append('%spub trait %s%s%s { %s }' % (mark if dump == 'trait' else '', t.name, params,
                                                      ': ' + ' + '.join(supers) if supers else '', ' '.join(t.body)))
            on_impl = dump == 'alias' and not declared
            out.append('%simpl%s %s for S { %s }' % (mark if on_impl else '', params, t.path(generics), ' '.join(t.impl)))
        out.append('pub mod named { use super::*;')
        for i, o in enumerate(self.objects):
            out.append('%spub type D%d = %s;' % (mark if dump == 'alias' else '', i, o))
        out.append('}')
        for i, o in enumerate(self.objects):
            if dump == 'trait':
                out.append('pub fn cast%d(s: &S) -> &(%s) { s }' % (i, o))
            if statics:
                out.append('pub struct W%d(&\'static (%s)); unsafe impl Sync for W%d {}' % (i, o, i))
                out.append('#[no_mangle] pub static V%d: W%d = W%d(&S(1, 0 as _));' % (i, i, i))
        return '\n'.join(out) + '\n'
