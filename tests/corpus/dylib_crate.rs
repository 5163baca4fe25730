// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//@ crate-type: dylib
//@ flags: -Cprefer-dynamic
//! Compiled as a dynamic library of Rust.
pub struct Shared { pub x: u32 }
impl Shared { pub fn new(x: u32) -> Box<Shared> { Box::new(Shared { x }) } pub fn get(&self) -> u32 { self.x } }
#[no_mangle]
pub extern "C" fn shared_get(s: &Shared) -> u32 { s.get() }
pub fn generic<T: std::fmt::Debug>(t: T) -> String { format!("{:?}", t) }
pub static VERSION: &str = "1";
