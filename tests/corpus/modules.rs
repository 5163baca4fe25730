// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Modules, visibility, re-exports, globs, renames, preludes and name clashes across namespaces.
#![no_std]

pub mod a {
    pub fn f() -> u8 { 1 }
    pub struct Same;
    pub mod deep { pub(super) fn sup() -> u8 { 2 } pub(in crate::a) fn restricted() -> u8 { sup() } pub fn public() -> u8 { restricted() } pub struct D(pub(in crate::a) u8); }
    pub use self::deep::*;
    pub use core::option::Option as Maybe;
    pub enum E { One, Two }
    pub use self::E::*;
}
pub mod b { pub use super::a::f as renamed; pub use super::a; pub(crate) fn crate_only() -> u8 { super::a::f() } pub use crate::private::leaked; pub use core::mem::{self, swap}; }
mod private { pub fn leaked() -> u8 { 3 } pub struct Hidden(pub u8); pub fn unreachable() -> u8 { 4 } impl Hidden { pub fn m(&self) -> u8 { self.0 } } }
pub use a::*;
pub use b::renamed as again;
pub use core as std_core;
pub extern crate core as core_crate;
pub use private::Hidden as _Hidden;
use core::fmt::Debug as _;
pub fn thing() -> u8 { b::crate_only() + private::unreachable() + a::deep::public() }
#[allow(non_camel_case_types)]
pub struct thing_type;
pub mod thing { pub const IN_MOD: u8 = 1; }
pub trait InPrelude { fn m(&self) -> u8 { 1 } }
impl InPrelude for u8 {}
pub mod prelude { pub use super::{InPrelude as _, a::Same, thing}; #[doc(inline)] pub use super::a::deep::D; #[doc(no_inline)] pub use super::b; }
pub fn debug(x: u8) -> impl core::fmt::Debug { x }
pub use E::One as First;
pub fn anonymous() -> u8 { { pub mod in_fn { pub fn g() -> u8 { 9 } } in_fn::g() } }
const _: () = { impl InPrelude for u16 {} };
