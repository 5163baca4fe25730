# SPDX-License-Identifier: MIT OR Apache-2.0
"""Values of constants and what associated types are, against what a program compiled by the same rustc prints.

A crate is generated with one struct or enum per question: a constant as array length (`[u8; EXPR]`: the size tells it), as const
argument (`Wrap<{EXPR}>`: the field's type tells it), as discriminant; and projections as field types. `rmetacrc layout --all`
answers from the crate's metadata alone, with the library's constants and functions read from its own; a program that uses the
crate prints what rustc made of it. The seed of the random expressions is printed.
"""
import json
import os
import random
import subprocess

# (expression, type, first 1.x release that takes it). Everything in them runs at compile time.
EXPRESSIONS = [
    ('16 / 8 + 3', 'i64', 0), ('-7 / 2', 'i64', 0), ('-7 % 3', 'i64', 0), ('1 << 40', 'i64', 0), ('-1i64 >> 3', 'i64', 0),
    ('(-1i8) as u8 as i64', 'i64', 0), ('300i32 as u8 as i64', 'i64', 0), ('u64::MAX as i128 as i64', 'i64', 0),
    ('i32::MIN.wrapping_neg() as i64', 'i64', 0), ('200u8.wrapping_add(100) as i64', 'i64', 0), ('i8::MAX.wrapping_mul(3) as i64', 'i64', 0),
    ('5i32.saturating_sub(i32::MAX) as i64', 'i64', 0), ('i32::MIN.saturating_sub(1) as i64', 'i64', 0), ('200u8.saturating_add(100) as i64', 'i64', 0),
    ('200u8.checked_add(100).is_none() as i64', 'i64', 0), ('match 7u32.checked_mul(6) { Some(v) => v as i64, None => -1 }', 'i64', 0),
    ('match 7u32.checked_div(0) { Some(v) => v as i64, None => -1 }', 'i64', 0), ('100u8.overflowing_add(200).0 as i64', 'i64', 0),
    ('100u8.overflowing_add(200).1 as i64', 'i64', 0), ('3i64.pow(13)', 'i64', 0), ('2u64.pow(63).leading_zeros() as i64', 'i64', 0),
    ('0x12345678u32.swap_bytes() as i64', 'i64', 0), ('0x1234u16.reverse_bits() as i64', 'i64', 0), ('0xf0f0u16.count_ones() as i64', 'i64', 0),
    ('40u64.trailing_zeros() as i64', 'i64', 0), ('0x12345678u32.rotate_left(12) as i64', 'i64', 0), ('0x12345678u32.rotate_right(12) as i64', 'i64', 0),
    ('u32::from_be_bytes([1, 2, 3, 4]) as i64', 'i64', 0), ('i64::from_le_bytes([1, 2, 3, 4, 5, 6, 7, 0x88])', 'i64', 0),
    ('0x0102u16.to_be_bytes()[1] as i64', 'i64', 0), ('(-7i32).rem_euclid(3) as i64', 'i64', 0), ('(-7i32).div_euclid(3) as i64', 'i64', 0),
    ('(-9i32).abs() as i64', 'i64', 0), ('(-9i32).signum() as i64', 'i64', 0), ('17u32.next_power_of_two() as i64', 'i64', 0),
    ('17u32.is_power_of_two() as i64', 'i64', 0), ("'x' as i64", 'i64', 0), ("'\\u{1F600}' as i64", 'i64', 0), ("'é'.len_utf8() as i64", 'i64', 0),
    ("'q'.is_ascii_lowercase() as i64", 'i64', 0), ("b'a'.to_ascii_uppercase() as i64", 'i64', 0), ('3.99f64 as i64', 'i64', 0), ('-3.99f32 as i64', 'i64', 0),
    ('(1.5f64 * 7.0 - 0.25) as i64', 'i64', 0), ('f64::MAX as i64', 'i64', 0), ('f32::NAN as i64', 'i64', 0), ('16777217i32 as f32 as i64', 'i64', 0),
    ('"grüße".len() as i64', 'i64', 0), ('"abc".as_bytes()[1] as i64', 'i64', 0), ('b"xyz"[2] as i64', 'i64', 0), ('"".is_empty() as i64', 'i64', 0),
    ('[1i64, 2, 3][1]', 'i64', 0), ('[7i64; 9].len() as i64', 'i64', 0), ('(&[4i64, 5, 6] as &[i64]).len() as i64', 'i64', 0), ('(1i64, (2i64, 3i64)).1 .1', 'i64', 0),
    ('if let [a, .., b] = [3i64, 4, 5, 6] { a * 10 + b } else { 0 }', 'i64', 0), ('match &[1i64, 2, 3, 4] as &[i64] { [_, rest @ ..] => rest.len() as i64, [] => 0 }', 'i64', 0),
    ('match (3u8, true) { (0..=2, _) => 1, (3, true) => 2, _ => 3 }', 'i64', 0), ('{ let mut i = 0; let mut s = 0; while i < 100 { s += i * i; i += 1 } s }', 'i64', 0),
    ('{ let mut i = 10i64; loop { i = if i % 2 == 0 { i / 2 } else { 3 * i + 1 }; if i == 1 { break i + 41 } } }', 'i64', 0),
    ('gcd(1071, 462) as i64', 'i64', 0), ('fib(20) as i64', 'i64', 0), ('sum(&[1, 2, 3, 40])', 'i64', 0), ('TABLE[3] as i64', 'i64', 0), ('*REF', 'i64', 0),
    ('POINT.x * 100 + POINT.y', 'i64', 0), ('POINT.moved(3).x', 'i64', 0), ('area(Shape::Rect { w: 3, h: 5 })', 'i64', 0), ('area(SHAPES[0])', 'i64', 0),
    ('area(SHAPES[1])', 'i64', 0), ('Mode::C as i64', 'i64', 0), ('Mode::A as u8 as i64', 'i64', 0), ('<u16 as Named>::ID + <[u8; 4] as Named>::ID', 'i64', 0),
    ('<u8 as Named>::DOUBLE', 'i64', 0), ('Holder::<u32, 5>::TOTAL as i64', 'i64', 0), ('length::<_, 6>([0u16; 6]) as i64', 'i64', 0), ('depth::<7>() as i64', 'i64', 0),
    ('core::mem::size_of::<Option<&u8>>() as i64', 'i64', 0), ('core::mem::size_of::<Option<u32>>() as i64', 'i64', 0), ('core::mem::size_of::<Shape>() as i64', 'i64', 0),
    ('core::mem::align_of::<(u8, u32)>() as i64', 'i64', 0), ('core::mem::size_of::<[Point; 3]>() as i64', 'i64', 0), ('core::mem::needs_drop::<String>() as i64', 'i64', 0),
    ('core::mem::needs_drop::<Point>() as i64', 'i64', 0), ('core::mem::size_of_val(&[0u32; 5]) as i64', 'i64', 80), ('generic_size::<Point>() as i64', 'i64', 0),
    ('Some(5i64).is_some() as i64', 'i64', 0), ('match OPT { Some(Some(v)) => v, Some(None) => -1, None => -2 }', 'i64', 0), ('match core::num::NonZeroU8::new(9) { Some(n) => n.get() as i64, None => 0 }', 'i64', 0),
    ('unsafe { core::mem::transmute::<f32, u32>(1.5) } as i64', 'i64', 0), ('unsafe { core::mem::transmute::<[u8; 4], u32>([1, 0, 2, 0]) } as i64', 'i64', 0),
    ('unsafe { U { f: 2.5 }.u } as i64', 'i64', 0), ('eq("abc", "abd") as i64 * 2 + eq("abc", "abc") as i64', 'i64', 0), ('hash("hello world") as i64', 'i64', 0),
    ('core::i16::MAX as i64', 'i64', 0), ('usize::BITS as i64', 'i64', 0), ('u128::MAX.count_ones() as i64', 'i64', 0), ('(i128::MAX / 12345678901234567890) as i64', 'i64', 0),
    ('((u128::MAX / 3) % 1000000007) as i64', 'i64', 0), ('(1u128 << 100).trailing_zeros() as i64', 'i64', 0), ('core::u64::MAX.wrapping_mul(0x9E3779B97F4A7C15) as i64', 'i64', 0),
    ('apply(triple, 14)', 'i64', 85), ('{ let mut a = [0i64; 5]; fill(&mut a, 3); a[0] + a[4] }', 'i64', 85), ('{ let mut x = 5i64; { let r = &mut x; *r += 2; } x }', 'i64', 85),
    ('core::num::NonZeroU32::new(77).unwrap().get() as i64', 'i64', 85), ('99u32.isqrt() as i64', 'i64', 85), ('17u32.ilog2() as i64', 'i64', 70), ('1000u32.ilog10() as i64', 'i64', 70),
    ('10u32.abs_diff(25) as i64', 'i64', 60), ('core::cmp::Ordering::Less as i64', 'i64', 0), ('match core::str::from_utf8(b"ok") { Ok(s) => s.len() as i64, Err(_) => -1 }', 'i64', 63),
    ('7u8.midpoint(10) as i64', 'i64', 85), ('u8::MAX.unbounded_shl(9) as i64', 'i64', 87), ('"a,b".split_at(1).0.len() as i64', 'i64', 86),
    ('INNER.list[1].0 as i64', 'i64', 0), ('INNER.name.len() as i64', 'i64', 0), ('STATIC_LEN as i64', 'i64', 0),
    ('core::mem::size_of_val::<dyn core::fmt::Debug>(&[7u16; 3]) as i64', 'i64', 85), ('core::mem::align_of_val::<dyn core::fmt::Debug>(&7u32 as &dyn core::fmt::Debug) as i64', 'i64', 85),
    ('core::mem::offset_of!((u8, u32, u8), 1) as i64', 'i64', 78), ('core::mem::offset_of!(Point, y) as i64', 'i64', 78),
    ('{ static mut COUNTER: u8 = 1; let at = &raw const COUNTER; let _ = at; 35 }', 'i64', 85),
    ('true', 'bool', 0), ('1 > 2 || !false', 'bool', 0), ("'z'", 'char', 0), ("(b'a' + 3) as char", 'char', 0), ('u128::MAX - 5', 'u128', 0), ('i128::MIN + 1', 'i128', 0),
    ('(1u128 << 127) | 1', 'u128', 0), ('u64::MAX', 'u64', 0), ('usize::MAX', 'usize', 0), ('-128', 'i8', 0), ('250 + 5', 'u8', 0),
]

