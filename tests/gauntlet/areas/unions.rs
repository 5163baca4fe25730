// SPDX-License-Identifier: MIT OR Apache-2.0
//@ since: 1.63.0 unions with fields that are not Copy are unstable in 1.48
//! Unions, MaybeUninit and ManuallyDrop.
#![no_std]
#![feature(transparent_unions)]

use core::mem::{ManuallyDrop, MaybeUninit};

#[derive(Clone, Copy)]
#[repr(C)]
pub union Bits {
    pub int: u32,
    pub float: f32,
    pub bytes: [u8; 4],
}

#[repr(C)]
pub union Slot {
    pub word: u64,
    pub held: ManuallyDrop<Held>,
}

pub struct Held {
    pub a: u32,
    pub b: u32,
}

pub struct Buffer {
    pub len: usize,
    pub data: MaybeUninit<[u16; 8]>,
}

#[repr(transparent)]
pub union Thin {
    pub only: u32,
}

pub fn to_bits(f: f32) -> u32 {
    unsafe { Bits { float: f }.int }
}

pub fn bits(b: Bits) -> u32 {
    unsafe { b.int }
}

pub fn slot(s: &Slot) -> u64 {
    unsafe { s.word }
}

pub fn buffer(b: &mut Buffer) -> usize {
    b.len
}

pub fn thin(t: Thin) -> u32 {
    unsafe { t.only }
}

pub fn held(h: Held) -> u32 {
    h.a
}
