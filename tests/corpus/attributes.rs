// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Attributes of many kinds, on many kinds of item.
#![doc(html_root_url = "https://example.org/")]
#![doc(test(attr(deny(warnings))))]
#![feature(rustc_attrs, doc_cfg, never_type, optimize_attribute)]
#![cfg_attr(since_78, feature(coverage_attribute, fn_align))]
#![cfg_attr(all(since_63, not(since_78)), feature(no_coverage, ))]
#![cfg_attr(since_63, feature(must_not_suspend))]
#![warn(missing_docs)]
#![allow(dead_code, unknown_lints, internal_features)]
#![recursion_limit = "256"]
#![type_length_limit = "100000"]

/// Hides from 1.48 what it cannot parse.
macro_rules! documented { ($($t:tt)*) => { $($t)* } }

/// Documented.
///
/// With *markdown* and a [`link`](must).
#[must_use]
pub fn must() -> u8 { 1 }
#[must_use = "with a reason"]
/** block doc */
pub struct Must { #[doc = "field doc"] #[deprecated] pub f: u8 }
#[deprecated]
pub fn dep0() {}
#[deprecated = "short"]
pub fn dep1() {}
#[deprecated(since = "0.1.0", note = "long")]
pub struct Dep;
#[inline]
pub fn inl() -> u32 { 1 }
#[inline(always)]
pub fn inl_always() -> u32 { 2 }
#[inline(never)]
pub fn inl_never() -> u32 { 3 }
#[cold]
pub fn cold() {}
#[track_caller]
pub fn tracked() -> &'static std::panic::Location<'static> { std::panic::Location::caller() }
#[doc(hidden)]
pub mod hidden { #![doc = "inner"] #[doc(alias = "second")] #[cfg_attr(since_63, doc(alias("third", "fourth")))] pub fn first() {} }
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2,bmi1"))]
pub unsafe fn simd() -> u8 { 1 }
#[optimize(size)]
pub fn small() -> u8 { 1 }
#[cfg_attr(since_78, coverage(off))]
#[cfg_attr(all(since_63, not(since_78)), no_coverage)]
pub fn uncovered() {}
#[automatically_derived]
impl Clone for Must { #[allow(deprecated)] fn clone(&self) -> Self { Must { f: self.f } } }
#[rustc_on_unimplemented(message = "no `{Self}` here", label = "missing", note = "a note")]
pub trait Diagnosed<T> { #[must_use] #[allow(clippy::all)] fn run(&self) -> T; }
#[cfg_attr(since_63, must_not_suspend = "guard")]
pub struct Guard;
#[rustfmt::skip]
#[cfg(all(unix, not(windows)))]
#[cfg_attr(unix, doc = "conditional")]
pub fn cfgd() {}
#[non_exhaustive]
pub enum Ne { #[doc(hidden)] A, #[deprecated(note = "variant")] #[doc(alias = "bee")] B { #[allow(unused)] x: u8 } }
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(since_63, derive(Default))]
#[repr(u8)]
pub enum WithDefault { #[cfg_attr(since_63, default)] Zero, One = 1 << 3 }
#[cfg(since_63)]
documented! { #[doc = include_str!("attributes.rs")] pub fn included() {} }
#[cfg_attr(not(since_97), rustc_layout_scalar_valid_range_start(1))]
#[repr(transparent)]
pub struct NonZeroish(u32);
#[cfg_attr(since_78, diagnostic::on_unimplemented(message = "user message"))]
pub trait Plain {}
#[cfg_attr(since_85, diagnostic::do_not_recommend)]
impl<T: Copy> Plain for T {}
#[allow(non_upper_case_globals)]
#[link_section = ".data.special"]
pub static special: u8 = 1;
#[no_mangle]
#[inline(never)]
pub extern "C" fn attr_no_mangle(#[allow(unused)] a: u8, #[cfg(unix)] b: u16) -> u16 { b }
