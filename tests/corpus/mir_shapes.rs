// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Bodies that stay in the metadata (inline, generic, const) with many kinds of statement, terminator and pattern.
#![no_std]
#![cfg_attr(not(since_63), feature(or_patterns, half_open_range_patterns, exclusive_range_pattern))]
extern crate alloc;
use alloc::{boxed::Box, string::String, vec::Vec};

pub enum Tree<T> { Leaf, Node(Box<Tree<T>>, T, Box<Tree<T>>) }
impl<T: Ord> Tree<T> {
    pub fn insert(self, v: T) -> Self { match self { Tree::Leaf => Tree::Node(Box::new(Tree::Leaf), v, Box::new(Tree::Leaf)), Tree::Node(l, x, r) if v < x => Tree::Node(Box::new(l.insert(v)), x, r), Tree::Node(l, x, r) => Tree::Node(l, x, Box::new(r.insert(v))) } }
    pub fn depth(&self) -> usize { match *self { Tree::Leaf => 0, Tree::Node(ref l, _, ref r) => { let (a, b) = (l.depth(), r.depth()); 1 + if a > b { a } else { b } } } }
}
#[inline]
pub fn patterns(v: &[u8], o: Option<(i32, &str)>) -> i64 {
    match (v, o) { ([], None) => 0, ([x], _) => *x as i64, ([first, .., last], Some((n @ -5..=5, s))) if s.len() > 2 => (*first as i64) + (*last as i64) + n as i64, ([_, rest @ ..], Some((i32::MIN..=-6 | 6.., "abc"))) => rest.len() as i64, (_, Some((_, "x" | "y"))) => 7, _ => -1 }
}
#[inline]
pub fn loops(n: u32) -> u64 { let mut s = 0u64; 'outer: for i in 0..n { let mut j = i; while j > 0 { if j % 7 == 3 { continue 'outer; } if s > 1 << 40 { break 'outer; } s = s.wrapping_add(j as u64); j /= 2; } } loop { if s < 10 { break s; } s >>= 1; } }
#[inline]
pub fn casts(x: i32, f: f32, p: *const u8, c: char, t: fn(u8) -> u8) -> [usize; 8] { [x as usize, f as usize, p as usize, c as usize, t as usize, x as u8 as char as usize, (x as f64) as i8 as usize, p as *const u16 as usize] }
#[inline]
pub fn arithmetic(a: i32, b: i32) -> Option<i32> { let (c, o) = a.overflowing_add(b); if o { return None; } let d = a.checked_div(b)?; Some(!(-(c ^ d) & (a | b) << 3) % 17 - a * b) }
#[inline]
pub fn drops(a: String, b: bool) -> usize { let v: Vec<String>; if b { v = alloc::vec![a]; } else { drop(a); return 0; } let moved = v; moved.len() }
#[inline]
pub fn refs(t: &mut (u8, [u16; 4], Option<Box<u32>>), i: usize) -> &mut u16 { t.0 = t.1[i] as u8; if let Some(b) = &mut t.2 { **b += 1; } let [_, ref mut second, ..] = t.1; *second = 3; &mut t.1[i] }
#[cfg(since_63)]   // addr_of_mut!
#[inline]
pub fn raw(p: *mut [u32; 3]) -> u32 { unsafe { let q = core::ptr::addr_of_mut!((*p)[1]); *q = 3; (*p)[0] + *q } }
#[inline]
pub fn closures(v: Vec<u32>) -> u32 { let mut total = 0; let mut add = |x: u32| -> u32 { total += x; total }; let mut last = 0; for x in v { last = add(x); } last }
#[inline]
pub fn literals() -> (&'static str, &'static [u8], char, f64, f32, u128, i8, bool, &'static [&'static [u16]]) { ("é\0\u{1F600}", b"\x01\xfe", '\u{10FFFF}', 1.5e300, f32::NAN, u128::MAX, i8::MIN, true, &[&[1, 2], &[]]) }
pub fn constant<T>() -> [usize; 2] { [core::mem::size_of::<T>(), core::mem::align_of::<Tree<T>>()] }
pub const fn evaluated(n: usize) -> [u8; 4] { let mut a = [0; 4]; let mut i = 0; while i < 4 { a[i] = match n { 0 => 1, 1..=9 => i as u8, _ => return [9; 4] }; i += 1; } a }
#[inline]
pub fn discr(o: &Result<Option<u8>, core::cmp::Ordering>) -> core::mem::Discriminant<Result<Option<u8>, core::cmp::Ordering>> { core::mem::discriminant(o) }
#[inline]
pub fn question(s: &str) -> Result<u8, core::num::ParseIntError> { let x: u8 = s.parse()?; let y = u8::from_str_radix(s, 16)?; Ok(x ^ y) }
#[inline]
pub fn let_else(o: Option<u8>) -> u8 { let x = if let Some(x) = o { x } else { return 0 }; x }
#[inline]
pub fn unreachable(x: u8) -> ! { match x { 0 => panic!(), 1 => unreachable!("one"), _ => loop {} } }
#[inline]
pub unsafe fn intrinsics(p: *const u8, q: *mut u8) -> u8 { core::ptr::copy_nonoverlapping(p, q, 3); let x = core::ptr::read_volatile(p); core::ptr::write_bytes(q, 1, 2); core::mem::transmute::<u8, i8>(x) as u8 }
#[inline]
pub fn str_match(s: &str) -> u8 { match s { "one" => 1, "two" => 2, _ => 0 } }
#[inline]
pub fn aggregate<T: Copy>(t: T) -> ([T; 2], (T, u8), Tree<T>, [T; 9]) { ([t, t], (t, 1), Tree::Node(Box::new(Tree::Leaf), t, Box::new(Tree::Leaf)), [t; 9]) }
