// SPDX-License-Identifier: MIT OR Apache-2.0
// The crate that the cases of cases.txt change. Every edit names text of this file. A line that ends in a comment
// `//@ N` is there from release 1.N on; one that ends in `//@ <N` up to that.
#![no_std]
#![allow(dead_code)]

/// A point.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point {
    pub x: i32,
    pub y: i32,
    hidden: u8,
}

pub enum Shape {
    Dot,
    Circle(Point, u32),
    Poly { corners: [Point; 3], closed: bool },
}

#[repr(C)]
pub union Bits {
    pub i: u32,
    pub f: f32,
}

pub struct Wrapper<T: Copy = u16> {
    inner: T,
}

pub const LIMIT: usize = 40 + 2;
pub const NAME: &str = "content";
pub const TABLE: [u8; 4] = [1, 2, 3, 4];
const SECRET: u32 = 77;
const UNUSED: u32 = 78;
pub static COUNTER: u32 = 5;
pub static GREETING: &str = "hello";
pub static PAIR: (&u8, &[u16]) = (&9, &[10, 11]);

pub trait Area {
    const SIDES: u32;
    type Unit: Copy;
    fn area(&self) -> u64;
    fn twice(&self) -> u64 {
        self.area() * 2
    }
}

pub trait Named: Area {
    fn name(&self) -> &'static str;
}

pub trait Spoken {
    fn name(&self) -> &'static str;
    fn loud(&self) -> bool {
        false
    }
}

trait Private {
    fn secret(&self) -> u8;
}

impl Area for Point {
    const SIDES: u32 = 0;
    type Unit = u8;
    fn area(&self) -> u64 {
        plain(self.x as u64)
    }
}

impl<T: Copy> Area for Wrapper<T> {
    const SIDES: u32 = 1;
    type Unit = T;
    fn area(&self) -> u64 {
        1
    }
}

impl Point {
    pub const ORIGIN: Point = Point { x: 0, y: 0, hidden: 0 };
    pub fn new(x: i32, y: i32) -> Point {
        Point { x, y, hidden: 1 }
    }
    #[inline]
    pub fn sum(&self) -> i32 {
        let first = self.x;
        let second = self.y;
        first.wrapping_add(second).wrapping_add(100)
    }
    fn inner(&self) -> u8 {
        self.hidden
    }
}

impl<T: Copy> Wrapper<T> {
    pub fn get(&self) -> T {
        self.inner
    }
    pub fn set(&mut self, value: T) {
        self.inner = value;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {}
}

pub struct Guard(u8);

#[inline(never)]
pub fn plain(value: u64) -> u64 {
    let mut total = 0;
    for i in 0..value {
        total += i ^ 3;
    }
    total
}

#[inline(never)]
fn helper(value: u64) -> u64 {
    let list = [value, 4];
    list.iter().map(|entry| entry * 2).sum()
}

#[inline(never)]
pub fn uses_helper(value: u64) -> u64 {
    helper(value)
}

#[inline]
pub fn quick(value: u32) -> u32 {
    value.wrapping_mul(SECRET)
}

pub fn pick<'a, A: Copy, B>(first: &'a A, second: B) -> (A, &'a A) {
    let kept = *first;
    drop(second);
    (kept, first)
}

pub fn text<T>(value: T) -> (&'static str, T) {
    ("a text in a generic body", value)
}

pub fn promoted<T>(value: T) -> (&'static [u8; 3], T) {
    (&[7, 8, 9], value)
}

pub fn placed<T>(value: T) -> (u32, u32, &'static str, T) {
    (line!(), column!(), file!(), value)
}

macro_rules! here {
    ($extra:expr) => {
        (line!(), file!(), $extra)
    };
}

#[inline] //@ <76
pub fn noted(value: u8) -> (u32, &'static str, u8) { //@ <76
    here!(value) //@ <76
} //@ <76

pub fn closures<T: Copy>(value: T) -> (u32, T) {
    let add = |left: u32, right: u32| left + right + 6;
    (add(1, 2), value)
}

pub fn nested<T>(value: T) -> (u32, T) {
    #[inline]
    fn step(from: u32) -> u32 {
        from ^ 21
    }
    (step(1), value)
}

pub fn dispatch<T: Area + ?Sized>(shape: &T) -> u64 {
    shape.twice() + T::SIDES as u64
}

pub fn choose(shape: &dyn Spoken) -> &'static str {
    shape.name()
}

pub const fn cube(value: u32) -> u32 {
    value * value * value
}

pub fn returned() -> impl Fn(u32) -> u32 {
    |value| value.wrapping_sub(12)
}

pub extern "C" fn callback(value: i32) -> i32 {
    value
}

#[no_mangle]
pub extern "C" fn content_exported(value: u8) -> u8 {
    value
}

extern "C" {
    pub fn outside(value: i32) -> i32;
    pub static elsewhere: u8;
}

#[must_use]
pub fn wanted() -> u8 {
    1
}

pub mod shapes {
    pub use crate::Point as Place;
    pub use crate::Shape;
    pub fn unit() -> super::Point {
        super::Point::new(1, 1)
    }
}

mod hidden {
    pub struct Inside(pub u16);
    pub fn never_named() -> u32 {
        3
    }
    pub struct Leaked {
        pub field: u32,
    }
}

pub fn leak() -> hidden::Leaked {
    hidden::Leaked { field: 1 }
}

pub mod first {
    pub const A: u8 = 1;
    pub struct One;
}

pub mod second {
    pub const B: u8 = 2;
    pub struct Two;
}

impl From<first::One> for second::Two {
    fn from(_: first::One) -> second::Two {
        second::Two
    }
}

impl From<second::Two> for first::One {
    fn from(_: second::Two) -> first::One {
        first::One
    }
}

#[macro_export]
macro_rules! double {
    ($value:expr) => {{
        let factor = 2;
        $value * factor
    }};
    (zero) => {
        $crate::LIMIT
    };
}

macro_rules! make_macro {
    ($name:ident, $other:ident) => {
        #[macro_export]
        macro_rules! $name {
            () => {{
                let $other = 1;
                let inside = 2;
                $other + inside
            }};
        }
    };
}
make_macro!(made, given);

macro_rules! local_only {
    () => {
        14
    };
}

pub fn expanded<T>(value: T) -> (u32, T) {
    (local_only!(), value)
}

pub struct Measure<const N: usize>([u8; N]); //@ 63
impl<const N: usize> Measure<N> { //@ 63
    pub const DOUBLE: usize = N * 2; //@ 63
    pub fn bytes(&self) -> &[u8; N] { //@ 63
        &self.0 //@ 63
    } //@ 63
} //@ 63
pub struct Sized4<const N: usize = 4>; //@ 63
pub trait Lending { //@ 70
    type Item<'a> where Self: 'a; //@ 70
    fn lend<'a>(&'a mut self) -> Self::Item<'a>; //@ 70
} //@ 70
pub async fn later<T>(value: T) -> (u8, T) { //@ 63
    (31, value) //@ 63
} //@ 63
pub trait Giving { //@ 78
    fn give(&self) -> impl Iterator<Item = u8>; //@ 78
} //@ 78
