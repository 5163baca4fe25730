// SPDX-License-Identifier: MIT OR Apache-2.0
//! A crate before an edit; `new.rs` is what became of it. The libqueue.rmeta in old/ and new/ are what rustc 1.95.0 makes of them:
//! rustc old.rs --crate-name queue --crate-type lib --edition 2021 -Csymbol-mangling-version=v0 -Cmetadata=queue --emit=metadata,obj
//!     --remap-path-prefix="$PWD=." --out-dir old
#![no_std]

pub mod lock {
    pub struct State {
        pub count: u32,
        flags: u16,
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
}

pub struct Queue {
    pub first: lock::State,
    pub mode: Mode,
    pub length: u64,
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
pub extern "C" fn queue_scale(factor: u32) -> u32 {
    factor
}

#[no_mangle]
pub extern "C" fn queue_reset() {}

pub fn unrelated(x: u8) -> u8 {
    x
}
