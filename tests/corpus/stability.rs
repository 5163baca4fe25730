// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! A staged-API crate: stable, unstable, const-stable and deprecated items.
#![no_std]
#![feature(staged_api, rustc_attrs)]
#![cfg_attr(since_63, feature(deprecated_suggestion))]
#![allow(internal_features)]
#![stable(feature = "rmetacrc_base", since = "1.0.0")]

#[stable(feature = "rmetacrc_base", since = "1.0.0")]
#[rustc_const_stable(feature = "rmetacrc_const", since = "1.5.0")]
pub const fn stable() -> u8 { 1 }
#[unstable(feature = "rmetacrc_new", issue = "12345", reason = "new")]
#[rustc_const_unstable(feature = "rmetacrc_new_const", issue = "none")]
pub const fn unstable() -> u8 { 2 }
#[stable(feature = "rmetacrc_base", since = "1.0.0")]
#[cfg_attr(since_63, deprecated(since = "1.9.0", note = "replaced", suggestion = "stable"))]
#[cfg_attr(not(since_63), rustc_deprecated(since = "1.9.0", reason = "replaced", suggestion = "stable"))]
pub fn replaced() -> u8 { 3 }
#[stable(feature = "rmetacrc_trait", since = "1.2.0")]
pub trait Partly {
    #[stable(feature = "rmetacrc_trait", since = "1.2.0")]
    fn old(&self);
    #[unstable(feature = "rmetacrc_more", issue = "1")]
    fn new(&self) {}
}
#[stable(feature = "rmetacrc_base", since = "1.0.0")]
#[derive(Clone)]
pub struct Stable { #[stable(feature = "rmetacrc_base", since = "1.0.0")] pub a: u8, #[unstable(feature = "rmetacrc_more", issue = "1")] pub b: u8 }
#[stable(feature = "rmetacrc_base", since = "1.0.0")]
impl Partly for Stable { fn old(&self) {} }
#[unstable(feature = "rmetacrc_macro", issue = "none")]
#[cfg_attr(since_95, rustc_macro_transparency = "semiopaque")]
#[cfg_attr(not(since_95), rustc_macro_transparency = "semitransparent")]
#[macro_export]
macro_rules! staged { ($($t:tt)*) => { $($t)* }; }
#[stable(feature = "rmetacrc_base", since = "1.0.0")]
#[rustc_diagnostic_item = "rmetacrc_item"]
pub struct Named;
