// SPDX-License-Identifier: MIT OR Apache-2.0
//! Generic types and functions: arguments, defaults, instances that this crate makes.
#![no_std]
//@ flags: -Zshare-generics=y

use core::marker::PhantomData;

pub struct Pair<A, B> {
    pub a: A,
    pub b: B,
}

pub struct List<T> {
    pub head: *const Node<T>,
    pub len: usize,
}

pub struct Node<T> {
    pub value: T,
    pub next: *const Node<T>,
}

pub struct Typed<T> {
    pub raw: u32,
    pub of: PhantomData<T>,
}

pub struct Marker {
    pub note: u8,
}

pub struct Item {
    pub id: u16,
}

pub struct Wrapper<T = u32>(pub T);

impl<A: Copy, B: Copy> Pair<A, B> {
    #[inline(never)]
    pub fn swap(self) -> Pair<B, A> {
        Pair { a: self.b, b: self.a }
    }
}

pub fn pair(p: Pair<u8, u32>) -> u32 {
    p.swap().a
}

pub fn list(l: &List<Item>) -> usize {
    l.len
}

pub fn typed(t: Typed<Marker>) -> u32 {
    t.raw
}

pub fn wrapped(w: Wrapper) -> u32 {
    w.0
}

#[inline(never)]
pub fn biggest<T: PartialOrd + Copy>(a: T, b: T) -> T {
    if a > b {
        a
    } else {
        b
    }
}

pub fn uses_biggest(a: u32, b: u32) -> u32 {
    biggest(a, b)
}

pub fn nested(p: Pair<Pair<u8, u8>, Option<Item>>) -> u8 {
    p.a.a
}

pub fn apart(x: u8) -> u8 {
    x
}
