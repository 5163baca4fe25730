// SPDX-License-Identifier: MIT OR Apache-2.0
//! Modules, re-exports, macros, nested items: what names a thing, and what does not.
#![no_std]

pub mod shapes {
    pub struct Square {
        pub side: u32,
    }
    pub fn area(s: &Square) -> u32 {
        s.side * s.side
    }
    pub mod deep {
        pub fn side(s: &super::Square) -> u32 {
            s.side
        }
    }
}

mod hidden {
    pub struct Token {
        pub n: u8,
    }
    pub fn token(n: u8) -> Token {
        Token { n }
    }
}

pub use hidden::{token, Token};

macro_rules! getter {
    ($name:ident, $t:ty) => {
        pub fn $name(x: $t) -> $t {
            x
        }
    };
}

getter!(get_u8, u8);
getter!(get_u16, u16);

pub fn nested(n: u32) -> u32 {
    struct Local {
        n: u32,
    }
    fn inner(l: Local) -> u32 {
        l.n
    }
    inner(Local { n })
}

pub fn uses(t: &Token) -> u8 {
    t.n
}

pub fn with_local() -> impl Fn() -> u8 {
    #[derive(Clone, Copy)]
    struct Local(u8);
    let l = Local(1);
    move || l.0
}

pub struct Quoted {
    pub r#type: u8,
}

pub fn quoted(q: &Quoted) -> u8 {
    q.r#type
}

const _: () = {
    impl Quoted {
        pub fn anonymous(&self) -> u8 {
            self.r#type
        }
    }
};

pub fn last(n: u64) -> u64 {
    n
}
