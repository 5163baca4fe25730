// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2018
//@ flags: -Copt-level=2
//@ flags-since-78: -Zcross-crate-inline-threshold=never
//! Symbols whose ABI texts have, together, every kind of line that a crate without core can bring about: all of them are
//! among the expectations (tests/fixtures/expected.py).
#![feature(no_core, lang_items, rustc_attrs, intrinsics, arbitrary_self_types, negative_impls, unboxed_closures, extern_types)]
#![feature(thread_local, repr_simd, never_type, abi_vectorcall, track_caller)]
#![cfg_attr(since_63, feature(auto_traits))]
#![cfg_attr(not(since_63), feature(optin_builtin_traits))]
#![cfg_attr(not(since_78), feature(generators))]
#![cfg_attr(since_78, feature(coroutines, freeze_impls))]
#![cfg_attr(since_85, feature(pattern_types, stmt_expr_attributes))]
#![cfg_attr(not(since_63), feature(min_const_generics, untagged_unions))]
#![no_core]
#![allow(internal_features, unused, incomplete_features, improper_ctypes_definitions, improper_ctypes, dead_code, static_mut_refs)]
#[macro_use]
#[path = "shared/mini_core.rs"]
pub mod mini_core;
#[path = "shared/lang.rs"]
pub mod lang;
use lang::*;
use mini_core::*;

// ---- trait objects
pub trait Base { fn base(&self) -> u8; fn sized(&self) -> u16 where Self: Sized { 1 } }
pub trait Other { type Out; fn other(&mut self, by: &Self::Out) -> *const Self::Out; }
pub trait Both<A>: Base + Other<Out = A> {
    fn both(&self, f: &dyn Base) -> A;
    fn never_for_some(&self, a: A) where A: Copy;
    #[track_caller]
    fn caller(&self) {}
}
pub auto trait Marker {}
pub struct Hidden { pub inside: u64 }
pub fn object(o: &dyn Both<u32>) -> u8 { 1 }
pub fn object_with_vacant_slots(o: &mut dyn Both<Hidden>) {}
pub fn object_with_markers(o: &(dyn Base + Marker)) {}
pub fn object_alone(o: *const dyn Marker) {}
pub fn object_of_functions(f: &dyn Fn(u8, &Hidden) -> u16) {}

