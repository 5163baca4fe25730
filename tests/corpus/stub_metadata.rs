// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021
//@ since: 1.93.1 the option -Zembed-metadata
//@ flags: -Zembed-metadata=no
//! Its .rlib holds a stub; the metadata is in the .rmeta beside it.
pub struct Kept { pub x: u32, pub s: String }
pub fn code(x: u32) -> u32 { x + 1 }
#[inline]
pub fn inlined(k: &Kept) -> u32 { k.x + k.s.len() as u32 }
pub fn generic<T: Clone>(t: &T) -> (T, T) { (t.clone(), t.clone()) }
pub trait Tool { fn work(&self, n: u8) -> u8 { n } }
impl Tool for Kept {}
