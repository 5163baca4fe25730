# SPDX-License-Identifier: MIT OR Apache-2.0
"""Makes random crates full of types, to hold layouts against rustc where nobody thought of looking.

`Crate(seed, minor)` is a `no_std` crate: structs, enums and unions with all representations, generic ones, associated
types up to three levels deep, array lengths from constants and const functions, niches in odd places, zero-sized and
uninhabited parts, up to 300 variants, trait objects, structs that can be unsized, closures and coroutines (random_bodies.py). `Crate.source` compiles with release 1.<minor> for any target that has `core`;
`Crate.types` are types written with `@` where the crate's path goes; number i has the alias `named::D<i>`. With `--cfg dump`
the source asks rustc to print the layout of each of them, in order.

The same seed and release give the same crate on every machine: only random.Random's integers are used.
"""
import random

import random_bodies
import rust_debug

SCALARS = ('u8', 'u16', 'u32', 'u64', 'u128', 'usize', 'i8', 'i16', 'i32', 'i64', 'i128', 'isize', 'bool', 'char', 'f32', 'f64')
NICHES = ('bool', 'char', 'core::num::NonZeroU8', 'core::num::NonZeroU16', 'core::num::NonZeroU32', 'core::num::NonZeroU64',
          'core::num::NonZeroI32', 'core::num::NonZeroUsize', 'core::num::NonZeroU128', 'core::cmp::Ordering', "&'static u8",
          'core::ptr::NonNull<u16>', 'core::time::Duration', 'core::alloc::Layout')
EMPTY = ('()', '[u64; 0]', 'core::marker::PhantomData<u32>', '[u8; 0]', '((), ())', 'core::marker::PhantomPinned')
WRAPPERS = ('Option<{}>', 'core::cell::Cell<{}>', 'core::mem::MaybeUninit<{}>', 'core::mem::ManuallyDrop<{}>', 'core::cell::UnsafeCell<{}>',
            'core::num::Wrapping<{}>', 'core::cell::RefCell<{}>', 'core::task::Poll<{}>', 'core::ops::Range<{}>', 'core::pin::Pin<{}>',
            'core::cmp::Reverse<{}>', 'core::ops::Bound<{}>', 'core::iter::Once<{}>', 'core::marker::PhantomData<{}>')
POINTERS = ("&'static {}", '*const {}', '*mut {}', "&'static mut {}", 'core::ptr::NonNull<{}>', "Option<&'static {}>")
UNSIZED = ("&'static str", "&'static [{}]", '*const [{}]', "&'static dyn @Shape", "&'static mut dyn @Generic<{}>", '*const dyn @Shape',
           'core::ptr::NonNull<[{}]>', "Option<&'static dyn @Shape>", "&'static (dyn @Shape + Send)")
FUNCTIONS = ('fn()', 'fn({}) -> {}', 'unsafe extern "C" fn({})', "for<'%a> fn(&'%a {}) -> &'%a u8", 'Option<fn({})>')
INTS = {'u8': (0, 255), 'i8': (-128, 127), 'u16': (0, 65535), 'i16': (-32768, 32767), 'u32': (0, 2**32 - 1), 'i32': (-2**31, 2**31 - 1),
        'u64': (0, 2**64 - 1), 'i64': (-2**63, 2**63 - 1), 'isize': (-2**15, 2**15 - 1), 'usize': (0, 2**16 - 1)}

