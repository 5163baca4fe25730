// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! impl Trait in argument, return and (unstable) alias position, nested and with captured lifetimes.
#![feature(type_alias_impl_trait)]
#![cfg_attr(since_78, feature(impl_trait_in_assoc_type))]
use std::fmt::{Debug, Display};

pub fn ret() -> impl Iterator<Item = u8> + Clone { (0..3u8).map(|x| x * 2) }
pub fn arg(x: impl Display, y: &impl Debug) -> String { format!("{} {:?}", x, y) }
pub fn captured<'a>(s: &'a str) -> impl Iterator<Item = char> + 'a { s.chars().filter(|c| c.is_alphabetic()) }
pub fn nested() -> impl IntoIterator<Item = impl Display + 'static> { vec![1u8, 2] }
pub fn recursive(n: u32) -> Box<dyn Fn() -> u32> { if n == 0 { Box::new(|| 0) } else { let f = recursive(n - 1); Box::new(move || f() + 1) } }
pub fn tuple<T: Clone>(t: T) -> (impl FnOnce() -> T, impl Sized) { (move || t.clone(), 5u8) }
pub trait Make { type Out; fn make(&self) -> Self::Out; }
pub struct Maker;
impl Maker { pub fn method<'s>(&'s self, n: usize) -> impl Fn(usize) -> usize + 's { move |x| x + n } }
#[cfg(since_78)]
pub mod newer {
    use super::*;
    pub trait InTrait { fn items(&self) -> impl Iterator<Item = u8>; fn with_default(&self) -> impl Debug { 1u8 } async fn asynchronous(&self, x: &u8) -> u8 { *x } }
    impl InTrait for Maker { fn items(&self) -> impl Iterator<Item = u8> { [1u8, 2].into_iter() } async fn asynchronous(&self, _x: &u8) -> u8 { 9 } }
    impl Make for Maker { type Out = impl Fn() -> u8; fn make(&self) -> Self::Out { || 3 } }
}
#[cfg(not(since_78))]
impl Make for Maker { type Out = u8; fn make(&self) -> u8 { 3 } }
mod tait { pub type Hidden = impl std::fmt::Debug + Copy; #[cfg_attr(since_93, define_opaque(Hidden))] pub fn define() -> Hidden { 7u64 } }
pub use tait::{define, Hidden};
pub struct Holds { pub h: Hidden }
