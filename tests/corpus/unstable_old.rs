// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Unstable language features that most releases have, and ones that only some have had.
#![feature(never_type, unboxed_closures, fn_traits, fundamental, marker_trait_attr, rustc_attrs, box_patterns, try_blocks)]
#![feature(exhaustive_patterns, extern_types, core_intrinsics, allocator_api, arbitrary_self_types, cfg_target_thread_local)]
#![cfg_attr(not(since_85), feature(associated_type_bounds))]
#![cfg_attr(all(since_63, not(since_78)), feature(generic_const_exprs))]
#![cfg_attr(since_78, feature(generic_const_exprs, const_closures, decl_macro))]
#![cfg_attr(since_63, feature(unsized_fn_params, doc_notable_trait, if_let_guard, inline_const))]
#![allow(incomplete_features, internal_features, dead_code, unused, stable_features)]

// Hides from old releases what they cannot parse.
macro_rules! later { ($($t:tt)*) => { $($t)* } }
pub struct Caller(pub u8);
impl FnOnce<(u8,)> for Caller { type Output = u8; extern "rust-call" fn call_once(self, a: (u8,)) -> u8 { self.0 + a.0 } }
impl FnMut<(u8,)> for Caller { extern "rust-call" fn call_mut(&mut self, a: (u8,)) -> u8 { self.0 + a.0 } }
pub fn diverges(x: Result<u8, !>) -> u8 { match x { Ok(v) => v } }
#[fundamental]
pub struct Fundamental<T>(pub T);
#[marker]
pub trait Marked {}
impl<T: Clone> Marked for T {}
impl<T: Default> Marked for Option<T> {}
pub fn bounds<I: Iterator<Item: Clone>>(mut i: I) -> Option<I::Item> { i.next().clone() }
pub fn unboxes(b: Box<(u8, Box<u16>)>) -> u16 { let box (_, box x) = b; x }
pub fn tries(s: &str) -> Result<u8, std::num::ParseIntError> { try { s.parse::<u8>()? + 1 } }
#[rustc_specialization_trait]
pub trait Special {}
#[rustc_unsafe_specialization_marker]
pub trait SpecialMarker {}
#[rustc_paren_sugar]
pub trait Sugar<Args> { type Output; }
#[cfg(since_63)]
pub struct Allocated<A: std::alloc::Allocator>(pub Vec<u8, A>);
#[cfg(since_63)]
later! { pub fn guards(x: Option<u8>) -> u8 { match x { Some(y) if let 1..=3 = y => const { 1 + 2 }, _ => 0 } } }
#[cfg(since_63)]
pub mod exprs {
    pub struct Sized2<const N: usize> where [(); N * 2]: Sized { pub data: [u8; N * 2] }
    pub fn doubled<const N: usize>(x: [u8; N]) -> [u8; N + 1] where [(); N + 1]: Sized { [x[0]; N + 1] }
}
#[cfg(since_63)]
pub fn by_value(s: [u8]) -> usize { s.len() }
pub struct Receiver<'a, T: ?Sized>(pub &'a T);
impl<'a, T: ?Sized> std::ops::Deref for Receiver<'a, T> { type Target = T; fn deref(&self) -> &T { self.0 } }
pub struct Me;
#[cfg(not(since_85))]
impl Me { pub fn odd(self: Receiver<'_, Self>) -> u8 { 1 } }
#[cfg(not(since_63))]
#[derive(Clone)]
pub struct Old(pub u8);
