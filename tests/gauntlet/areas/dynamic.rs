// SPDX-License-Identifier: MIT OR Apache-2.0
//! Trait objects: what stands in a vtable, and in what order.
#![no_std]

pub trait Draw: Base {
    fn draw(&self, on: &mut Canvas);
    fn twice(&self, on: &mut Canvas) {
        self.draw(on);
        self.draw(on);
    }
    fn kind(&self) -> u8
    where
        Self: Sized,
    {
        1
    }
}

pub trait Base {
    fn id(&self) -> u64;
}

pub trait Source {
    type Item;
    fn next(&mut self) -> Option<Self::Item>;
}

pub trait Plain {
    fn one(&self) -> u8;
    fn two(&self) -> u8;
}

pub struct Canvas {
    pub pixels: [u8; 16],
}

pub struct Dot {
    pub at: u32,
}

impl Base for Dot {
    fn id(&self) -> u64 {
        self.at as u64
    }
}

impl Draw for Dot {
    fn draw(&self, on: &mut Canvas) {
        on.pixels[0] = self.at as u8;
    }
}

impl Plain for Dot {
    fn one(&self) -> u8 {
        1
    }
    fn two(&self) -> u8 {
        2
    }
}

pub fn draw(d: &dyn Draw, on: &mut Canvas) -> u64 {
    d.draw(on);
    d.id()
}

pub fn pull(s: &mut dyn Source<Item = u32>) -> u32 {
    s.next().unwrap_or(0)
}

pub fn plain(p: &dyn Plain) -> u8 {
    p.one()
}

pub fn held(h: &Holder) -> u8 {
    h.plain.two()
}

pub struct Holder {
    pub plain: &'static dyn Plain,
}

pub fn sendable(p: &(dyn Plain + Send)) -> u8 {
    p.one()
}

pub fn call(f: &dyn Fn(u8) -> u8) -> u8 {
    f(1)
}

pub fn direct(d: &Dot) -> u32 {
    d.at
}
