// SPDX-License-Identifier: MIT OR Apache-2.0
//! What callers may assume of references: interior mutability, pinning, dropping.
#![no_std]
#![feature(negative_impls)]

use core::cell::{Cell, UnsafeCell};
use core::marker::PhantomPinned;
use core::pin::Pin;
use core::ptr::NonNull;

pub struct Shared {
    pub n: u32,
    pub cell: Cell<u32>,
}

pub struct Plain {
    pub n: u32,
}

pub struct Node {
    pub next: *mut Node,
    pub pin: PhantomPinned,
}

pub struct Guard<'a> {
    pub of: &'a Plain,
    pub on: bool,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.on = false;
    }
}

pub struct Holder {
    pub guard: Option<Part>,
}

pub struct Part {
    pub id: u64,
}

pub struct Raw {
    pub at: NonNull<Plain>,
}

pub struct Wide {
    pub words: [u64; 8],
}

pub fn shared(s: &Shared) -> u32 {
    s.cell.get()
}

pub fn plain(p: &Plain) -> u32 {
    p.n
}

pub fn exclusive(p: &mut Plain) {
    p.n += 1;
}

pub fn node(n: &mut Node) -> bool {
    n.next.is_null()
}

pub fn pinned(n: Pin<&mut Node>) -> bool {
    n.next.is_null()
}

pub fn guard(g: Guard<'_>) -> u32 {
    g.of.n
}

pub fn holder(h: Holder) -> bool {
    h.guard.is_some()
}

pub fn raw(r: Raw) -> u32 {
    unsafe { r.at.as_ref().n }
}

pub fn optional(p: Option<&Plain>) -> u32 {
    match p {
        Some(p) => p.n,
        None => 0,
    }
}

pub fn slice(s: &[u16]) -> usize {
    s.len()
}

pub fn text(s: &str) -> usize {
    s.len()
}

#[inline(never)]
pub fn wide(w: Wide) -> u64 {
    w.words[1]
}

pub fn unsafe_cell(c: &UnsafeCell<u8>) -> *mut u8 {
    c.get()
}
