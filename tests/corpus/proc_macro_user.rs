// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//@ deps: proc_macros
//! Items that procedural macros made.
use proc_macros::{keep, seven, Answer};

#[derive(Answer)]
#[answer(1)]
pub struct Asked;
#[keep(now)]
pub fn kept() -> u8 { seven!() + Asked::ANSWER }
pub use proc_macros::Answer as Renamed;
