// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2018
//@ target: s390x-unknown-linux-gnu
//@ emit: metadata
//! The items of bare_items.rs for another target: 64 bits, big-endian.
#![feature(no_core, lang_items, rustc_attrs, intrinsics, arbitrary_self_types, negative_impls)]
#![cfg_attr(since_63, feature(auto_traits))]
#![cfg_attr(not(since_63), feature(optin_builtin_traits))]
#![cfg_attr(since_78, feature(freeze_impls))]
#![no_core]
#![allow(internal_features, unused)]
#[macro_use]
#[path = "shared/mini_core.rs"]
pub mod mini_core;
#[path = "shared/bare_items.rs"]
pub mod items;
