// SPDX-License-Identifier: MIT OR Apache-2.0
//! How functions are called: conventions, hidden arguments, target features, unwinding.
#![no_std]

#[derive(Clone, Copy)]
pub struct Pair {
    pub a: u64,
    pub b: u64,
}

pub struct Big {
    pub words: [u64; 6],
}

pub fn plain(a: u32) -> u32 {
    a
}

#[track_caller]
pub fn tracked(a: Option<u32>) -> u32 {
    a.unwrap()
}

pub extern "C" fn c_convention(a: u32) -> u32 {
    a
}

#[cfg(target_arch = "x86_64")]
pub extern "sysv64" fn sysv(a: u32) -> u32 {
    a
}

#[cfg_attr(target_arch = "x86_64", target_feature(enable = "sse4.2"))]
pub unsafe fn featured(a: u32) -> u32 {
    a
}

pub fn pair(p: Pair) -> u64 {
    p.a + p.b
}

pub fn big(n: u64) -> Big {
    Big { words: [n; 6] }
}

pub fn tuple(t: (u8, u32)) -> (u32, u8) {
    (t.1, t.0)
}

pub fn zero(z: (), n: u32) -> u32 {
    let _ = z;
    n
}

pub fn diverges(n: u32) -> ! {
    loop {
        let _ = n;
    }
}

pub fn many(a: u8, b: u16, c: u32, d: u64, e: usize, f: i8, g: i16) -> u64 {
    a as u64 + b as u64 + c as u64 + d + e as u64 + f as u64 + g as u64
}

impl Pair {
    pub fn by_value(self) -> u64 {
        self.a
    }
    pub fn by_ref(&self) -> u64 {
        self.b
    }
    #[track_caller]
    pub fn tracked(&self, n: u64) -> u64 {
        self.a.checked_sub(n).unwrap()
    }
}
