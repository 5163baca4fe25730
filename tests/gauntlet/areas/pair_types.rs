// SPDX-License-Identifier: MIT OR Apache-2.0
//! The crate that another one depends on.
#![no_std]

pub struct Config {
    pub level: u8,
    pub limit: u32,
}

pub struct Buffer<T> {
    pub data: *mut T,
    pub len: usize,
}

pub trait Driver {
    type Error;
    fn probe(&mut self, c: &Config) -> Result<(), Self::Error>;
    fn name(&self) -> &'static str;
}

pub const DEPTH: usize = 4;

#[derive(Clone, Copy)]
pub enum Mode {
    On,
    Off,
}

impl<T> Buffer<T> {
    #[inline(never)]
    pub fn len(&self) -> usize {
        self.len
    }
}

pub fn register(d: &mut dyn Driver<Error = u8>) -> bool {
    d.probe(&Config { level: 1, limit: 2 }).is_ok()
}

pub fn level(c: &Config) -> u8 {
    c.level
}

#[macro_export]
macro_rules! width {
    () => {
        8
    };
}
