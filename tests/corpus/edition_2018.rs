// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2018
//! The 2018 edition: anonymous lifetimes, uniform paths, closures that capture whole variables, non-panic-fmt panics.
#![allow(non_fmt_panics)]
use std::fmt::{self, Debug};
pub mod inner { pub(in crate::inner) mod x { pub fn y() -> u8 { 1 } } pub fn z() -> u8 { x::y() } }
use inner::z;
pub struct Ref<'a>(pub &'a str);
impl Debug for Ref<'_> { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.0) } }
pub fn capture(t: (String, u8)) -> impl FnOnce() -> usize { move || t.0.len() }
pub fn array(a: [u8; 3]) -> u8 { a.into_iter().map(|x| *x).sum() }
pub fn panics(s: &'static str) -> u8 { if s.is_empty() { panic!(s) } z() }
pub async fn go() -> u8 { dyn_try().await }
async fn dyn_try() -> u8 { 1 }
