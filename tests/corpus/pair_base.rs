// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! The lower of two crates: types, traits, macros and inline bodies that the upper one uses.
#![no_std]
#![cfg_attr(not(since_63), feature(min_const_generics))]

#[derive(Clone, Debug, PartialEq)]
pub struct Config { pub name: &'static str, pub level: Level, pub(crate) secret: u32 }
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level { Low = 1, High = 10 }
pub trait Plugin { type State: Default; const VERSION: u32; fn start(&self, c: &Config) -> Self::State; fn stop(&self, _s: Self::State) -> bool { true } }
// The default hides in a macro from 1.48, which cannot parse it.
macro_rules! defaults { ($($t:tt)*) => { $($t)* } }
#[cfg(since_63)]
defaults! { pub struct Handle<T: ?Sized, const N: usize = 2> { pub ids: [u16; N], pub value: T } }
#[cfg(not(since_63))]
pub struct Handle<T: ?Sized, const N: usize> { pub ids: [u16; N], pub value: T }
impl<T, const N: usize> Handle<T, N> { pub fn new(value: T) -> Self { Handle { ids: [0; N], value } } #[inline] pub fn value(&self) -> &T { &self.value } }
#[inline]
pub fn config(level: Level) -> Config { Config { name: "base", level, secret: SECRET } }
pub const SECRET: u32 = 0x5ec;
pub static SHARED: Level = Level::High;
#[macro_export]
macro_rules! config { ($l:ident) => { $crate::config($crate::Level::$l) }; }
pub mod nested { pub mod more { #[derive(Default)] pub struct Deep(pub u8); pub fn deep() -> Deep { Deep(1) } } }
pub type Result<T> = core::result::Result<T, Level>;
pub fn generic<T: Plugin>(t: &T) -> T::State { t.start(&config(Level::Low)) }
