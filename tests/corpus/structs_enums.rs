// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Structs, enums, unions, representation attributes and discriminants.
#![no_std]
#![cfg_attr(not(since_95), feature(arbitrary_enum_discriminant))]
#![feature(repr128)]
#![allow(incomplete_features)]

/// A plain struct with fields of different visibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Plain {
    pub first: u32,
    pub(crate) second: i64,
    third: bool,
}
pub struct Unit;
pub struct Tuple(pub u8, pub(crate) i16, char);
#[repr(C)]
pub struct ReprC { pub a: u8, pub b: u64, pub c: [u16; 3] }
#[repr(C, packed(2))]
pub struct Packed { pub a: u8, pub b: u32 }
#[repr(align(64))]
pub struct Aligned(pub u8);
#[repr(transparent)]
pub struct Transparent<T>(pub T, pub core::marker::PhantomData<u8>);
#[repr(C)]
pub union Bits { pub int: u32, pub float: f32, pub bytes: [u8; 4] }
pub union Nested { pub bits: core::mem::ManuallyDrop<Plain>, pub unit: () }

pub enum Empty {}
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CLike { A, B = 5, C, D = -1 }
#[repr(u8)]
pub enum Small { X = 1, Y = b'y', Z = Self::LAST }
impl Small { const LAST: u8 = 200; }
#[repr(i128)]
pub enum Wide { Min = i128::MIN, Max = i128::MAX }
#[repr(C)]
pub enum CEnum { One, Two(u32), Three { x: u8, y: u16 } }
#[repr(u16)]
pub enum Tagged { Unit = 7, Tuple(u8, u8) = 3, Struct { f: u64 } }
#[repr(C, u8)]
pub enum Both { A(u32), B }
pub enum Niche<'a> { Ref(&'a u8), Nothing }
pub enum Data<T, E = ()> { Ok(T), Err { error: E, code: i32 }, None }
#[non_exhaustive]
pub enum Open { Known, #[non_exhaustive] Fields { a: u8 } }
#[non_exhaustive]
pub struct OpenStruct { pub a: u8 }

impl Drop for OpenStruct { fn drop(&mut self) { self.a = 0; } }
pub fn discriminant(c: CLike) -> isize { c as isize }
pub fn make(a: u32) -> Plain { Plain { first: a, second: -1, third: true } }
pub unsafe fn as_float(b: Bits) -> f32 { b.float }
pub fn niche(n: Niche<'_>) -> u8 { match n { Niche::Ref(r) => *r, Niche::Nothing => 0 } }
pub fn ctor() -> fn(u8, i16, char) -> Tuple { Tuple }
