# SPDX-License-Identifier: MIT OR Apache-2.0
"""Random closures, async blocks and async functions, whose types nobody writes down.

`Bodies(crate)` makes modules of `crate` (random_types.Crate), each with a type `F` that is `impl Fn..` or `impl Future` and the
function that says what it stands for, so that metadata and rustc name the closure or coroutine by the same alias `@m<i>::F`.
What is captured has random types and is captured by value, by reference or in parts; what a coroutine keeps across its
awaits depends on blocks, branches, loops, borrows and calls of other async functions.
"""

PRELUDE = '''pub struct Nop;
impl core::future::Future for Nop { type Output = u8; fn poll(self: core::pin::Pin<&mut Self>, _: &mut core::task::Context<'_>) -> core::task::Poll<u8> { core::task::Poll::Pending } }
pub struct Loud<T>(pub T);
impl<T> Drop for Loud<T> { fn drop(&mut self) { touch(&self.0) } }
#[inline(never)] pub fn touch<T>(_: &T) {}
#[inline(never)] pub fn eat<T>(_: T) {}
#[inline(never)] pub fn yes() -> bool { true }
'''


class Bodies:
    def __init__(self, crate):
        self.crate, self.made, self.names, self.pairs = crate, 0, 0, set()

    def name(self):
        self.names += 1
        return 'v%d' % self.names

    def module(self):
        """(path of the type, number of type parameters, text of the module)"""
        c, number = self.crate, self.made
        self.made += 1
        count = c.pick([0, 0, 0, 1, 2])
        params = ['P%d' % i for i in range(count)]
        generics = '<%s>' % ', '.join("%s: 'static" % p for p in params) if params else ''
        taken = [(self.name(), self.captured(params)) for _ in range(c.rng.randrange(5))]
        for p in params:        # an opaque type must use its parameters
            taken.append((self.name(), p))
        bound, body, helpers = self.pick_kind(taken, params)
        here = '<%s>' % ', '.join(params) if params else ''
        define = '#[define_opaque(F)] ' if c.minor >= 87 else ''
        arguments = ', '.join('%s: %s' % x for x in taken)
        return 'm%d::F' % number, count, 'pub mod m%d {\nuse super::*;\npub type F%s = impl %s;\n%s%spub fn mk%s(%s) -> F%s { %s }\n}\n' % (
            number, generics, bound, helpers, define, generics, arguments, here, body)

    def captured(self, params):
        t = self.crate.type(2, params)
        pair = '(%s, %s)' % (t, self.crate.type(1, params))
        self.pairs.add(pair)
        return self.crate.pick([t, t, '@Loud<%s>' % t, "&'static %s" % t, pair])

    def pick_kind(self, taken, params):
        c = self.crate
        kind = c.rng.randrange(4)
        if kind == 0:
            return self.closure(taken)
        if kind == 1:
            return 'core::future::Future<Output = u32>', 'async move { %s 7 }' % self.block(taken, 3), ''
        if kind == 2:
            generics = '<%s>' % ', '.join("%s: 'static" % p for p in params) if params else ''
            inner = [(self.name(), t) for _, t in taken]
            helper = 'pub async fn g%s(%s) -> u32 { %s 7 }\n' % (generics, ', '.join('%s: %s' % x for x in inner), self.block(inner, 3))
            return 'core::future::Future<Output = u32>', 'g(%s)' % ', '.join(n for n, _ in taken), helper
        # An async block that awaits an async function, which awaits another.
        generics = '<%s>' % ', '.join("%s: 'static" % p for p in params) if params else ''
        inner = [(self.name(), t) for _, t in taken]
        helper = 'pub async fn h<T>(x: T) -> u8 { let r = &x; Nop.await; touch(r); 1 }\npub async fn g%s(%s) -> u8 { %s 2 }\n' % (
            generics, ', '.join('%s: %s' % x for x in inner), self.block(inner, 2, 'h'))
        return 'core::future::Future<Output = u32>', 'async move { let n = g(%s).await; Nop.await; n as u32 }' % ', '.join(n for n, _ in taken), helper

    def closure(self, taken):
        c, uses = self.crate, []
        once = False
        for n, t in taken:
            how = c.rng.randrange(4)
            if how == 0 and t in self.pairs:
                uses.append('touch(&%s.%d);' % (n, c.rng.randrange(2)))
            elif how == 1:
                once = True
                uses.append('eat(%s);' % n)
            elif how != 2:
                uses.append('touch(&%s);' % n)
        # Or a closure that has another one in it, by reference or by value.
        nested = c.pick(['', '', ' let inner = || { %s }; touch(&inner);' % ' '.join(u for u in uses if u.startswith('touch'))])
        if nested:
            uses = [u for u in uses if u.startswith('eat')]
        if c.minor >= 85 and c.chance(2):
            waits = [c.pick(['', 'Nop.await; ']) + u for u in uses]
            return 'Sized', 'async move |x: u8| { %s%s Nop.await; x as u32 }' % (nested, ' '.join(waits)), ''
        return 'FnOnce(u8) -> u32', 'move |x: u8| { %s%s x as u32 }' % (nested, ' '.join(uses)), ''

    def block(self, variables, depth, callee=None):
        """Statements over the variables in scope, each of which may be gone afterwards."""
        c, out, scope = self.crate, [], list(variables)
        for _ in range(c.rng.randrange(1, 5)):
            kind = c.rng.randrange(9 if depth else 5)
            if kind == 0 or not scope:
                out.append(c.pick(['Nop.await;', 'let %s = Nop.await;' % self.name(), 'touch(&Nop.await);']))
            elif kind == 1:
                n, _ = c.pick(scope)
                r = self.name()
                out.append('let %s = &%s; Nop.await; touch(%s);' % (r, n, r))
            elif kind == 2:
                i = c.rng.randrange(len(scope))
                n, t = scope.pop(i)
                if (n, t) in variables and len(variables) > depth + 1 or depth == 3:
                    new = self.name()
                    out.append('let %s = %s; Nop.await; touch(&%s);' % (new, n, new))
                    scope.append((new, t))
                else:
                    scope.insert(i, (n, t))
                    out.append('touch(&%s);' % n)
            elif kind == 3:
                n = self.name()
                out.append('let %s = [%d%s; %d]; Nop.await; touch(&%s);' % (n, c.rng.randrange(9), c.pick(['u8', 'u16', 'u32', 'u64', 'u128']),
                                                                       c.rng.randrange(1, 9), n))
            elif kind == 4:
                n, _ = c.pick(scope)
                out.append('%s(&%s).await;' % (callee, n) if callee else 'touch(&%s); Nop.await;' % n)
            elif kind == 5:
                out.append('{ %s }' % self.inner(scope, depth, callee))
            elif kind == 6:
                out.append('if yes() { %s } else { %s }' % (self.inner(scope, depth, callee), self.inner(scope, depth, callee)))
            elif kind == 7:
                out.append('while yes() { %s }' % self.inner(scope, depth, callee))
            else:
                out.append('match Nop.await { 0 => { %s } 1 => { Nop.await; } _ => { %s } }' %
                           (self.inner(scope, depth, callee), self.inner(scope, depth, callee)))
        return ' '.join(out)

    def inner(self, scope, depth, callee):
        """A block inside of another: what it looks at stays where it is."""
        return self.block([(n, t) for n, t in scope], depth - 1, callee) if not scope else self.looking(scope, depth, callee)

    def looking(self, scope, depth, callee):
        c, out = self.crate, []
        n, t = c.pick(scope)
        fresh = (self.name(), 'Loud<u32>')
        out.append('let %s = Loud(%du32);' % (fresh[0], c.rng.randrange(9)))
        if c.chance(2):
            out.append('touch(&%s);' % n)
        out.append(self.block([fresh], 0 if depth < 2 else 1, callee))
        if c.chance(3):
            out.append('Nop.await; touch(&%s);' % n)
        return ' '.join(out)
