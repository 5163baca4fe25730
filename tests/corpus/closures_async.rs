// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Closures, async functions and blocks, coroutines (generators in older releases).
#![cfg_attr(since_78, feature(coroutines, coroutine_trait, stmt_expr_attributes))]
#![cfg_attr(not(since_78), feature(generators, generator_trait))]
#![allow(unused)]
#[cfg(since_78)]
use std::ops::{Coroutine, CoroutineState as State};
#[cfg(not(since_78))]
use std::ops::{Generator as Coroutine, GeneratorState as State};
use std::{future::Future, pin::Pin};

pub fn adder(n: i32) -> impl Fn(i32) -> i32 { move |x| x + n }
pub fn boxed(n: String) -> Box<dyn FnMut(&str) -> usize + Send> { let mut c = n; Box::new(move |s| { c.push_str(s); c.len() }) }
pub fn once(v: Vec<u8>) -> impl FnOnce() -> Vec<u8> { move || v }
pub fn by_ref(v: &mut Vec<u8>) { let mut add = |x| v.push(x); add(1); add(2); }
pub fn nested(a: u8) -> impl Fn(u8) -> Box<dyn Fn(u8) -> u8> { move |b| Box::new(move |c| a + b + c) }
pub static CALLBACK: fn(u8) -> u8 = |x| x + 1;
#[cfg(since_63)]   // captures of single fields came with edition 2021
pub fn disjoint(mut t: (String, Vec<u8>)) -> usize { let f = || t.0.len(); t.1.push(1); let g = || t.1.len(); f() + g() }

pub async fn plain(x: u32) -> u32 { x + 1 }
pub async fn awaits(s: &str, n: &mut u64) -> Result<usize, ()> { let a = plain(1).await; *n += 1; let v = vec![a]; plain(v[0]).await; Ok(s.len() + v.len()) }
pub fn block(x: Box<u8>) -> impl Future<Output = u8> + Send { async move { plain(2).await; *x } }
pub struct S;
impl S { pub async fn method(&self, other: &S) -> u8 { plain(3).await as u8 } }
pub trait Service { type Fut: Future<Output = u8>; fn call(&self) -> Self::Fut; }
impl Service for S { type Fut = Pin<Box<dyn Future<Output = u8>>>; fn call(&self) -> Self::Fut { Box::pin(async { 1 }) } }
pub fn counter() -> impl Coroutine<Yield = u8, Return = &'static str> {
    #[cfg_attr(since_85, coroutine)] || { yield 1; let s = String::from("x"); yield s.len() as u8; drop(s); "done" }
}
pub fn resume() -> bool { let mut c = Box::pin(counter()); matches!(c.as_mut().resume(()), State::Yielded(1)) }
