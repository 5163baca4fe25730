// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//@ deps: pair_base
//! The upper of two crates: implements, instantiates and re-exports what the lower one has.
#![no_std]
#![cfg_attr(not(since_63), feature(min_const_generics))]
pub use pair_base::nested::more as deeper;
pub use pair_base::*;

pub struct Mine { pub config: Config, pub handle: Handle<u8, 3> }
#[derive(Default)]
pub struct State(pub u64);
impl Plugin for Mine { type State = State; const VERSION: u32 = SECRET + 1; fn start(&self, c: &Config) -> State { State(c.name.len() as u64) } }
pub fn run(m: &Mine) -> State { generic(m) }
pub fn level() -> pair_base::Result<Level> { Ok(config!(High).level) }
pub fn handle(h: &Handle<[u8], 2>) -> usize { h.value.len() + h.ids.len() }
pub static LOCAL: Handle<Level, 1> = Handle { ids: [1], value: Level::Low };
pub fn deep() -> deeper::Deep { pair_base::nested::more::deep() }
