// SPDX-License-Identifier: MIT OR Apache-2.0
//! What became of the crate in `old.rs`; that file says how both were compiled.
#![no_std]

pub mod lock {
    pub struct State {
        pub count: u32,
        flags: u16,
        pub owner: u64,
    }

    impl State {
        pub fn flags(&self) -> u16 {
            self.flags
        }
    }

    pub struct Guard<'a> {
        pub state: &'a State,
        pub held: bool,
    }

    pub fn release(_guard: Guard<'_>) {}
}

pub enum Mode {
    Idle,
    Busy(u32),
    Failed,
}

pub struct Queue {
    pub first: lock::State,
    pub mode: Mode,
    pub length: u64,
}

pub struct Ticket(pub u32);

impl Ticket {
    pub fn number(&self) -> u32 {
        self.0
    }
}

impl Queue {
    pub fn mode(&self) -> &Mode {
        &self.mode
    }
}

#[no_mangle]
pub extern "C" fn queue_length(queue: &Queue) -> u64 {
    queue.length
}

#[no_mangle]
pub extern "C" fn queue_scale(factor: u64) -> u64 {
    factor
}

pub fn unrelated(x: u8) -> u8 {
    x
}
