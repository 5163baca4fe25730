// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//@ mangling: legacy
//! The same kinds of item with the older symbol names (`_ZN…17h<hash>E`).
#![cfg_attr(not(since_63), feature(non_ascii_idents))]
pub mod m { pub struct S<T>(pub T); impl<T: Clone> S<T> { pub fn get(&self) -> T { self.0.clone() } } impl S<u8> { pub fn byte(&self) -> u8 { self.0 } } }
pub trait T { fn f(&self) -> u8; fn d(&self) -> u8 { 1 } }
impl T for m::S<u16> { fn f(&self) -> u8 { self.0 as u8 } }
impl<'a> T for &'a [u8] { fn f(&self) -> u8 { self[0] } }
pub static STATIC: u32 = 1;
pub fn free(x: u32) -> u32 { let c = |y| y + x; c(1) }
pub fn größe() -> u8 { 1 }
