// SPDX-License-Identifier: MIT OR Apache-2.0
//@ since: 1.63.0 const parameters are stable from 1.51
//! Const parameters and constants in types.
#![no_std]

pub const SIZE: usize = 8;
const HALF: usize = SIZE / 2;

pub struct Array<T, const N: usize> {
    pub items: [T; N],
}

pub struct Flag<const ON: bool> {
    pub raw: u8,
}

pub struct Letter<const C: char>(pub u8);

pub trait Sized2 {
    const BYTES: usize;
}

pub struct Word;

impl Sized2 for Word {
    const BYTES: usize = 4;
}

const fn twice(n: usize) -> usize {
    n * 2
}

pub struct Raw {
    pub bytes: [u8; twice(3)],
    pub words: [u16; <Word as Sized2>::BYTES],
}

impl<const N: usize> Array<u8, N> {
    pub fn first(&self) -> u8 {
        self.items[0]
    }
}

pub fn array(a: &Array<u8, SIZE>) -> u8 {
    a.items[0]
}

pub fn half(a: &Array<u16, HALF>) -> u16 {
    a.items[0]
}

pub fn flag(f: Flag<true>) -> u8 {
    f.raw
}

pub fn letter(l: Letter<'a'>) -> u8 {
    l.0
}

pub fn raw(r: &Raw) -> u8 {
    r.bytes[0]
}

pub fn negative(x: Signed<-3>) -> u8 {
    x.0
}

pub struct Signed<const N: i32>(pub u8);

pub fn plain(n: usize) -> usize {
    n + SIZE
}
