// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Identifiers beyond ASCII (punycode in symbol names), raw identifiers, underscores and digits first after a length.
#![no_std]
#![cfg_attr(not(since_63), feature(non_ascii_idents))]
#![allow(non_snake_case, non_camel_case_types, uncommon_codepoints, mixed_script_confusables, confusable_idents, non_upper_case_globals)]

pub fn größe(länge: u32) -> u32 { länge }
pub mod модуль { pub struct Структура { pub поле: u8 } impl Структура { pub fn метод(&self) -> u8 { self.поле } } }
pub enum 列挙 { 一, 二(u8), 三 { 値: i32 } }
pub fn r#match(r#type: u8) -> u8 { r#type }
pub mod r#mod { pub fn r#fn() -> u8 { 1 } }
pub struct r#struct { pub r#in: u8, pub r#async: u16 }
pub fn _leading() -> u8 { 1 }
pub fn __2digits() -> u8 { 2 }
pub fn _0() -> u8 { 3 }
pub static ñ: u8 = 1;
pub const Ω: u8 = 2;
pub trait Übung { fn ausführen(&self) -> u8; fn voreinstellung(&self) -> u8 { 0 } }
impl Übung for r#struct { fn ausführen(&self) -> u8 { self.r#in } }
impl Übung for 列挙 { fn ausführen(&self) -> u8 { match self { 列挙::一 => 1, 列挙::二(x) => *x, 列挙::三 { 値 } => *値 as u8 } } }
pub fn a() -> u8 { fn münchen() -> u8 { 1 } münchen() }
pub fn café_au_lait() -> &'static str { "☕" }