PRELUDE = '''#![no_std]
#![allow(warnings, conflicting_repr_hints)]
#![feature(rustc_attrs, never_type, repr_simd, repr128, type_alias_impl_trait, specialization, negative_impls, unboxed_closures, unsize, %(features)s)]
pub trait Shape { fn area(&self) -> u32; fn name(&self) -> &'static str { "" } }
pub trait Generic<T>: Shape { fn get(&self) -> T; }
pub enum Void {}
pub trait A { type Out: 'static; }
pub trait B { type Out: 'static; const N: usize; }
pub trait C { type Out: 'static; }
impl A for u8 { type Out = u16; }
impl A for u16 { type Out = Option<bool>; }
impl A for bool { type Out = (u8, &'static u8); }
impl<T: 'static> A for Option<T> { type Out = [T; 2]; }
impl<T: A> A for (T,) { type Out = (T::Out, u8); }
impl<T: A> B for (u8, T) { type Out = Option<T::Out>; const N: usize = 3; }
impl B for u8 { type Out = char; const N: usize = 2; }
impl B for char { type Out = Option<Option<char>>; const N: usize = 5; }
impl<T: B> C for [T; 1] { type Out = Result<T::Out, bool>; }
impl<T: B> C for (T, bool) where T::Out: 'static { type Out = (u16, T::Out, u8); }
pub const fn double(n: usize) -> usize { n * 2 }
pub const fn fact(n: usize) -> usize { if n == 0 { 1 } else { n * fact(n - 1) } }
pub const fn gcd(a: usize, b: usize) -> usize { let mut a = a; let mut b = b; while b != 0 { let t = a %% b; a = b; b = t; } a }
'''
# Whether a trait holds shows in the size of an associated type: one byte if not, two bytes if it does.
PRELUDE += '''pub auto trait Own {}
impl<T: ?Sized> !Own for core::cell::UnsafeCell<T> {}
impl Shape for bool { fn area(&self) -> u32 { 1 } }
impl Shape for core::cell::Cell<u8> { fn area(&self) -> u32 { 2 } }
impl Generic<u8> for bool { fn get(&self) -> u8 { 3 } }
pub struct Last<T: ?Sized>(pub *const T, pub u8, pub T);
pub struct Alone<A, T: ?Sized>(pub A, pub core::marker::PhantomData<u8>, pub T);
pub struct Deep<T: ?Sized>(pub u16, pub Alone<u8, T>);
'''
ASKED = {'Sends': 'Send', 'Syncs': 'Sync', 'Unpins': 'Unpin', 'Owns': 'Own', 'Copies': 'Copy', 'Clones': 'Clone', 'Calls': 'FnOnce<(u8,)>',
         'CallsMut': 'FnMut<(u8,)>', 'CallsRef': 'Fn<(u8,)>'}
ASKED_ASYNC = {'Awaits': 'core::ops::AsyncFnOnce<(u8,)>', 'AwaitsMut': 'core::ops::AsyncFnMut<(u8,)>', 'AwaitsRef': 'core::ops::AsyncFn<(u8,)>'}
UNSIZED_ASKED = {'ToBytes': '[u8]', 'ToShape': 'dyn Shape', 'ToSend': 'dyn Shape + Send', 'ToGeneric': 'dyn Generic<u8>', 'ToNext': 'dyn Iterator<Item = u8>',
                 'ToAlone': 'Alone<u8, [u8]>', 'ToDeep': 'Deep<[u8]>', 'ToLast': 'Last<[u8]>', 'ToAloneShape': 'Alone<u8, dyn Shape>'}
COERCED = ('[u8; 3]', '[u16; 3]', 'u8', 'bool', 'core::cell::Cell<u8>', 'dyn @Shape', '(dyn @Shape + Send)', 'core::ops::Range<u8>', 'core::ops::Range<u16>',
           '@Alone<u8, [u8; 2]>', '@Alone<u16, [u8; 2]>', '@Deep<[u8; 2]>', '@Last<[u8; 2]>', '@Alone<u8, bool>', '[u8]', 'str')
CALLED = ('fn(u8) -> u32', 'unsafe fn(u8) -> u32', 'extern "C" fn(u8) -> u32', 'fn(u16) -> u32', 'fn(u8) -> core::future::Ready<u8>', 'fn(u8)')


def asked(minor):
    return {**ASKED, **(ASKED_ASYNC if minor >= 85 else {}), **{a: 'core::marker::Unsize<%s>' % t for a, t in UNSIZED_ASKED.items()}}


PROJECTIONS = ('<u8 as @A>::Out', '<u16 as @A>::Out', '<bool as @A>::Out', '<Option<{}> as @A>::Out', '<(bool,) as @A>::Out',
               '<((u16,),) as @A>::Out', '<(u8, (bool,)) as @B>::Out', '<u8 as @B>::Out', '<<u8 as @B>::Out as @B>::Out',
               '<[(u8, u16); 1] as @C>::Out', '<[u8; 1] as @C>::Out', '<(char, bool) as @C>::Out', '<((u8, (u8,)), bool) as @C>::Out',
               '<<<u8 as @A>::Out as @A>::Out as @A>::Out', '[u8; <u8 as @B>::N]', '[u16; <(u8, bool) as @B>::N]')


def asks(name):
    """Whether a type's name asks if a trait holds, and is of two bytes if so."""
    return any(name.endswith(' as @%s>::Out' % a) for a in asked(98))


