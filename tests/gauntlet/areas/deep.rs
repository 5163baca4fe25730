// SPDX-License-Identifier: MIT OR Apache-2.0
//! Types far behind pointers.
#![no_std]

use core::ptr::NonNull;

pub struct A {
    pub b: *const B,
}

pub struct B {
    pub c: &'static C,
}

pub struct C {
    pub d: Option<NonNull<D>>,
}

pub struct D {
    pub e: [*mut E; 2],
}

pub struct E {
    pub f: fn(&F) -> G,
}

pub struct F {
    pub n: u32,
}

pub struct G {
    pub m: (u8, *const H),
}

pub struct H {
    pub i: &'static [I],
}

#[derive(Clone, Copy)]
pub enum I {
    X,
    Y(u8),
}

pub struct Loop {
    pub me: *const Loop,
    pub other: *const Back,
}

pub struct Back {
    pub to: *const Loop,
    pub n: u16,
}

pub trait Visit {
    fn visit(&self, j: &J);
}

pub struct J {
    pub k: u8,
}

pub struct K {
    pub visitor: *const dyn Visit,
}

pub fn top(a: &A) -> bool {
    a.b.is_null()
}

pub fn cycle(l: &Loop) -> bool {
    l.me.is_null()
}

pub fn visited(k: &K) -> u8 {
    let _ = k;
    0
}

pub fn near(f: &F) -> u32 {
    f.n
}

pub fn callback(f: fn(*const A, &mut J) -> *mut *const Back) -> bool {
    f(core::ptr::null(), &mut J { k: 1 }).is_null()
}

pub fn apart(n: u32) -> u32 {
    n
}
