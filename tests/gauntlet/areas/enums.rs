// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enums: discriminants, tags, niches.
#![no_std]

use core::num::NonZeroU32;

#[derive(Clone, Copy)]
pub enum Level {
    Low,
    High,
}

#[repr(u8)]
pub enum Code {
    None = 0,
    Some = 3,
    Many = 9,
}

pub enum Message {
    Quit,
    Move { x: i32, y: i32 },
    Write(&'static [u8]),
}

#[repr(C)]
pub enum CEnum {
    A,
    B,
}

#[repr(C, u8)]
pub enum Tagged {
    Int(u32),
    Byte(u8),
}

pub enum Never {}

pub enum Single {
    Only(u32),
}

pub struct Flagged {
    pub on: bool,
    pub level: Level,
}

const BASE: isize = 4;

pub enum Numbered {
    A = BASE,
    B,
}

pub fn level(l: Level) -> u8 {
    match l {
        Level::Low => 0,
        Level::High => 1,
    }
}

pub fn code(c: &Code) -> bool {
    matches!(c, Code::Many)
}

pub fn message(m: &Message) -> i32 {
    match m {
        Message::Quit => 0,
        Message::Move { x, y } => x + y,
        Message::Write(b) => b.len() as i32,
    }
}

pub fn c_enum(e: CEnum) -> bool {
    matches!(e, CEnum::A)
}

pub fn tagged(t: &Tagged) -> u32 {
    match t {
        Tagged::Int(n) => *n,
        Tagged::Byte(b) => *b as u32,
    }
}

pub fn never(n: &Never) -> u8 {
    match *n {}
}

pub fn single(s: Single) -> u32 {
    let Single::Only(n) = s;
    n
}

pub fn flagged(f: Option<Flagged>) -> u8 {
    match f {
        Some(f) => f.on as u8 + level(f.level),
        None => 9,
    }
}

pub fn number(n: Option<NonZeroU32>) -> u32 {
    match n {
        Some(n) => n.get(),
        None => 0,
    }
}

pub fn numbered(n: Numbered) -> isize {
    n as isize
}

pub fn result(r: Result<u8, Code>) -> u8 {
    r.unwrap_or(7)
}

pub fn other(x: Option<u32>) -> u32 {
    x.unwrap_or(1)
}
