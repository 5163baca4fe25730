// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//@ flags: -Cpanic=abort -Copt-level=2
//! Compiled to abort on panic, optimised.
pub struct Guard(pub Vec<u8>);
impl Drop for Guard { fn drop(&mut self) { self.0.clear() } }
pub fn work(g: &mut Guard, n: usize) -> u8 { g.0[n] }
pub fn read_only(p: &mut u8, q: &Guard) -> u8 { *p = q.0[0]; *p }
#[inline]
pub fn cleanup(a: String) -> usize { let g = Guard(vec![1]); g.0.len() + a.len() }
pub extern "C" fn no_unwind(x: u8) -> u8 { if x == 0 { panic!("zero") } x }
