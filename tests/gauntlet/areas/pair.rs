// SPDX-License-Identifier: MIT OR Apache-2.0
//@ deps: pair_types
//! A crate whose symbols reach types of another one.
#![no_std]

use pair_types::{Buffer, Config, Driver, Mode, DEPTH};

pub struct Card {
    pub config: Config,
    pub mode: Mode,
    pub queue: [u32; DEPTH],
}

pub struct Failure {
    pub code: u8,
}

impl Driver for Card {
    type Error = Failure;
    fn probe(&mut self, c: &Config) -> Result<(), Failure> {
        if c.level > 3 {
            return Err(Failure { code: 1 });
        }
        Ok(())
    }
    fn name(&self) -> &'static str {
        "card"
    }
}

pub fn card(c: &Card) -> u32 {
    c.queue[0]
}

pub fn buffer(b: &Buffer<Failure>) -> usize {
    b.len
}

pub fn mode(m: Mode) -> bool {
    matches!(m, Mode::On)
}

pub fn drive(d: &dyn Driver<Error = Failure>) -> usize {
    d.name().len()
}

pub fn register() -> bool {
    false
}

pub fn lanes(x: &[u8; pair_types::width!()]) -> u8 {
    x[0]
}

pub fn apart(n: u8) -> u8 {
    n
}
