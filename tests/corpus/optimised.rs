// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//@ flags: -Copt-level=3 -Cdebuginfo=2
//@ flags-since-93: -Cdwarf-version=5
//! Optimised with debug information: inlined MIR, deduced parameter attributes, cross-crate inlining.
pub struct Big { pub a: [u64; 16], pub s: String }
pub fn reads(b: Big) -> u64 { b.a[0] + b.s.len() as u64 }
pub fn writes(mut b: Big) -> Big { b.a[3] = 1; b }
pub fn tiny(x: u32) -> u32 { x + 1 }
pub fn chain(v: &[u32]) -> u64 { v.iter().filter(|x| **x > 3).map(|x| tiny(*x) as u64).sum() }
pub fn generic<T: Clone>(t: &T) -> Vec<T> { let mut v = Vec::with_capacity(2); v.push(t.clone()); v.push(t.clone()); v }
#[inline]
pub fn inlined(a: Option<u8>, b: Option<u8>) -> Option<u16> { let x = a?; let y = b?; Some(x as u16 * y as u16) }
pub fn sort(v: &mut Vec<String>) { v.sort_by(|a, b| b.len().cmp(&a.len())); v.dedup(); }
pub fn recursion(n: u64) -> u64 { match n { 0 | 1 => 1, n => n * recursion(n - 1) } }
