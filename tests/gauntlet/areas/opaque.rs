// SPDX-License-Identifier: MIT OR Apache-2.0
//! Opaque types: callers do not see the hidden type, but they hold it.
#![no_std]

pub trait Count {
    fn count(&self) -> u32;
}

struct Hidden {
    n: u32,
}

struct Other {
    n: u64,
}

impl Count for Hidden {
    #[inline]
    fn count(&self) -> u32 {
        self.n
    }
}

impl Count for Other {
    #[inline]
    fn count(&self) -> u32 {
        self.n as u32
    }
}

pub fn counter(n: u32) -> impl Count {
    Hidden { n }
}

pub fn evens(to: u32) -> impl Iterator<Item = u32> {
    (0..to).step_by(2)
}

pub fn optional(n: u32) -> Option<impl Count> {
    if n > 1 {
        Some(Hidden { n })
    } else {
        None
    }
}

pub fn wrapped(n: u64) -> impl Count {
    inner(n)
}

fn inner(n: u64) -> impl Count {
    Other { n }
}

pub fn takes(h: &Taken) -> u32 {
    h.n
}

pub struct Taken {
    pub n: u32,
}

pub fn apart(n: u32) -> u32 {
    n
}