# Pointers that have no address yet: (expression, first and last 1.x release that takes it).
POINTERS = [
    ('BYTE.is_null() as i64', 63, 99), ('BYTE.wrapping_add(12).is_null() as i64', 63, 99), ('core::ptr::null::<u8>().is_null() as i64', 63, 99),
    ('(8 as *const u8).is_null() as i64', 63, 99), ('BYTE.guaranteed_eq(BYTE) as i64', 63, 63), ('BYTE.guaranteed_ne(core::ptr::null()) as i64', 63, 63),
    ('known(BYTE.guaranteed_eq(BYTE))', 70, 99), ('known(BYTE.guaranteed_eq(core::ptr::null()))', 70, 99), ('known(BYTE.guaranteed_ne(core::ptr::null()))', 70, 99),
    ('known(BYTE.guaranteed_eq(BYTE.wrapping_add(1)))', 70, 99), ('known(BYTE.guaranteed_eq(8 as *const u8))', 70, 99), ('known(BYTE.guaranteed_eq(9 as *const u8))', 70, 99),
    ('known(BYTE.wrapping_add(13).guaranteed_eq(core::ptr::null()))', 70, 99), ('known(BYTE.wrapping_add(16).guaranteed_eq(core::ptr::null()))', 70, 99),
    ('known((8 as *const u8).guaranteed_eq(8 as *const u8))', 70, 99), ('known((8 as *const u8).guaranteed_eq(9 as *const u8))', 70, 99),
    ('known((&NUMBERS as *const u8).guaranteed_eq(&NUMBERS as *const u8))', 85, 99), ('known((&NUMBERS as *const u8).guaranteed_eq(&OTHERS as *const u8))', 85, 99),
    ('known((&NUMBERS as *const u8).wrapping_add(3).guaranteed_eq(&OTHERS as *const u8))', 85, 99), ('known((&NUMBERS as *const u8).guaranteed_eq(BYTE))', 85, 99),
    ('BYTE.align_offset(4) as i64', 70, 78), ('BYTE.wrapping_add(3).align_offset(4) as i64', 70, 78), ('BYTE.wrapping_add(1).align_offset(2) as i64', 70, 78),
    ('BYTE.wrapping_add(1).align_offset(1) as i64', 70, 78), ('(BYTE.align_offset(8) == usize::MAX) as i64', 70, 78), ('(9 as *const u8).align_offset(16) as i64', 70, 78),
    ('(9 as *const u16).align_offset(16) as i64', 70, 78), ('WORDS.as_ptr().wrapping_add(1).align_offset(4) as i64', 70, 78), ('BYTE.cast::<[u8; 3]>().wrapping_add(1).align_offset(4) as i64', 70, 78),
]
POINTERS_PRELUDE = '''
pub const WORDS: &[u32; 3] = &[1, 2, 3];
pub const BYTE: *const u8 = WORDS as *const u32 as *const u8;
pub const fn known(x: Option<bool>) -> i64 { match x { Some(false) => 0, Some(true) => 1, None => 2 } }
pub static OTHERS: [u8; 3] = [1, 2, 3];
'''
# Features of the generated crate: (first and last 1.x release, names).
FEATURES = [(63, 99, 'const_raw_ptr_comparison'), (63, 78, 'const_ptr_is_null'), (63, 78, 'const_align_offset')]

