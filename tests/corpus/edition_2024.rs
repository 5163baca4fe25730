// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2024
//@ only: 1.95.0
//! The 2024 edition and language additions after 1.63.
#![feature(gen_blocks, never_type, min_generic_const_args, unsafe_binders, return_type_notation, deref_patterns, f16, f128)]
#![feature(const_trait_impl, default_field_values, pin_ergonomics, contracts)]
#![allow(incomplete_features, internal_features, dead_code)]
use std::fmt::Debug;

unsafe extern "C" { pub safe fn safe_one(x: i32) -> i32; pub unsafe fn unsafe_one(); pub safe static SAFE: u8; pub static mut UNSAFE: u8; }
#[unsafe(no_mangle)]
pub extern "C" fn unsafe_attr() -> u8 { 1 }
pub gen fn numbers() -> u8 { yield 1; yield 2; }
pub async gen fn streams() -> u8 { yield 1; }
pub fn async_closure() -> impl AsyncFn(&u8) -> u8 { async |x: &u8| *x + 1 }
pub async fn takes<F: AsyncFnMut(u8)>(mut f: F) { f(1).await; f(2).await }
pub fn captures(a: &u8, b: &mut String) -> impl Debug { (*a, b.len()) }
pub fn let_chain(o: Option<u8>) -> u8 { if let Some(x) = o && x > 3 && let Some(y) = x.checked_sub(4) { y } else { 0 } }
pub fn let_else(o: Option<u8>) -> u8 { let Some(x) = o else { return 0 }; x }
pub const fn inline_const<T>() -> usize { const { size_of::<T>() + 1 } }
pub const fn mutable(v: &mut [u8; 3]) -> u8 { v[1] = 4; v[0] }
pub fn c_string() -> &'static core::ffi::CStr { c"text" }
pub fn raw_refs(x: &mut (u8, u32)) -> *mut u32 { &raw mut x.1 }
pub const trait Defaulted { fn value() -> u8; fn twice() -> u8 { 2 } }
pub struct One;
impl const Defaulted for One { fn value() -> u8 { 1 } }
pub const fn const_bound<T: [const] Defaulted>() -> u8 { T::value() }
pub struct Defaults { pub a: u8 = 3, pub b: Option<u16> = None, pub c: i32 }
pub fn floats(a: f16, b: f128) -> (f16, f128) { (a, b) }
pub fn never(x: Result<u8, !>) -> u8 { let Ok(v) = x; v }
pub fn variadic_tuple() -> [u8; 2] { let t: [_; 2] = [1, 2]; t }
pub trait Gat { type Item<'a, T: 'a> where Self: 'a; fn get<'a, T>(&'a self, t: &'a T) -> Self::Item<'a, T>; }
impl Gat for One { type Item<'a, T: 'a> = &'a T; fn get<'a, T>(&'a self, t: &'a T) -> &'a T { t } }
pub fn upcast(e: Box<dyn std::error::Error>) -> Box<dyn Debug> { e }
pub fn range_patterns(x: i32) -> u8 { match x { ..0 => 1, 0 => 2, 1.. => 3 } }
pub mod raw { pub fn r#gen() -> u8 { 1 } }
#[expect(unused_variables, reason = "shown")]
pub fn expecting() { let x = 1; }
#[diagnostic::on_unimplemented(message = "m", label = "l", note = "n")]
pub trait Custom<T> {}
#[unsafe(naked)]
pub extern "sysv64" fn naked() -> u64 { core::arch::naked_asm!("mov rax, 3", "ret") }
#[target_feature(enable = "avx")]
pub fn safe_target_feature() -> u8 { 1 }
pub fn precise<'a, 'b, T>(a: &'a T, _b: &'b u8) -> impl Sized + use<'a, T> { a }
