// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2024
//@ since: 1.85.0 the edition, and the features
//! Unstable language features of the newest releases, each from the release on that takes it as it is spelt here.
#![feature(gen_blocks, never_type, return_type_notation, f16, f128, inherent_associated_types, lazy_type_alias, explicit_tail_calls)]
#![feature(guard_patterns, fn_delegation, closure_lifetime_binder, non_lifetime_binders, negative_bounds, never_patterns, yeet_expr, try_blocks)]
#![feature(unsafe_fields, unsafe_binders)]
#![cfg_attr(since_93, feature(default_field_values, ergonomic_clones, super_let, const_trait_impl, pattern_types, pattern_type_macro, contracts))]
#![allow(incomplete_features, internal_features, dead_code, unused)]

pub gen fn numbers() -> u8 { yield 1; yield 2; }
pub async gen fn streams() -> u8 { yield 1; }
pub struct One;
pub fn floats(a: f16, b: f128) -> (f16, f128) { (a, b) }
pub fn never(x: Result<u8, !>) -> u8 { let Ok(v) = x; v }
// Hides from a release what it cannot parse.
macro_rules! later { ($($t:tt)*) => { $($t)* } }
#[cfg(since_93)]
pub mod newer {
        later! {
        pub struct Defaults { pub a: u8 = 3, pub b: Option<u16> = None, pub c: i32 }
        pub const trait Defaulted { fn value() -> u8; fn twice() -> u8 { 2 } }
        pub const fn const_bound<T: [const] Defaulted>() -> u8 { T::value() }
    }
    #[cfg(not(since_98))]
    later! { impl const Defaulted for super::One { fn value() -> u8 { 1 } } }
    #[cfg(since_98)]
    later! { const impl Defaulted for super::One { fn value() -> u8 { 1 } } }
    pub type Small = std::pat::pattern_type!(u32 is 1..=9);
    pub struct Ranged(pub Small);
}
pub struct Inherent<T>(T);
impl<T> Inherent<T> { pub type Pair = (T, T); pub fn pair(&self) -> Option<Self::Pair> { None } }
pub type Lazy<T: Clone> = Vec<T>;
pub fn lazy(l: Lazy<u8>) -> usize { l.len() }
#[cfg(since_93)]   // code generation for it
pub fn tail(n: u64, acc: u64) -> u64 { if n == 0 { return acc } become tail(n - 1, acc + n) }
pub struct Fields { pub unsafe raw: u32, pub safe: u8 }
pub fn binder(x: unsafe<'a> &'a u8) {}
pub fn polymorphic() -> u8 { let f = for<'a> |x: &'a u8| -> &'a u8 { x }; *f(&3) }
pub fn higher<T>(t: T) where for<U> (U, T): Sized {}
#[cfg(not(since_98))]
later! { pub fn negative<T: !Copy>(t: T) -> T { t } }
pub fn fails(x: u8) -> Option<u8> { if x > 3 { do yeet; } Some(x) }
pub fn attempt(s: &str) -> u8 { let r: Result<u8, std::num::ParseIntError> = try { s.parse::<u8>()? }; r.unwrap_or(0) }
pub trait Notation { async fn go(&self) -> u8; }
pub fn sends<T: Notation<go(..): Send>>(t: &T) {}
pub mod to_reuse { pub fn delegated(x: u8) -> u8 { x + 1 } }
reuse to_reuse::delegated;
