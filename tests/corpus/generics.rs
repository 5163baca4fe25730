// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Generic items: bounds, where clauses, higher-ranked bounds, lifetimes, const generics and defaults.
#![no_std]
#![cfg_attr(since_63, feature(adt_const_params))]
#![cfg_attr(not(since_63), feature(const_generics))]
#![cfg_attr(since_85, feature(unsized_const_params))]
#![allow(incomplete_features)]
#[cfg(since_78)]
use core::marker::ConstParamTy;
use core::{fmt::Debug, marker::PhantomData, ops::Deref};

pub struct Pair<A, B = A> { pub a: A, pub b: B }
pub struct Array<T, const N: usize> { pub data: [T; N] }
pub struct Flags<const B: bool, const C: char, const I: i8>;
pub struct Life<'a, 'b: 'a, T: 'a + ?Sized> { pub x: &'a T, pub y: &'b u8 }
pub struct Inv<'a, T>(pub *mut T, pub PhantomData<fn(&'a ()) -> &'a ()>);
#[cfg_attr(since_78, derive(ConstParamTy))]
#[derive(PartialEq, Eq)]
pub enum Mode { Fast, Slow(u8) }
pub struct WithMode<const M: Mode>;
pub struct WithStr<const S: &'static str>;

pub type Alias<T> = Result<Pair<T>, ()>;
pub type ConstAlias<const N: usize> = Array<u8, N>;

pub fn id<T>(t: T) -> T { t }
pub fn bounded<T: Debug + Clone, U>(t: &T, u: U) -> (T, U) where U: Into<T> + Deref, U::Target: Sized + PartialEq<T> { (t.clone(), u) }
pub fn higher<F>(f: F) -> u32 where F: for<'a> Fn(&'a u8, &'a str) -> &'a u8, for<'b> &'b F: Sized { *f(&1, "a") as u32 }
pub fn length<T, const N: usize>(_: [T; N]) -> usize { N }
pub fn sum<const N: usize>(a: &Array<u32, N>) -> u32 { let mut s = 0; let mut i = 0; while i < N { s += a.data[i]; i += 1; } s }
pub fn elided(a: &u8, b: &'static str) -> usize { *a as usize + b.len() }
pub fn early<'a: 'a, 'b>(a: &'a u8, _b: &'b u8) -> &'a u8 { a }
pub fn longest<'a>(a: &'a str, b: &'a str) -> &'a str { if a.len() > b.len() { a } else { b } }
pub fn flags() -> Flags<true, 'é', -3> { Flags }
pub fn mode() -> WithMode<{ Mode::Slow(3) }> { WithMode }
pub fn string() -> WithStr<"grüße"> { WithStr }
pub fn instance() -> usize { length([1u8, 2, 3]) + id::<usize>(4) + sum(&Array { data: [1, 2] }) as usize }
impl<T, const N: usize> Array<T, N> {
    pub const LEN: usize = N;
    pub fn first(&self) -> Option<&T> { self.data.get(0) }
    pub fn map<U, F: FnMut(&T) -> U>(&self, mut f: F) -> Option<U> { self.data.get(0).map(|x| f(x)) }
}
impl Array<u8, 4> { pub fn as_u32(&self) -> u32 { u32::from_le_bytes(self.data) } }
impl<'a, 'b, T: ?Sized> Life<'a, 'b, T> { pub fn x(&self) -> &'a T { self.x } }
impl<A, B> Pair<A, B> where A: Copy { pub fn swap(self) -> Pair<B, A> { Pair { a: self.b, b: self.a } } }
