// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2015
//! What only the 2015 edition takes: paths from the crate root, bare trait objects, anonymous trait parameters, async as a name.
#![allow(bare_trait_objects, anonymous_parameters, ellipsis_inclusive_range_patterns)]
#[macro_use]
extern crate std as standard;

pub mod m { pub struct S; pub fn f() -> ::m::S { ::m::S } }
use m::S;
pub trait Anonymous { fn take(u8, &str) -> usize; fn pattern(&self, S) -> u8 { 1 } }
pub fn bare(x: &::std::fmt::Debug) -> Box<Fn(u8) -> u8 + Send> { let _ = x; Box::new(|y| y) }
pub fn async() -> u8 { match 3u8 { 0...5 => 1, _ => 2 } }
pub struct await { pub dyn: u8, pub try: u16 }
pub fn question() -> Result<u8, ()> { let x = try!(Ok(1)); Ok(x) }
impl Anonymous for S { fn take(_: u8, s: &str) -> usize { s.len() } }
