// SPDX-License-Identifier: MIT OR Apache-2.0
//! Traits without objects: associated types and constants, provided methods, blanket impls.
#![no_std]

pub trait Decode {
    type Out;
    const WIDTH: usize;
    fn decode(&self) -> Self::Out;
    fn default_width(&self) -> usize {
        Self::WIDTH
    }
}

pub struct Reader {
    pub pos: u32,
}

pub struct Frame {
    pub id: u16,
    pub len: u16,
}

impl Decode for Reader {
    type Out = Frame;
    const WIDTH: usize = 4;
    fn decode(&self) -> Frame {
        Frame { id: self.pos as u16, len: 0 }
    }
}

pub trait Tell {
    fn tell(&self) -> u32;
}

impl<T: Count> Tell for T {
    fn tell(&self) -> u32 {
        self.count() as u32
    }
}

pub trait Count {
    fn count(&self) -> u16;
}

impl Count for Reader {
    fn count(&self) -> u16 {
        self.pos as u16
    }
}

impl Count for Frame {
    fn count(&self) -> u16 {
        self.len
    }
}

impl From<Frame> for u32 {
    fn from(f: Frame) -> u32 {
        f.id as u32
    }
}

pub struct Buf {
    pub bytes: [u8; <Reader as Decode>::WIDTH],
}

pub fn frame(r: &Reader) -> <Reader as Decode>::Out {
    r.decode()
}

pub fn buf(b: &Buf) -> u8 {
    b.bytes[0]
}

pub fn width(r: &Reader) -> usize {
    r.default_width()
}

pub fn told(f: &Frame) -> u32 {
    f.tell()
}

pub struct Store<D: Decode> {
    pub last: Option<D::Out>,
    pub reader: D,
}

pub fn store(s: &Store<Reader>) -> u32 {
    s.reader.pos
}

pub fn apart(x: u64) -> u64 {
    x
}

impl Reader {
    pub const START: u32 = 1;
    pub fn new() -> Reader {
        Reader { pos: Self::START }
    }
}
