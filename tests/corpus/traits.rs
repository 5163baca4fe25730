// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Traits: supertraits, associated types and consts, defaults, generic associated types, auto and unsafe traits.
#![no_std]
#![feature(negative_impls, trait_alias)]
#![cfg_attr(since_63, feature(auto_traits))]
#![cfg_attr(not(since_63), feature(optin_builtin_traits, min_const_generics))]
#![cfg_attr(not(since_95), feature(generic_associated_types))]
#![feature(associated_type_defaults)]
#![allow(incomplete_features)]

// Defaults of const parameters and generic associated types hide in a macro from 1.48, which cannot parse them.
macro_rules! defaults { ($($t:tt)*) => { $($t)* } }
pub trait Base { fn id(&self) -> u32; }
pub trait Derived: Base + Send where Self: 'static { fn name(&self) -> &'static str { "derived" } }
pub trait Assoc {
    type Item: Clone + Default;
    type WithDefault = u8;
    const SIZE: usize;
    const DEFAULT: u32 = 7;
    fn make() -> Self::Item where Self: Sized;
    fn item(&self, i: Self::Item) -> [u8; 2] { let _ = i; [1, 2] }
}
#[cfg(since_63)]
pub trait Lending { type Item<'a> where Self: 'a; fn next<'a>(&'a mut self) -> Option<Self::Item<'a>>; }
pub unsafe trait Dangerous { unsafe fn touch(&mut self); }
pub auto trait Auto {}
pub trait Marker {}
pub trait Alias = Base + Send;
#[cfg(since_63)]
defaults! { pub trait Generic<T: ?Sized, const N: usize = 3> { fn get(&self, t: &T) -> [u8; N]; } }
#[cfg(not(since_63))]
pub trait Generic<T: ?Sized, const N: usize> { fn get(&self, t: &T) -> [u8; N]; }
pub trait WithStatic { fn create(seed: u64) -> Self where Self: Sized; fn boxed(self: &mut Self) -> u8; }

pub struct Thing(pub u32);
pub struct NotAuto;
impl !Auto for NotAuto {}
impl Base for Thing { fn id(&self) -> u32 { self.0 } }
impl Derived for Thing {}
impl Assoc for Thing {
    type Item = u16;
    const SIZE: usize = 4;
    fn make() -> u16 { 1 }
}
impl Assoc for NotAuto {
    type Item = (u8, i8);
    type WithDefault = bool;
    const SIZE: usize = 8;
    const DEFAULT: u32 = 9;
    fn make() -> (u8, i8) { (1, 2) }
    fn item(&self, _: (u8, i8)) -> [u8; 2] { [0; 2] }
}
pub struct Window<'t> { slice: &'t mut [u8], at: usize }
#[cfg(since_63)]
defaults! {
    impl<'t> Lending for Window<'t> {
        type Item<'a> = &'a mut u8 where Self: 'a;
        fn next<'a>(&'a mut self) -> Option<&'a mut u8> { let at = self.at; self.at += 1; self.slice.get_mut(at) }
    }
}
unsafe impl Dangerous for Thing { unsafe fn touch(&mut self) { self.0 += 1; } }
impl Generic<str, 3> for Thing { fn get(&self, t: &str) -> [u8; 3] { [t.len() as u8; 3] } }
impl<T> Generic<[T], 1> for Thing { fn get(&self, t: &[T]) -> [u8; 1] { [t.len() as u8] } }
impl WithStatic for Thing { fn create(seed: u64) -> Self { Thing(seed as u32) } fn boxed(&mut self) -> u8 { self.0 as u8 } }
pub fn use_alias<T: Alias>(t: &T) -> u32 { t.id() }
pub fn sum(d: &dyn Derived) -> u32 { d.id() }
