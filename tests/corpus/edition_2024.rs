// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2024
//@ since: 1.85.0 the edition
//! The 2024 edition and what became stable in the language after 1.63.
#![cfg_attr(not(since_93), feature(let_chains))]
#![allow(dead_code, incomplete_features)]
use std::fmt::Debug;

unsafe extern "C" { pub safe fn safe_one(x: i32) -> i32; pub unsafe fn unsafe_one(); pub safe static SAFE: u8; pub static mut UNSAFE: u8; }
#[unsafe(no_mangle)]
pub extern "C" fn unsafe_attr() -> u8 { 1 }
pub fn async_closure() -> impl AsyncFn(&u8) -> u8 { async |x: &u8| *x + 1 }
pub async fn takes<F: AsyncFnMut(u8)>(mut f: F) { f(1).await; f(2).await }
pub fn captures(a: &u8, b: &mut String) -> impl Debug { (*a, b.len()) }
pub fn let_chain(o: Option<u8>) -> u8 { if let Some(x) = o && x > 3 && let Some(y) = x.checked_sub(4) { y } else { 0 } }
pub fn let_else(o: Option<u8>) -> u8 { let Some(x) = o else { return 0 }; x }
pub const fn inline_const<T>() -> usize { const { size_of::<T>() + 1 } }
pub const fn mutable(v: &mut [u8; 3]) -> u8 { v[1] = 4; v[0] }
pub fn c_string() -> &'static core::ffi::CStr { c"text" }
pub fn raw_refs(x: &mut (u8, u32)) -> *mut u32 { &raw mut x.1 }
pub struct One;
pub fn variadic_tuple() -> [u8; 2] { let t: [_; 2] = [1, 2]; t }
pub trait Gat { type Item<'a, T: 'a> where Self: 'a; fn get<'a, T>(&'a self, t: &'a T) -> Self::Item<'a, T>; }
impl Gat for One { type Item<'a, T: 'a> = &'a T; fn get<'a, T>(&'a self, t: &'a T) -> &'a T { t } }
#[expect(unused_variables)]
pub fn expecting() { let x = 1; }
#[diagnostic::on_unimplemented(message = "m", label = "l", note = "n")]
pub trait Custom<T> {}
#[cfg(since_93)]
#[unsafe(naked)]
pub extern "sysv64" fn naked() -> u64 { core::arch::naked_asm!("mov rax, 3", "ret") }
#[cfg(since_93)]
#[target_feature(enable = "avx")]
pub fn safe_target_feature() -> u8 { 1 }
pub fn precise<'a, 'b, T>(a: &'a T, _b: &'b u8) -> impl Sized + use<'a, T> { a }
pub trait Asynchronous { async fn go(&self) -> u8; fn iter(&self) -> impl Iterator<Item = u8> { [1u8, 2].into_iter() } }
impl Asynchronous for One { async fn go(&self) -> u8 { 3 } }
pub fn bounds(i: impl Iterator<Item: Debug + Clone>) -> usize { i.count() }
pub struct Nested(pub [u8; const { 2 + 1 }]);
pub fn exclusive(x: u8) -> u8 { match x { 0..5 => 1, 5.. => 2 } }
pub fn upcast(d: &dyn Sub) -> u8 { d.sup() }
pub trait Super { fn sup(&self) -> u8; }
pub trait Sub: Super {}