PRELUDE = '''#![allow(dead_code, unused, arithmetic_overflow, unconditional_panic)]
use core::mem::size_of;
pub const fn gcd(a: u32, b: u32) -> u32 { if b == 0 { a } else { gcd(b, a % b) } }
pub const fn fib(n: u32) -> u64 { let mut a = 0; let mut b = 1; let mut i = 0; while i < n { let t = a + b; a = b; b = t; i += 1; } a }
pub const fn sum(s: &[i64]) -> i64 { let mut t = 0; let mut i = 0; while i < s.len() { t += s[i]; i += 1; } t }
pub const TABLE: [u32; 8] = { let mut t = [0; 8]; let mut i = 0; while i < 8 { t[i] = (i * i) as u32; i += 1; } t };
pub const REF: &i64 = &(40 + 2);
#[derive(Clone, Copy)] pub struct Point { pub x: i64, pub y: i64 }
impl Point { pub const fn moved(self, by: i64) -> Point { Point { x: self.x + by, ..self } } }
pub const POINT: Point = Point { x: 3, y: 4 };
#[derive(Clone, Copy)] pub enum Shape { Dot, Square(i64), Rect { w: i64, h: i64 } }
pub const SHAPES: [Shape; 3] = [Shape::Square(7), Shape::Dot, Shape::Rect { w: 1, h: 2 }];
pub const fn area(s: Shape) -> i64 { match s { Shape::Dot => 0, Shape::Square(a) => a * a, Shape::Rect { w, h } => w * h } }
#[repr(u8)] #[derive(Clone, Copy)] pub enum Mode { A = 4, B, C = B_VALUE + 10 }
pub const B_VALUE: u8 = 9;
pub trait Named { const ID: i64; const DOUBLE: i64 = Self::ID * 2; }
impl Named for u8 { const ID: i64 = 8; }
impl Named for u16 { const ID: i64 = 16; const DOUBLE: i64 = 1; }
impl<T: Named, const N: usize> Named for [T; N] { const ID: i64 = T::ID * N as i64; }
pub struct Holder<T, const N: usize>(T);
impl<T, const N: usize> Holder<T, N> { pub const TOTAL: usize = size_of::<T>() * N; }
pub const fn length<T: Copy, const N: usize>(_: [T; N]) -> usize { N }
pub const fn depth<const N: u32>() -> u32 { N * 3 }
pub const fn generic_size<T>() -> usize { size_of::<T>() + size_of::<Option<T>>() }
pub const OPT: Option<Option<i64>> = Some(Some(11));
pub union U { f: f32, u: u32 }
pub const fn eq(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() { return false; }
    let mut i = 0;
    while i < a.len() { if a[i] != b[i] { return false; } i += 1; }
    true
}
pub const fn hash(s: &str) -> u32 {
    let b = s.as_bytes(); let mut h = 0x811c9dc5u32; let mut i = 0;
    while i < b.len() { h = (h ^ b[i] as u32).wrapping_mul(0x01000193); i += 1; }
    h
}
pub struct Inner { pub list: &'static [(u16, &'static str)], pub name: &'static str }
pub const INNER: Inner = Inner { list: &[(1, "one"), (2222, "two")], name: "inner" };
pub static NUMBERS: [u8; 3] = [1, 2, 3];
pub const STATIC_LEN: usize = INNER.list.len() + 7;
pub struct WrapI64<const V: i64>; pub struct WrapU64<const V: u64>; pub struct WrapI128<const V: i128>; pub struct WrapU128<const V: u128>;
pub struct WrapBool<const V: bool>; pub struct WrapChar<const V: char>; pub struct WrapUsize<const V: usize>; pub struct WrapI8<const V: i8>; pub struct WrapU8<const V: u8>;
'''
PRELUDE += ''.join('pub const fn is_%s(v: %s) -> %s { v }\n' % (t, t, t)
                   for t in ('i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'i64', 'u64', 'i128', 'u128', 'isize', 'usize', 'bool', 'char'))
NEWER = {85: '''
pub const fn triple(x: i64) -> i64 { x * 3 }
pub const fn apply(f: fn(i64) -> i64, x: i64) -> i64 { let _ = f; triple(x) }
pub const fn fill(a: &mut [i64; 5], v: i64) { let mut i = 0; while i < 5 { a[i] = v * i as i64; i += 1; } }
'''}
TRAITS = '''
pub struct Leaf; pub struct Other;
pub trait One { type X: Two; } pub trait Two { type Y: Three; } pub trait Three { type Z; }
impl One for Leaf { type X = [u8; 3]; } impl One for Other { type X = (u16, bool); } impl<T: One> One for Option<T> { type X = (T::X,); }
impl Two for [u8; 3] { type Y = Leaf; } impl Two for (u16, bool) { type Y = Other; } impl<T: Two> Two for (T,) { type Y = [T::Y; 2]; }
impl Three for Leaf { type Z = u64; } impl Three for Other { type Z = (i8, char); } impl<T: Three, const N: usize> Three for [T; N] { type Z = [T::Z; N]; }
pub trait Blanket { type Out; } impl<T: Copy> Blanket for T { type Out = (T, T); } impl Blanket for Leaf { type Out = u8; }
pub trait Given { type D; } impl<I: Iterator> Given for I { type D = (I::Item, u8); }
'''
PROJECTIONS = [
    '<<<Leaf as One>::X as Two>::Y as Three>::Z', '<<<Other as One>::X as Two>::Y as Three>::Z', '<<<Option<Leaf> as One>::X as Two>::Y as Three>::Z',
    '<<<Option<Option<Other>> as One>::X as Two>::Y as Three>::Z', '<u32 as Blanket>::Out', '<Leaf as Blanket>::Out', '<&\'static u8 as Blanket>::Out',
    '<[u8; 2] as Blanket>::Out', '<(bool, char) as Blanket>::Out', '<fn(u8) -> i16 as Blanket>::Out', '<core::ops::Range<u16> as Given>::D',
    '<core::iter::Rev<core::ops::Range<i64>> as Iterator>::Item', '<core::iter::Zip<core::ops::Range<u8>, core::array::IntoIter<char, 3>> as Iterator>::Item',
    '<core::iter::Chain<core::ops::Range<u8>, core::iter::Empty<u8>> as IntoIterator>::Item', '<Vec<u32> as core::ops::Deref>::Target',
    '<Vec<u32> as core::ops::Index<usize>>::Output', '<Vec<u32> as IntoIterator>::Item', '<&\'static [u16] as IntoIterator>::Item', '<Box<u64> as core::ops::Deref>::Target',
    '<i32 as core::ops::Add>::Output', '<&\'static i32 as core::ops::Add<i32>>::Output', '<u8 as core::convert::TryFrom<i64>>::Error',
    '<str as ToOwned>::Owned', '<[u8] as ToOwned>::Owned', '<u16 as ToOwned>::Owned', '<core::future::Ready<u8> as core::future::Future>::Output',
    '<core::pin::Pin<&\'static mut core::future::Ready<i64>> as core::future::Future>::Output', '<core::iter::Peekable<core::ops::Range<u8>> as Iterator>::Item',
    '<core::iter::Rev<core::iter::Cloned<core::slice::Iter<\'static, u16>>> as Iterator>::Item',
]
UNSIZED = {'<Vec<u32> as core::ops::Deref>::Target'}


def random_expression(rng, depth=0):
    """An expression of a random integer type that never panics; gives it and its type."""
    ty = rng.choice(['i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'i64', 'u64', 'i128', 'u128', 'isize', 'usize'])
    return build(rng, ty, depth), ty


def build(rng, ty, depth):
    bits = {'size': 64}.get(ty[1:]) or int(ty[1:])
    if depth > 4 or rng.random() < 0.15:
        low = -(1 << bits - 1) if ty[0] == 'i' else 0
        value = rng.choice([rng.randint(low, low + (1 << bits) - 1), rng.randint(max(low, -3), 3), low, low + (1 << bits) - 1])
        return '%s::MIN' % ty if value == low and low else '(%d%s)' % (value, ty)
    sub = lambda: build(rng, ty, depth + 1)  # noqa: E731
    kind = rng.randrange(8)
    if kind == 0:
        return '%s.wrapping_%s(%s)' % (sub(), rng.choice(['add', 'sub', 'mul']), sub())
    if kind == 1:
        return '%s.saturating_%s(%s)' % (sub(), rng.choice(['add', 'sub', 'mul'] if depth < 2 else ['add', 'sub']), sub())
    if kind == 2:
        return '(%s %s %s)' % (sub(), rng.choice('&|^'), sub())
    if kind == 3:
        inner, _ = random_expression(rng, depth + 1)
        return '(%s as %s)' % (inner, ty)
    if kind == 4:
        return '%s.wrapping_sh%s(%d)' % (sub(), rng.choice('lr'), rng.randrange(2 * bits))
    if kind == 5:
        return '(if %s %s %s { %s } else { %s })' % (sub(), rng.choice(['<', '<=', '==', '!=', '>', '>=']), sub(), sub(), sub())
    if kind == 6:
        return '(match %s.checked_%s(%s) { Some(v) => v, None => %s })' % (sub(), rng.choice(['add', 'sub', 'mul', 'div', 'rem']), sub(), sub())
    return '(!%s)' % sub()


def generate(minor, seed, count):
    """Source of the crate, source of the program, and the questions: (name, what, expression)."""
    rng = random.Random(seed)
    wanted = [(e, t) for e, t, since in EXPRESSIONS if since <= minor] + [(e, 'i64') for e, since, last in POINTERS if since <= minor <= last]
    wanted += [random_expression(rng) for _ in range(count)]
    lib = ['#![feature(%s)]' % name for since, last, name in FEATURES if since <= minor <= last] + [PRELUDE, POINTERS_PRELUDE] + [text for since, text in NEWER.items() if since <= minor] + [TRAITS]
    main = ['use consts::*;', 'fn main() {']
    asked = []
    for i, (e, t) in enumerate(wanted):
        e = 'is_%s(%s)' % (t, e)
        lib.append('pub const V%d: %s = %s;' % (i, t, e))
        n = 'L%d' % i
        if t not in ('bool', 'char'):
            lib.append('pub struct %s([u8; { ((%s) as u64 %% 4093) as usize }]);' % (n, e))
            main.append('println!("%s size {}", core::mem::size_of::<%s>());' % (n, n))
            asked.append((n, 'array length', e))
        wrap = {'bool': 'WrapBool', 'char': 'WrapChar', 'i128': 'WrapI128', 'u128': 'WrapU128', 'u64': 'WrapU64', 'usize': 'WrapUsize', 'i8': 'WrapI8', 'u8': 'WrapU8'}.get(t)
        if not wrap and t[0] == 'i':
            wrap, e = 'WrapI64', '(%s) as i64' % e
        elif not wrap:
            wrap, e = 'WrapU64', '(%s) as u64' % e
        lib.append('pub struct A%d(%s<{ %s }>);' % (i, wrap, e))
        main.append('println!("A%d arg {}", V%d%s);' % (i, i, ' as i32' if t == 'bool' else ' as u32' if t == 'char' else ''))
        asked.append(('A%d' % i, 'const argument', e))
        if t in ('i64', 'i32', 'i16', 'i8'):
            lib.append('#[repr(i64)] pub enum D%d { A = (%s) as i64, B = 0x7654321012345 }' % (i, e))
            main.append('println!("D%d discr {}", D%d::A as i64);' % (i, i))
            asked.append(('D%d' % i, 'discriminant', e))
    for i, p in enumerate(PROJECTIONS):
        if p in UNSIZED:
            p = '&\'static %s' % p
        lib.append('pub struct P%d(pub %s);' % (i, p))
        main.append('println!("P%d type {}", core::any::type_name::<%s>());' % (i, p.replace("&'static mut", '&mut').replace("&'static", '&')))
        asked.append(('P%d' % i, 'projection', p))
    return '\n'.join(lib) + '\n', '\n'.join(main + ['}']) + '\n', asked


def rustc_says(tc, folder, minor, seed, count):
    """Compiles crate and program; gives {name: (what, value)} and the questions."""
    os.makedirs(folder, exist_ok=True)
    lib, main, asked = generate(minor, seed, count)
    for name, text in (('consts.rs', lib), ('main.rs', main)):
        with open(os.path.join(folder, name), 'w') as f:
            f.write(text)
    for args in (['--crate-type', 'lib', '--emit=metadata,link', '--crate-name', 'consts', 'consts.rs'], ['--extern', 'consts=libconsts.rlib', '-o', 'main', 'main.rs']):
        done = tc.run(['--edition', '2021', '-A', 'warnings', '--out-dir' if args[0] == '--crate-type' else '-L', '.'] + args, cwd=folder)
        if done.returncode:
            raise ValueError('the generated crate (seed %d) does not compile:\n%s' % (seed, done.stderr[:2000]))
    out = subprocess.run(['./main'], cwd=folder, stdout=subprocess.PIPE, text=True, check=True).stdout
    return {line.split(' ', 2)[0]: line.split(' ', 2)[2] for line in out.splitlines()}, asked


def unqualified(name):
    """A type as type_name and we both write it: without lifetimes and without the allocator, which has a default."""
    return name.replace(', alloc::alloc::Global', '')


def ours(tool, folder, tc):
    out = tool.run(['layout', '--all', '--format', 'json', '-L', tc.std, os.path.join(folder, 'libconsts.rmeta')])
    return {t['type'].rsplit('::', 1)[-1]: t for t in json.loads(out)['types']}


def answer(what, t):
    if what == 'array length':
        return str(t['size'])
    if what == 'discriminant':
        return str(t['variants'][0]['discriminant'])
    if what == 'projection':
        return unqualified(t['fields'][0]['type'])
    text = t['fields'][0]['type']
    text = text[text.index('<') + 1:-1]
    if text in ('true', 'false'):
        return str(int(text == 'true'))
    if text.startswith("'\\u{"):
        return str(int(text[4:-2], 16))
    return str(int(text, 0)) if text.lstrip('-').startswith('0x') else text


def signed(value, want):
    """Ours may write a number as bits; the same number then."""
    return value == want or (value.isdigit() and want.lstrip('-').isdigit() and any((int(value) - int(want)) % (1 << w) == 0 and int(want) < 0 and int(value) < 1 << w
                                                                                  for w in (8, 64, 128)))


def check_consts(check, tool, tc, out, seed=1, count=120):
    folder = os.path.join(out, tc.release, 'generated-consts')
    theirs, asked = rustc_says(tc, folder, tc.minor, seed, count)
    check.note('seed %d' % seed)
    types = ours(tool, folder, tc)
    for name, what, e in asked:
        want = unqualified(theirs[name])
        if name not in types:
            check.fail('%s (%s): no layout' % (what, e))
            continue
        got = answer(what, types[name])
        if what == 'const argument' and signed(got, want):
            got = want
        check.compare('%s of %s' % (what, e), got, want)
