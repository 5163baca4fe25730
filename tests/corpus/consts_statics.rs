// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Constants, statics (mutable, thread-local, with interior pointers), promoted values and const fns.
#![feature(thread_local)]
#![cfg_attr(not(since_63), feature(const_fn, const_panic))]
use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicU32, Ordering};

pub const INT: u32 = 42;
pub const NEG: i128 = -170141183460469231731687303715884105728;
pub const TEXT: &str = "hello, wörld";
pub const BYTES: &[u8; 4] = b"\x00\xff\x80a";
pub const FLOAT: f64 = -0.0;
pub const TUPLE: (u8, &[&str], Option<&'static Point>) = (1, &["a", "b"], Some(&Point { x: 5, y: 6 }));
pub const FUNC: fn(u32) -> u32 = double;
pub const COMPUTED: [u64; 8] = table();
pub const SIZE: usize = std::mem::size_of::<Point>() + COMPUTED.len();
pub const UNIT: () = assert!(SIZE > 0);
pub const RANGE: std::ops::RangeInclusive<u8> = 0..=9;

#[derive(Clone, Copy)]
pub struct Point { pub x: i32, pub y: i32 }
pub static ORIGIN: Point = Point { x: 0, y: 0 };
pub static REFS: [&Point; 2] = [&ORIGIN, &Point { x: 1, y: 2 }];
pub static COUNTER: AtomicU32 = AtomicU32::new(7);
pub static mut GLOBAL: u64 = 1;
pub static mut BUFFER: [u8; 16] = [0xaa; 16];
static PRIVATE: u8 = 3;
pub static POINTER: &u8 = &PRIVATE;
pub static FUNCTIONS: [fn(u32) -> u32; 2] = [double, |x| x + 1];
pub static DYN: &(dyn Fn(u8) -> u8 + Sync) = &|x| x;
#[thread_local]
pub static TLS: Cell<u32> = Cell::new(1);
thread_local! { pub static LAZY: RefCell<String> = RefCell::new(String::new()); }
#[used]
#[link_section = ".rmetacrc"]
pub static SECTION: [u8; 3] = *b"abc";

pub fn double(x: u32) -> u32 { x * 2 }
const fn table() -> [u64; 8] { let mut t = [0; 8]; let mut i = 0; while i < 8 { t[i] = fib(i as u64); i += 1; } t }
pub const fn fib(n: u64) -> u64 { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } }
pub const fn pick<'a, T: Copy>(a: &'a [T], i: usize) -> &'a T { &a[i] }
pub fn promoted() -> &'static [Point; 2] { &[Point { x: 1, y: 2 }, Point { x: 3, y: 4 }] }
pub fn bump() -> u32 { static LOCAL: AtomicU32 = AtomicU32::new(0); LOCAL.fetch_add(1, Ordering::SeqCst) + COUNTER.load(Ordering::Relaxed) }
pub fn closure_static() -> u32 { let f = || { static IN_CLOSURE: AtomicU32 = AtomicU32::new(9); IN_CLOSURE.load(Ordering::Relaxed) }; f() }
impl Point { pub const UP: Point = Point { x: 0, y: 1 }; pub const fn new(x: i32, y: i32) -> Self { Point { x, y } } }
pub trait HasConst { const VALUE: usize; fn array() -> [u8; 4] { [Self::VALUE as u8; 4] } }
impl<T> HasConst for [T; 3] { const VALUE: usize = std::mem::align_of::<T>(); }
pub struct Anonymous { pub a: [u8; { const N: usize = 3; N * 2 }], pub b: [u16; INT as usize] }
