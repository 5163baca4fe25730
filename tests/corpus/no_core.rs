// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021
//! A crate that is its own core: lang items and nothing else.
#![feature(no_core, lang_items, rustc_attrs, auto_traits, arbitrary_self_types)]
#![no_core]
#![allow(internal_features, unused, non_camel_case_types)]

#[cfg(r195)]
#[lang = "pointee_sized"]
pub trait PointeeSized {}
#[cfg(r195)]
#[lang = "meta_sized"]
pub trait MetaSized: PointeeSized {}
#[cfg(r195)]
#[lang = "sized"]
pub trait Sized: MetaSized {}
#[cfg(not(r195))]
#[lang = "sized"]
pub trait Sized {}
#[lang = "copy"]
pub trait Copy {}
#[lang = "freeze"]
pub unsafe auto trait Freeze {}
#[lang = "sync"]
pub unsafe auto trait Sync {}
#[lang = "receiver"]
#[cfg(not(r195))]
pub trait Receiver {}
#[lang = "legacy_receiver"]
#[cfg(r195)]
pub trait LegacyReceiver {}
#[cfg(r195)]
#[lang = "drop_in_place"]
unsafe fn drop_in_place<T: PointeeSized>(p: *mut T) { drop_in_place(p) }
#[cfg(not(r195))]
#[lang = "drop_in_place"]
unsafe fn drop_in_place<T: ?Sized>(p: *mut T) { drop_in_place(p) }
impl Copy for u8 {}
impl Copy for u32 {}
pub struct Only { pub a: u8, pub b: u32 }
pub fn first(o: &Only) -> u8 { o.a }
pub static mut STATE: u32 = 5;
#[no_mangle]
pub extern "C" fn no_core_entry(x: u32) -> u32 { x }
