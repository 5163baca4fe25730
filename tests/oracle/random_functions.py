# SPDX-License-Identifier: MIT OR Apache-2.0
"""Makes random crates full of functions, to hold how they are called against rustc.

`Functions(seed, minor, arch, alloc)` is a crate as of random_types.py with functions of many conventions, methods, `#[track_caller]`, foreign declarations,
variadic ones, and aliases of function pointer types; and with closures, async functions and coroutines (`bodies`), to hold their code; their types are those of random_types.py, and many small structures as C has them: several
floats, vectors, integers of all widths, wrappers and unions around them. `names` lists the functions in order; `text_of(names)` is the source in which
rustc is asked, with `--cfg dump`, to print how those are called.
"""
from random_types import NICHES, SCALARS, Crate

REGISTERS = ('u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'usize', 'f32', 'f64', 'f32', 'f64', 'u128', 'i128', 'bool', 'char', '*const u8')
REFERENCES = ("&'static {}", "&'static mut {}", "Option<&'static {}>", "Option<&'static mut {}>", '*mut {}', "core::pin::Pin<&'static mut {}>",
              'core::ptr::NonNull<{}>', "&'static [{}]", "core::cell::Cell<&'static {}>", 'Option<core::ptr::NonNull<{}>>')
SHARED = ('core::cell::Cell<u32>', 'core::cell::UnsafeCell<u8>', '(u8, core::cell::Cell<u64>)', 'core::marker::PhantomPinned', 'core::sync::atomic::AtomicU8',
          '[u32; 7]', '()', '[core::cell::Cell<u8>; 0]', 'core::marker::PhantomData<core::cell::Cell<u8>>', 'dyn @Shape', 'dyn @Generic<u8>', 'dyn @Shape + Unpin',
          'str', '(u8, [u16])', 'dyn Send')
BOXES = ('alloc::boxed::Box<{}>', 'Option<alloc::boxed::Box<{}>>', 'alloc::rc::Rc<{}>', 'alloc::vec::Vec<{}>', '(alloc::boxed::Box<{}>, u8)')
CONVENTIONS = {'x86_64': ('sysv64', 'win64', 'efiapi', 'vectorcall'), 'x86': ('fastcall', 'stdcall', 'thiscall', 'vectorcall', 'cdecl'), 'arm': ('aapcs', 'efiapi')}


class Functions(Crate):
    def __init__(self, seed, minor, arch, alloc, wanted=60, count=150):
        self.alloc, self.arch, self.small, self.aligned_small, self.callers = alloc, arch, [], [], []
        self.bodies_wanted = minor < 98     # later releases do not print how coroutines are passed
        super().__init__(seed, minor, wanted)
        for i in range(40):
            self.c_type(i)
        self.functions = [self.function(i) for i in range(count)]
        self.names = [n for n, _ in self.functions]
        self.bodies = [self.pick([self.closure, self.closure, self.async_fn, self.coroutine] + ([self.async_closure] if minor >= 85 else []))(i) for i in range(count // 8)]

    def c_type(self, i):
        """A small type as C has it, by itself and nested."""
        name = 'C%d' % i
        part = lambda: self.pick(REGISTERS) if not self.small or not self.chance(4) else '@' + self.pick(self.small)
        field = lambda: part() if not self.chance(6) else '[%s; %d]' % (part(), self.rng.randrange(5))
        same = self.pick(REGISTERS)
        fields = [same if self.chance(2) else field() for _ in range(self.rng.randrange(1, 5))]
        if self.chance(3):
            fields = [same] * len(fields)
        r = self.pick(['C', 'C', 'C', 'C', 'C', 'C, align(16)', 'C, packed', 'C, align(8)'])
        if 'packed' in r:
            fields = [f for f in fields if '@' not in f] or ['u8']
        kind = self.rng.randrange(10)
        copy = '#[derive(Clone, Copy)] '
        body = ', '.join('pub f%d: %s' % x for x in enumerate(fields))
        if kind == 0:
            text = '#[repr(C)] %spub union %s { %s }' % (copy, name, body)
        elif kind == 1:
            text = '#[repr(transparent)] %spub struct %s(pub %s, pub ());' % (copy, name, fields[0])
        elif kind == 2:
            text = '#[repr(%s)] %spub enum %s { A(%s), B(%s) }' % (self.pick(['C', 'u8', 'i32']), copy, name, fields[0], ', '.join(fields[1:]))
        elif kind == 3 and self.minor >= 63:
            text = '#[repr(simd)] %spub struct %s(pub [%s; %d]);' % (copy, name, self.pick(['u8', 'f32', 'i16', 'u64', 'f64', 'i32']), self.pick([2, 4, 8, 16]))
        elif kind == 4:
            text = '%spub struct %s { %s }' % (copy, name, body)
        else:
            text = '#[repr(%s)] %spub struct %s { %s }' % (r, copy, name, body)
        if kind == 3 or 'align(' in text or any('@%s ' % s in text.replace(',', ' ').replace(')', ' ').replace(';', ' ') for s in self.aligned_small):
            self.aligned_small.append(name)
        if not ('packed' in text and any(s in text for s in self.aligned_small)):
            self.text.append(text + '\n')
            self.small.append(name)

    def value(self, c_like):
        """The type of an argument or result."""
        kinds = [lambda: self.pick(REGISTERS), lambda: '@' + self.pick(self.small), lambda: '@' + self.pick(self.small)]
        if not c_like or self.chance(3):
            kinds += [lambda: self.type(3, ()), lambda: self.type(2, ()), lambda: self.pick(SCALARS), lambda: self.pick(NICHES),
                      lambda: self.reference(), lambda: self.reference(), lambda: '(%s, %s)' % (self.pick(REGISTERS), self.pick(REGISTERS)),
                      lambda: 'Option<%s>' % self.pick(REGISTERS), lambda: '[%s; %d]' % (self.pick(REGISTERS), self.rng.randrange(4))]
        return self.pick(kinds)()

    def reference(self):
        inner = self.pick(SHARED) if self.chance(2) else self.type(2, ())
        patterns = REFERENCES
        if self.alloc and self.chance(3):
            patterns = BOXES
        pattern = self.pick(patterns)
        unsized = inner in ('str', '(u8, [u16])') or inner.startswith('dyn')
        if unsized and ('[{}]' in pattern or 'Vec<' in pattern):
            inner = 'u16'
        if inner.startswith('dyn') and '+' in inner:
            inner = '(%s)' % inner
        return pattern.replace('{}', inner)

    def convention(self):
        if not self.chance(2):
            return ''
        names = ['C'] * 6 + ['system'] + list(CONVENTIONS.get(self.arch, ())) * 2
        if self.minor >= 85:
            names.append('C-unwind')
        if self.minor >= 70:
            names.append('rust-cold')
        return self.pick(names)

    def parts(self, c_like, variadic=False):
        """Arguments, and the result with its arrow."""
        args = ['a%d: %s' % (k, self.value(c_like)) for k in range(self.rng.randrange(9) if self.chance(3) else self.rng.randrange(5))]
        if variadic:
            args = args[:3] or ['a0: u8']
            args.append('...')
        return args, '' if self.chance(4) else ' -> %s' % self.value(c_like)

    def signature(self, c_like, variadic=False):
        args, result = self.parts(c_like, variadic)
        return '(%s)%s' % (', '.join(args), result)

    def function(self, i):
        """Its name and its text, with `%` where the request goes."""
        kind = self.rng.randrange(12)
        if kind == 0:
            return 'v%d' % i, 'extern "C" { % pub fn v' + '%d%s; }' % (i, self.signature(True, self.chance(2)))
        if kind == 1:
            abi = self.convention()
            variadic = abi == 'C' and self.chance(2)
            args, result = self.parts(bool(abi), variadic)
            passed = [a for a in args if a != '...']
            self.callers.append('#[no_mangle] pub unsafe fn P%d(%s)%s { call(%s) }' %
                                (i, ', '.join(['call: super::P%d' % i] + passed), result, ', '.join(a.split(':')[0] for a in passed)))
            signature = '(%s)%s' % (', '.join(args), result)
            return 'P%d' % i, '% pub type P' + '%d = unsafe %sfn%s;' % (i, 'extern "%s" ' % abi if abi else '', signature)
        if kind == 2:
            receiver = self.pick(['self', '&self', '&mut self', 'self: &&Self'])
            signature = self.signature(False)
            holder = self.value(False)
            method = 'pub fn m%d(%s, %s { loop {} }' % (i, receiver, signature[1:])
            return 'm%d' % i, 'pub struct M%d(pub %s); impl M%d { %% %s }' % (i, holder, i, method)
        if kind == 3:
            return 'f%d' % i, '% #[track_caller] pub fn f' + '%d%s { loop {} }' % (i, self.signature(False))
        abi = self.convention()
        return 'f%d' % i, '% pub ' + '%sfn f%d%s { loop {} }' % ('extern "%s" ' % abi if abi else '', i, self.signature(bool(abi) and abi[0] != 'r'))

    def captures(self):
        return ['c%d' % k for k in range(self.rng.randrange(4))]

    def closure(self, i):
        """Its name, the function that makes it, and one that calls it."""
        captured = ['%s: %s' % (c, self.value(False)) for c in self.captures()]
        args, result = self.parts(False)
        trait = self.pick(['Fn', 'FnMut', 'FnOnce'])
        how = {'Fn': '&', 'FnMut': '&mut ', 'FnOnce': ''}[trait]
        name = 'k%d' % i
        types = ', '.join(a.split(': ', 1)[1] for a in args)
        future, used = '', ''.join('%s%s, ' % (how, c.split(':')[0]) for c in captured)
        if self.chance(3):      # what a reference to the closure promises then depends on what the future in it keeps
            future, used = self.future(i), used + how + 'future, '
        made = '%spub fn %s(%s) -> impl %s(%s)%s { %smove |%s|%s { let _u = (%s); loop {} } }' % (
            future, name, ', '.join('mut ' + c for c in captured), trait, types, result, 'let mut future = w%d(); ' % i if future else '',
            ', '.join(args), result or ' -> ()', used)
        called = '#[no_mangle] pub fn %s(%s)%s { super::%s(%s)(%s) }' % (
            name, ', '.join(captured + args), result, name, *(', '.join(x.split(':')[0] for x in part) for part in (captured, args)))
        return name, made, called

    def async_closure(self, i):
        """The same of an async closure: its own code, which makes a coroutine."""
        captured = ['%s: %s' % (c, self.value(False)) for c in self.captures()]
        args, result = self.parts(False)
        trait, how = self.pick([('AsyncFn', '&'), ('AsyncFnMut', '&mut '), ('AsyncFnOnce', '')])
        name, names = 'c%d' % i, [c.split(':')[0] for c in captured]
        made = 'pub fn %s(%s) -> impl %s(%s)%s { async move |%s|%s { let _u = (%s); core::future::pending::<u8>().await; loop {} } }' % (
            name, ', '.join('mut ' + c for c in captured), trait, ', '.join(a.split(': ', 1)[1] for a in args), result, ', '.join(args), result or ' -> ()',
            ''.join('%s%s, ' % (how, n) for n in names))
        called = '#[no_mangle] pub fn %s(%s) { let mut made = super::%s(%s); let future = made(%s); drop(future); }' % (
            name, ', '.join(captured + args), name, ', '.join(names), ', '.join(a.split(':')[0] for a in args))
        return name, made, called

    def future(self, i):
        """A function that makes a future, which keeps one thing over an await or is done with it before."""
        wait = 'core::future::pending::<u8>().await; '
        kept, gone = 'let kept = any::<%s>(); %slet _u = &kept; ' % (self.value(False), wait), '{ let gone = any::<%s>(); let _u = &gone; } ' % self.value(False)
        return 'pub fn w%d() -> impl core::future::Future { async { %s%s} } ' % (i, *self.pick([(kept, ''), (gone, wait), (gone, kept), (kept, gone)]))

    def async_fn(self, i):
        """The same of an async function, whose code is its coroutine's."""
        captured = ['%s: %s' % (c, self.value(False)) for c in self.captures()]
        _, result = self.parts(False)
        name, names = 'a%d' % i, [c.split(':')[0] for c in captured]
        made = 'pub async fn %s(%s)%s { let _u = (%s); core::future::pending::<%s>().await; loop {} }' % (
            name, ', '.join(captured), result, ''.join('&%s, ' % n for n in names), self.value(False))
        called = ('#[no_mangle] pub fn %s(%s) -> bool { let mut f = super::%s(%s); '
                  'core::future::Future::poll(unsafe { core::pin::Pin::new_unchecked(&mut f) }, task).is_ready() }' %
                  (name, ', '.join(captured + ["task: &mut core::task::Context<'_>"]), name, ', '.join(names)))
        return name, made, called

    def coroutine(self, i):
        """The same of a coroutine as such."""
        captured = ['%s: %s' % (c, self.value(False)) for c in self.captures()]
        name, names, resumed = 'g%d' % i, [c.split(':')[0] for c in captured], self.value(False)
        trait, mark = 'Coroutine' if self.minor >= 78 else 'Generator', '#[coroutine] ' if self.minor >= 80 else ''
        yielded, returned = self.value(False), self.value(False)
        static = 'static ' if self.chance(2) else ''
        made = 'pub fn %s(%s) -> impl core::ops::%s<%s, Yield = %s, Return = %s> { %s%smove |_r: %s| { let _u = (%s); yield any::<%s>(); any::<%s>() } }' % (
            name, ', '.join(captured), trait, resumed, yielded, returned, mark, static, resumed,
            ''.join('&%s, ' % n for n in names), yielded, returned)
        called = ('#[no_mangle] pub fn %s(%s) { let mut f = super::%s(%s); '
                  'let _ = core::ops::%s::resume(unsafe { core::pin::Pin::new_unchecked(&mut f) }, resumed); }' %
                  (name, ', '.join(captured + ['resumed: ' + resumed]), name, ', '.join(names), trait))
        return name, made, called

    def text_of(self, asked, bodies=False):
        """The source, with closures and coroutines or without; with `--cfg dump` rustc prints how the functions of these names are called."""
        return self.source_with([t.replace('%', '#[cfg_attr(dump, rustc_abi(debug))]' if n in asked else '', 1) for n, t in self.functions] +
                                (['pub fn any<T>() -> T { loop {} }'] + [made for _, made, _ in self.bodies] if bodies else []))

    def text_for_code(self, names):
        """The source of these functions and bodies for a look at their code: each function has its name for a symbol, `foreign` refers to foreign ones,
        a function with an alias's name calls through its first argument of that type, one with a body's name runs that."""
        lines = [t.replace('%', '#[no_mangle]' if n[0] in 'fm' else '', 1) for n, t in self.functions if n in names]
        lines += ['pub fn any<T>() -> T { loop {} }'] + [made for n, made, _ in self.bodies if n in names]
        callers = [c for c in self.callers if c.split('(')[0].split()[-1] in names] + [called for n, _, called in self.bodies if n in names]
        uses = ', '.join('functions::%s as usize' % n for n in sorted(names) if n[0] == 'v')
        return self.source_with(lines + ['pub mod callers {'] + callers + ['}']) + '#[no_mangle] pub fn foreign() -> usize { [0, %s][0] }\n' % uses

    def source_with(self, functions):
        features = ['abi_vectorcall', 'c_variadic', 'simd_ffi', *(['coroutines', 'coroutine_trait', 'stmt_expr_attributes'] if self.minor >= 78 else
                                                                  ['generators', 'generator_trait'])]
        if self.minor >= 70:
            features.append('rust_cold_cc')
        if self.minor < 81:
            features.append('abi_thiscall' if self.minor < 67 else 'c_unwind')
        if self.minor < 68:
            features.append('abi_efiapi')
        head = ''.join('#![feature(%s)]\n' % f for f in features)
        lines = ['pub mod functions {'] + functions
        body = ''.join(self.text)
        alloc = 'extern crate alloc;\n' if self.alloc else ''
        body = body.replace('#![no_std]\n', '#![no_std]\n' + head, 1)
        at = body.index('pub trait Shape')
        return (body[:at] + alloc + body[at:] + '\n'.join(lines) + '\n}\n').replace('@', 'crate::')