// ---- closures and coroutines
pub fn closure(by: u16, at: &'static Hidden) -> impl Fn(u16) -> u64 { move |x| if x == by { at.inside } else { 0 } }
pub fn closure_once(hidden: Hidden) -> impl FnOnce() -> Hidden { move || hidden }
pub fn closure_without_captures() -> impl Fn(&Hidden) -> u64 + Copy { |h: &Hidden| h.inside }
pub fn coroutine(first: u8) -> impl Coroutine<(), Yield = u8, Return = Hidden> {
    #[cfg_attr(since_85, coroutine)]
    move || {
        let kept = Hidden { inside: 7 };
        yield first;
        let also = first;
        yield also;
        kept
    }
}
pub fn coroutine_resumed_with() -> impl Coroutine<u32, Yield = u32, Return = ()> {
    #[cfg_attr(since_85, coroutine)]
    |mut x: u32| { x = yield x; yield x; }
}

// ---- representations
#[repr(C)]
pub union Overlay { pub int: u32, pub pair: (u8, u16), pub bytes: [u8; 6] }
pub union Unordered { pub a: u64, pub b: f32 }
#[repr(C, align(16))]
pub struct Raised { pub a: u8, pub b: u16 }
#[repr(packed)]
pub struct Tight(pub u8, pub u64);
#[repr(transparent)]
pub struct Through(pub (), pub f64);
#[repr(C, u8)]
pub enum TaggedC { Small(u8), Large { x: u64 } }
#[repr(i8)]
pub enum Signed { Below = -3, Zero = 0, Above = 100 }
#[repr(u128)]
#[cfg(since_93)]
pub enum Huge { Most = 0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fff0, Least = 1 }
#[repr(simd)]
#[cfg(since_63)]
pub struct Vector([f32; 4]);
#[repr(simd)]
#[cfg(not(since_63))]
pub struct Vector(f32, f32, f32, f32);
pub enum Nothing {}
pub enum Single { Only(u8, u32) }
pub enum Choice<T> { First(T), Second(bool), Third, Dead(Nothing, u32) }
pub enum Inner { A(bool), B(char), C }
pub enum Outer { In(Inner), D, E(Nothing) }
pub struct Dropping<T: ?Sized> { pub n: u32, pub last: T }
impl<T: ?Sized> Drop for Dropping<T> { fn drop(&mut self) {} }
pub struct Shared(pub UnsafeCell<Single>, pub PhantomData<Hidden>);
pub struct Count<const N: usize, const FLAG: bool, const C: char>([u8; N]);
pub struct Wide<const N: i128>;
extern "C" { pub type Opaque; }
#[cfg_attr(not(since_97), rustc_layout_scalar_valid_range_start(1))]
#[cfg_attr(not(since_97), rustc_layout_scalar_valid_range_end(0xff00))]
pub struct Ranged(u16);

pub fn unions(a: Overlay, b: &Unordered) -> Overlay { a }
pub fn structs(a: Raised, b: Tight, c: Through) -> Through { c }
pub fn enums(a: TaggedC, b: Signed, c: Single, d: Choice<Hidden>) -> Choice<bool> { Choice::Third }
pub fn niches(a: Outer, b: Choice<&u8>, c: Choice<Ranged>) -> Nothing { loop {} }
#[cfg(since_93)]
pub fn huge(a: &Huge) {}
pub fn vector(a: Vector, b: &Vector) -> Vector { a }
pub fn dropping(a: &Dropping<[u16]>, b: Dropping<Ranged>, c: &Dropping<dyn Base>) {}
pub fn shared(a: &Shared, b: &mut Shared) {}
pub fn constants(a: Count<3, true, 'x'>, b: &Count<4, false, '\u{1f600}'>, c: Wide<{ -5 }>, d: *const Wide<0x1_0000_0000_0000_0000>) {}
pub fn opaque(a: *mut Opaque) -> &'static Opaque { loop {} }
pub fn primitives(a: i128, b: u128, c: char, d: f32, e: &str, f: &[Hidden], g: [i16; 3], h: (u8, (i64,)), i: !) -> ! { loop {} }
#[cfg(since_85)]
pub fn patterned(a: pattern_type!(u32 is 1..=100), b: &Holder) -> Choice<pattern_type!(u32 is 1..=100)> { Choice::Second(true) }
#[cfg(since_85)]
pub struct Holder { pub small: pattern_type!(u8 is 3..=5) }

// ---- functions
pub unsafe fn unsafe_function(a: fn(u8, Raised) -> Single, b: unsafe extern "C" fn(*const Tight, ...) -> u8) {}
#[no_mangle]
pub extern "C" fn c_function(a: Raised, b: u8, c: Overlay, d: TaggedC, e: i16, f: (f32, f32)) -> Tight { Tight(1, 2) }
#[no_mangle]
pub extern "system" fn system_function(a: extern "system" fn(bool) -> char) -> Signed { Signed::Zero }
#[cfg(target_arch = "x86_64")]
#[no_mangle]
pub extern "sysv64" fn sysv64_function(a: Through, b: [u64; 2]) -> Through { a }
#[cfg(target_arch = "x86_64")]
#[no_mangle]
pub extern "win64" fn win64_function(a: Through, b: Raised) -> i8 { 1 }
pub fn untracked(x: &Hidden) -> u64 { 1 }
#[track_caller]
pub fn tracked(x: &Hidden) -> u64 { x.inside }
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "ssse3"))]
#[cfg_attr(target_arch = "aarch64", target_feature(enable = "crc"))]
pub unsafe fn featured(x: Vector) -> Vector { x }
pub fn not_changed(x: Hidden, y: (u64, u64, u64), z: Choice<u64>) -> u64 { x.inside }
impl<'a> Both<u32> for &'a Hidden { fn both(&self, f: &dyn Base) -> u32 { 1 } fn never_for_some(&self, a: u32) {} }
impl<'a> Base for &'a Hidden { fn base(&self) -> u8 { 1 } }
impl<'a> Other for &'a Hidden { type Out = u32; fn other(&mut self, by: &u32) -> *const u32 { by } }

// ---- statics
pub static NAMED: Count<2, true, 'y'> = Count([1, 2]);
pub static mut CHANGING: [Choice<bool>; 2] = [Choice::Third, Choice::Second(true)];
#[thread_local]
pub static PER_THREAD: u32 = 7;
#[cfg(since_85)]
pub static mut NESTED: &mut u64 = &mut 5;
pub static FUNCTION: fn(&Hidden) -> u64 = untracked;
