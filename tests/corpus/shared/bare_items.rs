// SPDX-License-Identifier: MIT OR Apache-2.0
//! Items of many kinds that need nothing of core: their CRCs can be computed from this crate alone.
use crate::mini_core::*;

pub struct Plain { pub a: u8, pub b: u64, c: u16 }
#[repr(C)]
pub struct Aligned { pub a: u8, pub b: u64, pub c: *const Plain }
#[repr(C, packed(2))]
pub struct Packed { pub a: u8, pub b: u32 }
#[repr(align(32))]
pub struct Wide(pub u128, pub usize);
#[repr(transparent)]
pub struct Wrapper<T>(pub T);
#[repr(C)]
pub union Bits { pub int: u32, pub float: f32, pub bytes: [u8; 8] }
pub enum CLike { A, B = 5, C = -1 }
#[repr(u16)]
pub enum Tagged { Unit, Tuple(u8, u64), Fields { x: i32, y: CLike } }
pub enum Niche<'a> { Some(&'a Plain), None }
pub enum Maybe<T> { Some(T), None }
pub enum Never {}
pub struct Generic<'a, T: ?Sized + 'a, U> { pub first: U, pub link: Niche<'a>, pub tail: &'a T }
pub struct Dropped { pub inner: Maybe<Wrapper<bool>> }
impl Drop for Dropped { fn drop(&mut self) {} }
pub struct Cell { pub value: UnsafeCell<u32>, pub mark: PhantomData<fn(u8) -> char> }

pub trait Shape { const SIDES: u32; fn area(&self, scale: u32) -> u32; fn name(&self) -> &'static str { "shape" } }
pub trait Object { fn first(&self) -> u8; fn second(&mut self, by: u16); }
impl Shape for Plain { const SIDES: u32 = 4; fn area(&self, scale: u32) -> u32 { scale } }
impl Object for Plain { fn first(&self) -> u8 { self.a } fn second(&mut self, by: u16) { self.c = by } }
impl Plain { pub fn new() -> Plain { Plain { a: 1, b: 2, c: 3 } } pub fn b(&self) -> u64 { self.b } }
impl<T> Wrapper<T> { pub fn get(&self) -> &T { &self.0 } }
impl Wrapper<u8> { pub fn byte(self) -> u8 { self.0 } }

pub fn by_value(p: Plain, e: Tagged, m: Maybe<CLike>) -> Maybe<Tagged> { Maybe::Some(e) }
pub fn by_reference<'a>(p: &'a Plain, o: &'a mut Packed) -> &'a u8 { &p.a }
pub fn pointers(a: *const [u8], f: extern "C" fn(u32) -> i64, g: unsafe fn(&Plain) -> Wide) -> *mut Bits { loop {} }
pub fn dynamic(d: &mut dyn Object) -> u8 { d.first() }
pub fn generic<T: Shape + ?Sized>(t: &T) -> u32 { t.area(T::SIDES) }
pub fn tuple(t: (u8, (), [u16; 3], char, i128, f64, bool)) -> [(u8, i8); 2] { [(t.0, -1), (1, 2)] }
pub fn nested(g: Generic<'_, str, Maybe<u64>>, d: Dropped, c: &Cell, n: Never) -> ! { loop {} }
pub fn text(s: &'static str) -> &'static str { s }
pub fn sizes(a: usize, b: isize) -> Wide { Wide(1, a) }
#[no_mangle]
pub extern "C" fn bare_entry(a: &Aligned, b: Bits) -> Packed { Packed { a: 1, b: 2 } }
pub static TABLE: [Wrapper<u32>; 2] = [Wrapper(7), Wrapper(9)];
pub static mut COUNT: usize = 0;
pub const LIMIT: u64 = 0x1234_5678_9abc_def0;
extern "C" { pub fn outside(x: *const u8, ...) -> i32; pub static EXTERNAL: u8; }
