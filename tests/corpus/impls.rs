// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Impls: inherent, of traits, blanket, overlapping by specialisation, on foreign and primitive types.
#![no_std]
#![feature(specialization)]
#![cfg_attr(not(since_63), feature(min_const_generics))]
#![allow(incomplete_features)]
use core::ops::{Add, AddAssign, Index, Neg};
use core::{cmp::Ordering, fmt};

pub struct Num(pub i32);
impl Num {
    pub const ZERO: Num = Num(0);
    pub fn new(v: i32) -> Self { Num(v) }
    pub const fn get(&self) -> i32 { self.0 }
    pub fn set(&mut self, v: i32) { self.0 = v; }
    pub fn into(self) -> i32 { self.0 }
    fn hidden(&self) -> bool { self.0 > 0 }
    pub fn visible(&self) -> bool { self.hidden() }
}
mod more { impl super::Num { pub fn elsewhere(&self) -> i32 { self.0 * 2 } } }
impl Add for Num { type Output = Num; fn add(self, o: Num) -> Num { Num(self.0 + o.0) } }
impl Add<i32> for Num { type Output = i32; fn add(self, o: i32) -> i32 { self.0 + o } }
impl<'a> Add<&'a Num> for &'a Num { type Output = Num; fn add(self, o: &Num) -> Num { Num(self.0 + o.0) } }
impl AddAssign for Num { fn add_assign(&mut self, o: Num) { self.0 += o.0; } }
impl Neg for Num { type Output = Num; fn neg(self) -> Num { Num(-self.0) } }
impl Index<usize> for Num { type Output = i32; fn index(&self, _: usize) -> &i32 { &self.0 } }
impl From<i32> for Num { fn from(v: i32) -> Num { Num(v) } }
impl PartialEq for Num { fn eq(&self, o: &Num) -> bool { self.0 == o.0 } }
impl PartialOrd for Num { fn partial_cmp(&self, o: &Num) -> Option<Ordering> { self.0.partial_cmp(&o.0) } }
impl fmt::Display for Num { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str("num") } }
impl Iterator for Num { type Item = i32; fn next(&mut self) -> Option<i32> { self.0 -= 1; Some(self.0) } }

pub trait Describe { fn describe(&self) -> &'static str; fn other(&self) -> u8 { 0 } }
impl<T> Describe for T { default fn describe(&self) -> &'static str { "any" } default fn other(&self) -> u8 { 1 } }
impl<T: Copy> Describe for Option<T> { default fn describe(&self) -> &'static str { "option" } }
impl Describe for Option<u8> { fn describe(&self) -> &'static str { "option of u8" } }
impl Describe for str { fn describe(&self) -> &'static str { "str" } }

pub trait Ext { fn twice(&self) -> Self; }
impl Ext for u8 { fn twice(&self) -> u8 { self * 2 } }
impl<T: Ext + Copy + Default, const N: usize> Ext for [T; N] { fn twice(&self) -> [T; N] { [T::default(); N] } }
impl<A: Ext, B: Ext> Ext for (A, B) { fn twice(&self) -> (A, B) { (self.0.twice(), self.1.twice()) } }
impl Ext for fn(u8) -> u8 { fn twice(&self) -> fn(u8) -> u8 { *self } }
impl Ext for *const u8 { fn twice(&self) -> *const u8 { *self } }
impl Ext for &'static dyn Describe { fn twice(&self) -> Self { *self } }
pub fn inner() -> u32 {
    struct Local(u32);
    impl Local { fn value(&self) -> u32 { self.0 } }
    impl Drop for Local { fn drop(&mut self) {} }
    fn nested(l: &Local) -> u32 { l.value() }
    nested(&Local(3))
}