class Decl:
    """A type of the crate: its name, number of type parameters, whether it has a const parameter, whether it asks for an alignment."""

    def __init__(self, name, params, const):
        self.name, self.params, self.const, self.aligned = name, params, const, False


class Crate:
    bodies_wanted = True    # closures and coroutines among the types

    def __init__(self, seed, minor, wanted=200):
        self.rng, self.minor = random.Random('%d/layouts' % seed), minor
        self.decls, self.text, self.lifetimes = [], [], 0
        self.bodies, self.tails = random_bodies.Bodies(self), []
        features = ['arbitrary_enum_discriminant' if minor < 66 else 'extern_types', 'auto_traits' if minor > 48 else 'optin_builtin_traits']
        if minor < 51:
            features += ['min_const_generics', 'untagged_unions']
        if minor >= 85:
            features.append('async_fn_traits')
        self.text.append(PRELUDE % {'features': ', '.join(features)} + random_bodies.PRELUDE)
        self.text += ['pub trait %s { type Out; }\nimpl<T: ?Sized> %s for T { default type Out = u8; }\nimpl<T: %s + ?Sized> %s for T { type Out = u16; }\n' % (a, a, t, a)
                      for a, t in asked(minor).items()]
        for i in range(8):
            self.const_item(i)
        while len(self.decls) < wanted:
            self.declare()
        self.types = [self.use(d) for d in self.decls for _ in range(1 if not d.params and not d.const else 2)]
        self.types += [self.type(4, ()) for _ in range(wanted // 2)]
        bodies = [d for d in self.decls if '::F' in d.name]
        traits = [a for a in asked(minor) if a not in UNSIZED_ASKED]
        self.types += ['<%s as @%s>::Out' % (self.use(d), a) for d in bodies for a in traits]
        self.types += ['<%s as @%s>::Out' % x for x in [(t, a) for t in CALLED for a in traits] + [(t, a) for t in COERCED for a in UNSIZED_ASKED]]
        self.source = self.finish()

    def finish(self):
        """The crate with the requests to print layouts, which stop the compilation, behind a cfg."""
        attribute = rust_debug.layout_attribute(self.minor)
        lines = ['pub mod named {']
        lines += ['#[cfg_attr(dump, %s(debug))] pub type D%d = %s;' % (attribute, i, t.replace('@', 'crate::')) for i, t in enumerate(self.types)]
        return ''.join(self.text).replace('@', 'crate::') + '\n'.join(lines) + '\n}\n'

    def pick(self, options):
        return options[self.rng.randrange(len(options))]

    def chance(self, of):
        return self.rng.randrange(of) == 0

    # -- constants and types

    def const_item(self, i):
        before = ['@K%d' % j for j in range(i)]
        value = self.pick(['%d' % self.rng.randrange(9), 'double(%d)' % self.rng.randrange(5), 'fact(%d)' % self.rng.randrange(4),
                           'gcd(%d, 12)' % self.rng.randrange(1, 60), 'core::mem::size_of::<(u8, u32)>()', '<u8 as B>::N + 1',
                           '(1usize << %d) - 1' % self.rng.randrange(5), '[3usize, 1, 4][%d]' % self.rng.randrange(3)]
                          + ['%s %% 7 + 1' % c for c in before])
        self.text.append('pub const K%d: usize = %s;\n' % (i, value))

    def length(self, params):
        return self.pick(['0', '1', '2', '3', '5', '8', '17'] + ['@K%d' % i for i in range(8)] + (['N'] if 'N' in params else []))

    def type(self, depth, params):
        """A sized type; params are the names of generic parameters in scope."""
        kinds = [lambda: self.pick(SCALARS), lambda: self.pick(NICHES), lambda: self.pick(EMPTY), lambda: self.pick(SCALARS)]
        types = [p for p in params if p != 'N']
        if types:
            kinds += [lambda: self.pick(types)] * 3
        if self.chance(12):
            kinds = [lambda: self.pick(['!', '@Void'])]
        if depth > 0:
            inner = lambda: self.type(depth - 1, params)
            kinds += [lambda: self.fill(self.pick(WRAPPERS), inner), lambda: self.fill(self.pick(POINTERS), inner),
                      lambda: self.fill(self.pick(UNSIZED), inner), lambda: self.fill(self.pick(FUNCTIONS), inner),
                      lambda: '[%s; %s]' % (inner(), self.length(params)), lambda: self.fill(self.pick(PROJECTIONS), inner),
                      lambda: '(%s)' % ''.join(inner() + ', ' for _ in range(self.rng.randrange(1, 5))),
                      lambda: 'Result<%s, %s>' % (inner(), inner()), lambda: 'Option<%s>' % inner()]
            if self.tails:
                kinds += [lambda: self.fill(self.pick(POINTERS), lambda: '@' + self.pick(self.tails))]
            if self.decls:
                kinds += [lambda: self.use(self.pick(self.decls), depth - 1, params)] * 3
        return self.pick(kinds)()

    def fill(self, pattern, inner):
        if 'Pin<' in pattern:
            return pattern.format("&'static " + inner())
        self.lifetimes += 1     # no binder may shadow another
        pattern = pattern.replace("'%a", "'a%d" % self.lifetimes)
        while '{}' in pattern:
            pattern = pattern.replace('{}', inner(), 1)
        return pattern

    def use(self, d, depth=2, params=()):
        args = [self.type(depth, params) for _ in range(d.params)]
        if d.const:
            args.append('N' if 'N' in params and self.chance(2) else str(self.rng.randrange(6)))
        return '@' + d.name + ('<%s>' % ', '.join(args) if args else '')

    # -- items

    def declare(self):
        name = '%s%d' % (self.pick('STXZ'), len(self.decls))
        count = self.rng.randrange(3) if self.chance(3) else 0
        const = self.chance(8)
        params = ['P%d' % i for i in range(count)] + (['N'] if const else [])
        generics = ', '.join(["P%d: 'static" % i for i in range(count)] + (['const N: usize'] if const else []))
        header = name + ('<%s>' % generics if generics else '')
        make = self.pick([self.struct, self.struct, self.enum, self.enum, self.enum, self.c_like, self.union, self.special, self.tail] + [self.body] * self.bodies_wanted)
        d = Decl(name, count, const)
        text = make(d, header, params)
        if text is None:
            return
        d.aligned = 'align(' in text or any('@' + x.name in text for x in self.decls if x.aligned)
        self.text.append(text + '\n')
        self.decls.append(d)

    def unused(self, params):
        types = [p for p in params if p != 'N']
        return 'core::marker::PhantomData<(%s)>' % ''.join(p + ', ' for p in types)

    def struct(self, d, header, params):
        reprs = ['', '', '', '', 'C', 'align(%d)' % (1 << self.rng.randrange(7)), 'C, align(16)', 'C, packed(%d)' % (1 << self.rng.randrange(4)),
                 'packed', 'packed(2)', 'packed(4)', 'packed(8)', 'packed(16)']
        r = self.pick(reprs)
        saved = self.decls
        if 'packed' in r:       # must not hold what asks for an alignment
            self.decls = [x for x in saved if not x.aligned]
        body = [self.type(2, params) for _ in range(self.rng.randrange(7))] + ([self.unused(params)] if params else [])
        self.decls = saved
        return '%spub struct %s { %s }' % ('#[repr(%s)] ' % r if r else '', header, ', '.join('pub f%d: %s' % x for x in enumerate(body)))

    def enum(self, d, header, params):
        many = self.chance(25)
        variants = self.rng.randrange(250, 300) if many else self.rng.randrange(1, 6)
        rows = []
        for i in range(variants):
            n = self.rng.randrange(4) if not many or self.chance(40) else 0
            parts = [self.type(2, params) for _ in range(n)]
            rows.append('V%d%s' % (i, '' if not parts else '(%s)' % ', '.join(parts) if self.chance(2) else
                                   ' { %s }' % ', '.join('f%d: %s' % x for x in enumerate(parts))))
        if params:
            rows.append('Unused(%s)' % self.unused(params))
        r = self.pick(['', '', '', '', '', 'C', 'u8', 'i16', 'u32', 'u64', 'C, u8', 'align(8)', 'isize', 'C, i32', 'i128', 'u128', 'C, align(32)', 'u8, align(4)'])
        if many:
            r = self.pick(['', 'C', 'u16'])
        if r.split(',')[0] in INTS and self.chance(2):      # a discriminant of its own here and there
            last, highest = -1, 127 if r[0] == 'i' else 255
            for i in range(len(rows)):
                room = highest - last - (len(rows) - i)
                if room > 0 and self.chance(3):
                    last += self.rng.randrange(1, room + 1)
                    rows[i] += ' = %d' % last
                else:
                    last += 1
        return '%spub enum %s { %s }' % ('#[repr(%s)] ' % r if r else '', header, ', '.join(rows))

    def c_like(self, d, header, params):
        """An enum without fields, with discriminants of its own."""
        r = self.pick(['', *INTS])
        low, high = INTS[r or 'isize']
        values = sorted({self.rng.randrange(low, high + 1) if self.chance(2) else max(low, min(high, self.rng.randrange(-3, 300)))
                         for _ in range(self.rng.randrange(1, 9))})
        d.params, d.const = 0, False
        return '%s#[derive(Clone, Copy)] pub enum %s { %s }' % ('#[repr(%s)] ' % r if r else '', d.name,
                                                                ', '.join('V%d = %d' % x for x in enumerate(values)))

    def union(self, d, header, params):
        r = self.pick(['', '', 'C', 'align(4)', 'C, packed(2)'])
        saved = self.decls
        if 'packed' in r:
            self.decls = [x for x in saved if not x.aligned]
        body = ['core::mem::ManuallyDrop<%s>' % self.type(2, params) for _ in range(self.rng.randrange(1, 4))]
        body += ['core::mem::ManuallyDrop<%s>' % self.unused(params)] if params else []
        self.decls = saved
        return '%spub union %s { %s }' % ('#[repr(%s)] ' % r if r else '', header, ', '.join('pub f%d: %s' % x for x in enumerate(body)))

    def tail(self, d, header, params):
        """Structs whose last field is, can be, or could be taken for something unsized."""
        d.params, d.const = 0, False
        packed = self.pick(['', '', '#[repr(packed)] ', '#[repr(C)] '])
        before = ''.join('pub f%d: %s, ' % (i, self.pick(SCALARS + NICHES)) for i in range(self.rng.randrange(4)))
        if self.chance(3):
            last = self.pick(['[%s]' % self.pick(SCALARS), 'str', 'dyn @Shape'])
            self.tails.append('U%d' % len(self.tails))
            self.text.append('%spub struct %s { %stail: %s }\n' % (packed if not last.startswith('dyn') else '', self.tails[-1], before, last))
            return None
        d.params = 1
        kind = self.rng.randrange(6)
        if kind == 0:
            return "%spub struct %s<P0: ?Sized + 'static> { %spub tail: P0 }" % (packed.replace('packed', 'C'), d.name, before)
        if kind == 1:
            return "%spub struct %s<P0: 'static> where Option<P0>: @A { %spub tail: <Option<P0> as @A>::Out }" % (packed, d.name, before)
        if kind == 2:
            return "%spub struct %s<P0: 'static> { %spub tail: <Option<P0> as @A>::Out }" % (packed, d.name, before)
        if kind == 3:
            return "pub struct %s<P0: ?Sized + 'static> { %spub tail: core::mem::ManuallyDrop<P0> }" % (d.name, before)
        if kind == 4:
            return "pub struct %s<P0: ?Sized + 'static> { %spub tail: (u8, core::cell::UnsafeCell<P0>) }" % (d.name, before)
        return "pub struct %s<P0: 'static> { pub p: core::marker::PhantomData<P0>, %spub tail: <Option<fn(&u8)> as @A>::Out }" % (d.name, before)

    def body(self, d, header, params):
        d.name, d.params, text = self.bodies.module()
        d.const = False
        return text

    def special(self, d, header, params):
        """Transparent wrappers, vectors, restricted ranges, types whose last part is a parameter."""
        d.params, d.const = 0, False
        kinds = ['#[repr(transparent)] pub struct %s(pub %s, pub core::marker::PhantomData<u64>, pub ());' % (d.name, self.pick(SCALARS + NICHES)),
                 'pub struct %s(pub %s);' % (d.name, self.type(2, ()))]
        if self.minor >= 63:
            lanes = self.pick([1, 2, 4, 8, 16, 64] + ([3, 5, 12] if self.minor >= 78 else []))
            packed = ', packed' if self.minor >= 78 and self.chance(3) else ''
            kinds.append('#[repr(simd%s)] #[derive(Clone, Copy)] pub struct %s(pub [%s; %d]);' % (packed, d.name, self.pick(['u8', 'f32', 'i16', 'u64']), lanes))
        if self.minor < 97:
            kinds.append('#[rustc_layout_scalar_valid_range_start(%d)] #[rustc_layout_scalar_valid_range_end(%d)] pub struct %s(pub %s);'
                         % (self.rng.randrange(0, 20), self.rng.randrange(20, 250), d.name, self.pick(['u8', 'u32', 'u16'])))
        return self.pick(kinds)
