# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reads rustc's v0 symbol names (RFC 2603), enough to say what a symbol of `nm` stands for.

Written from the RFC, independent of the C++ mangler: it is used to sort symbols that no non-generic item explains.
parse(name) gives a Symbol: the definition path (`core::{impl#3}::fmt`, with the crate's name first), whether generic
arguments occur, whether it is a closure or a shim, the crate that made the instance, and the LLVM suffix if any.
"""
import re

BASE62 = {c: i for i, c in enumerate('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')}


# Tags of path components without a name, as rustc prints them.
NAMELESS = {'c': 'constructor', 'k': 'constant', 'f': 'extern', 'i': 'impl', 'm': 'macro', 'n': 'nested_static'}


class NotV0(ValueError):
    pass


class Symbol:
    def __init__(self):
        self.path = None          # definition path as text
        self.crate = None         # (name, disambiguator) of its first component
        self.generic = False      # explicit generic arguments on the item or a parent
        self.closure = False      # the item is a closure or coroutine body
        self.shim = False         # a shim of the compiler (vtable, reify, drop glue of a closure …)
        self.trait = None         # 'X': method of an impl of a trait; 'Y': provided method called on a type
        self.impl = False         # the item sits in an impl
        self.instantiated_by = None
        self.suffix = ''
        self.stem = None          # the name without the crate that made the instance


class Parser:
    def __init__(self, text):
        self.s, self.i, self.depth = text, 0, 0

    def peek(self):
        return self.s[self.i] if self.i < len(self.s) else ''

    def take(self):
        c = self.peek()
        if not c:
            raise NotV0('ends early')
        self.i += 1
        return c

    def eat(self, c):
        if self.peek() == c:
            self.i += 1
            return True
        return False

    def base62(self):
        if self.eat('_'):
            return 0
        v = 0
        while not self.eat('_'):
            c = self.take()
            if c not in BASE62:
                raise NotV0('bad base-62 digit')
            v = v * 62 + BASE62[c]
        return v + 1

    def disambiguator(self):
        return self.base62() + 1 if self.eat('s') else 0

    def identifier(self):
        d = self.disambiguator()
        puny = self.eat('u')
        m = re.compile(r'0|[1-9]\d*').match(self.s, self.i)
        if not m:
            raise NotV0('identifier without length at %d' % self.i)
        self.i = m.end()
        n = int(m[0])
        self.eat('_')
        name = self.s[self.i:self.i + n]
        if len(name) != n:
            raise NotV0('identifier too long')
        self.i += n
        if puny:
            base, _, ext = name.rpartition('_')
            name = (base + '-' + ext if base else ext).encode().decode('punycode')
        return d, name

    def backref(self, what):
        at = self.base62()
        if at >= self.i:
            raise NotV0('forward reference')
        self.depth += 1
        if self.depth > 200:
            raise NotV0('too deep')
        keep, self.i = self.i, at
        r = what()
        self.i = keep
        self.depth -= 1
        return r

    def impl_path(self):
        d = self.disambiguator()
        p = self.path()
        return dict(p, text='%s::{impl#%d}' % (p['text'], d), impl=True)

    def path(self):
        c = self.take()
        if c == 'C':
            d, name = self.identifier()
            return {'text': name, 'crate': (name, d), 'generic': False, 'impl': False, 'ns': 'C', 'trait': None}
        if c == 'M':
            p = self.impl_path()
            self.type()
            return dict(p, ns='M')
        if c == 'X':
            p = self.impl_path()
            self.type()
            self.path()
            return dict(p, ns='X', trait='X')
        if c == 'Y':
            self.type()
            t = self.path()
            return dict(t, ns='Y', trait='Y')
        if c == 'N':
            ns = self.take()
            p = self.path()
            d, name = self.identifier()
            if ns.isupper():
                word = {'C': 'closure', 'S': 'shim', 'K': 'constant'}.get(ns, ns)
                name = '{%s%s#%d}' % (word, ':' + name if name else '', d)
            elif not name and ns in NAMELESS:
                name = '{%s#%d}' % (NAMELESS[ns], d)
            elif d:
                name = '%s#%d' % (name, d)
            return dict(p, text='%s::%s' % (p['text'], name), ns=ns)
        if c == 'I':
            p = self.path()
            while not self.eat('E'):
                self.generic_arg()
            return dict(p, generic=True)
        if c == 'B':
            return self.backref(self.path)
        raise NotV0('path starts with %r' % c)

    def generic_arg(self):
        if self.eat('L'):
            self.base62()
        elif self.eat('K'):
            self.const()
        else:
            self.type()

    def type(self):
        c = self.peek()
        if c.islower() and c not in 'kqrw' and c != '':
            self.i += 1
        elif c == 'A':
            self.i += 1
            self.type()
            self.const()
        elif c == 'S':
            self.i += 1
            self.type()
        elif c == 'T':
            self.i += 1
            while not self.eat('E'):
                self.type()
        elif c in ('R', 'Q') and c:
            self.i += 1
            if self.eat('L'):
                self.base62()
            self.type()
        elif c in ('P', 'O') and c:
            self.i += 1
            self.type()
        elif c == 'F':
            self.i += 1
            self.binder()
            self.eat('U')
            if self.eat('K') and not self.eat('C'):
                self.identifier()
            while not self.eat('E'):
                self.type()
            self.type()
        elif c == 'D':
            self.i += 1
            self.binder()
            while not self.eat('E'):
                self.path()
                while self.eat('p'):
                    self.identifier()
                    if self.eat('K'):
                        self.const()
                    else:
                        self.type()
            if not self.eat('L'):
                raise NotV0('dyn without lifetime')
            self.base62()
        elif c == 'W':
            self.i += 1
            self.type()
            self.pattern()
        elif c == 'B':
            self.i += 1
            self.backref(self.type)
        else:
            self.path()

    def pattern(self):
        c = self.take()
        if c == 'R':
            self.const()
            self.const()
        elif c == 'O':
            while not self.eat('E'):
                self.pattern()
        elif c != 'N':
            raise NotV0('pattern %r' % c)

    def binder(self):
        if self.eat('G'):
            self.base62()

    def const(self):
        c = self.peek()
        if c == 'p':
            self.i += 1
        elif c == 'B':
            self.i += 1
            self.backref(self.const)
        elif c in ('R', 'Q') and c:
            self.i += 1
            if c == 'R' and self.eat('e'):
                self.hex()
            else:
                self.const()
        elif c in ('A', 'T') and c:
            self.i += 1
            while not self.eat('E'):
                self.const()
        elif c == 'V':
            self.i += 1
            self.path()
            kind = self.take()
            if kind == 'T':
                while not self.eat('E'):
                    self.const()
            elif kind == 'S':
                while not self.eat('E'):
                    self.identifier()
                    self.const()
            elif kind != 'U':
                raise NotV0('const variant %r' % kind)
        else:
            self.type()
            self.eat('n')
            self.hex()

    def hex(self):
        m = re.compile(r'[0-9a-f]*_').match(self.s, self.i)
        if not m:
            raise NotV0('const without digits')
        self.i = m.end()


def parse(name):
    """The Symbol behind a v0 name; NotV0 if it is none."""
    if not name.startswith('_R') or len(name) < 4:
        raise NotV0('no _R')
    body, dot, suffix = name[2:].partition('.')
    p = Parser(body)
    first = p.path()
    s = Symbol()
    s.path, s.crate, s.generic, s.impl, s.trait = first['text'], first['crate'], first['generic'], first['impl'], first['trait']
    s.closure = first['ns'] == 'C' and '{closure' in s.path
    s.shim = '{shim' in s.path
    s.suffix = dot + suffix
    s.stem = name[:2 + p.i]
    if p.i < len(body):
        s.instantiated_by = p.path()['crate']
    if p.i != len(body):
        raise NotV0('rest %r' % body[p.i:])
    return s
