// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! A crate that is its own core: lang items and nothing else.
#![feature(no_core, lang_items, rustc_attrs, arbitrary_self_types)]
#![cfg_attr(since_63, feature(auto_traits))]
#![cfg_attr(not(since_63), feature(optin_builtin_traits))]
#![no_core]
#![allow(internal_features, unused, non_camel_case_types)]

#[cfg(since_93)]
#[lang = "pointee_sized"]
pub trait PointeeSized {}
#[cfg(since_93)]
#[lang = "meta_sized"]
pub trait MetaSized: PointeeSized {}
#[cfg(since_93)]
#[lang = "sized"]
pub trait Sized: MetaSized {}
#[cfg(not(since_93))]
#[lang = "sized"]
pub trait Sized {}
#[lang = "copy"]
pub trait Copy {}
#[lang = "freeze"]
pub unsafe auto trait Freeze {}
#[lang = "sync"]
pub unsafe auto trait Sync {}
#[lang = "receiver"]
#[cfg(not(since_85))]
pub trait Receiver {}
#[lang = "legacy_receiver"]
#[cfg(since_85)]
pub trait LegacyReceiver {}
#[cfg(since_93)]
#[cfg_attr(not(since_97), lang = "drop_in_place")]
#[cfg_attr(since_97, lang = "drop_glue")]
unsafe fn drop_in_place<T: PointeeSized>(p: *mut T) { drop_in_place(p) }
#[cfg(not(since_93))]
#[lang = "drop_in_place"]
unsafe fn drop_in_place<T: ?Sized>(p: *mut T) { drop_in_place(p) }
impl<'a, T: ?Sized> Copy for &'a T {}
impl<T: ?Sized> Copy for *mut T {}
impl Copy for u8 {}
impl Copy for u32 {}
pub struct Only { pub a: u8, pub b: u32 }
pub fn first(o: &Only) -> u8 { o.a }
pub static mut STATE: u32 = 5;
#[no_mangle]
pub extern "C" fn no_core_entry(x: u32) -> u32 { x }
