// SPDX-License-Identifier: MIT OR Apache-2.0
//! Closures: what they capture, how they are called, and what names them.
#![no_std]

pub struct Step {
    pub by: u32,
}

pub fn adder(n: u32) -> impl Fn(u32) -> u32 {
    move |x| x + n
}

pub fn stepper(s: Step) -> impl FnMut(u8) -> u32 {
    let mut total = 0u32;
    move |x| {
        total += s.by * x as u32;
        total
    }
}

pub fn pointer() -> fn(u8) -> u8 {
    |x| x + 1
}

pub fn apply(f: fn(&Step) -> u32, s: &Step) -> u32 {
    f(s)
}

pub fn twice(n: u8) -> (impl Fn() -> u8, impl Fn() -> u16) {
    (move || n, move || n as u16 * 2)
}

pub fn local(a: u8) -> u8 {
    let f = |b: u8| a + b;
    f(1) + f(2)
}

pub fn apart(a: u8) -> u8 {
    a
}
