// SPDX-License-Identifier: MIT OR Apache-2.0
//! Structs: fields, offsets, alignment and representation.
#![no_std]

/// A point with a mark.
pub struct Point {
    pub x: u32,
    pub y: u32,
    mark: u8,
}

#[repr(C)]
pub struct Header {
    pub kind: u8,
    pub flags: u8,
    pub len: u16,
    pub body: Body,
}

#[repr(C)]
pub struct Body {
    pub words: [u32; 4],
    pub next: *const Header,
}

#[repr(transparent)]
pub struct Handle(u32);

#[repr(C, packed)]
pub struct Wire {
    pub op: u8,
    pub value: u32,
}

#[repr(align(16))]
pub struct Aligned {
    pub lanes: [f32; 4],
}

pub struct Outer {
    inner: Inner,
}

struct Inner {
    a: u8,
    b: u64,
}

pub struct Tail {
    pub len: usize,
    pub bytes: [u8],
}

pub type Word = u32;
const LANES: usize = 4;

pub fn area(p: &Point) -> u32 {
    p.x * p.y
}

pub fn make(x: Word, y: Word) -> Point {
    Point { x, y, mark: 0 }
}

pub fn kind_of(h: *const Header) -> u8 {
    unsafe { (*h).kind }
}

pub fn body_word(b: &Body, at: usize) -> u32 {
    b.words[at]
}

pub fn handle(h: Handle) -> u32 {
    h.0
}

pub fn wire(w: &Wire) -> u8 {
    w.op
}

pub fn sum(a: &Aligned) -> f32 {
    a.lanes[0] + a.lanes[LANES - 1]
}

pub fn outer(o: &Outer) -> u64 {
    o.inner.b + o.inner.a as u64
}

pub fn tail(t: &Tail) -> usize {
    t.len
}

pub fn unrelated(a: u64) -> u64 {
    a + 1
}

impl Point {
    pub fn mark(&self) -> u8 {
        self.mark
    }
    fn hidden(&self) -> u8 {
        self.mark + 1
    }
    pub fn scaled(self, by: u32) -> Point {
        let mark = self.hidden();
        Point { x: self.x * by, y: self.y * by, mark }
    }
}
