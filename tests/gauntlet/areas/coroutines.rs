// SPDX-License-Identifier: MIT OR Apache-2.0
//! Async functions and blocks: what a future keeps while it waits decides its size and layout.
#![no_std]

use core::future::Future;

pub struct Packet {
    pub len: u32,
    pub sum: u32,
}

pub async fn step(n: u32) -> u32 {
    n + 1
}

pub async fn two(n: u32) -> u32 {
    let a = step(n).await;
    let kept = a * 2;
    let b = step(a).await;
    b + kept
}

pub fn boxed(p: Packet) -> impl Future<Output = u32> {
    async move {
        let n = step(p.len).await;
        n + p.sum
    }
}

pub async fn borrow(p: &Packet) -> u32 {
    step(p.len).await + p.sum
}

pub fn apart(n: u32) -> u32 {
    n
}
