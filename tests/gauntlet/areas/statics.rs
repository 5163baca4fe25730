// SPDX-License-Identifier: MIT OR Apache-2.0
//! Statics, thread locals and constants.
#![no_std]
#![feature(thread_local)]

use core::cell::Cell;
use core::sync::atomic::AtomicU32;

pub struct Config {
    pub level: u8,
    pub limit: u32,
}

pub struct Table {
    pub rows: &'static [Row],
    pub call: fn(&Row) -> u32,
}

pub struct Row {
    pub key: u16,
    pub value: u32,
}

pub static CONFIG: Config = Config { level: 1, limit: 100 };
pub static TABLE: Table = Table { rows: &[Row { key: 1, value: 2 }], call: value };
pub static mut COUNTER: u32 = 0;
pub static HITS: AtomicU32 = AtomicU32::new(0);
pub static NAMES: [&str; 2] = ["one", "two"];
pub static LIMIT: usize = MAX;
pub const MAX: usize = 16;
static PRIVATE: u64 = 7;

#[thread_local]
pub static PER_THREAD: Cell<u32> = Cell::new(0);

#[no_mangle]
pub static plain_name: u8 = 3;

pub fn value(r: &Row) -> u32 {
    r.value
}

pub fn level() -> u8 {
    CONFIG.level
}

pub fn private() -> u64 {
    PRIVATE
}

pub fn max() -> usize {
    MAX
}
