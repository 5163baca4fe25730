# SPDX-License-Identifier: MIT OR Apache-2.0
"""Futures that destroy values, in the releases that put them together by the type: `AsyncDropInPlace<T>` for types of every kind."""

MINORS = range(81, 88)      # library/core/src/future/async_drop.rs came with 1.81, and was taken apart in 1.88
SOURCE = '''#![feature(rustc_attrs, async_drop, never_type, extern_types)]
#![allow(dead_code, internal_features, incomplete_features)]
use std::future::{AsyncDrop, AsyncDropInPlace, Ready};
use std::mem::{ManuallyDrop, MaybeUninit};
pub struct Plain { a: u32, b: (u8, u16) }
pub struct Loud(u8);
impl Drop for Loud { fn drop(&mut self) {} }
pub struct Around { loud: Loud, n: u64 }
pub struct Far { around: Around }
pub struct LoudOf<T>(T, u8);
impl<T> Drop for LoudOf<T> { fn drop(&mut self) {} }
pub struct Slow(u16);
impl AsyncDrop for Slow { type Dropper<'a> = Ready<()>; fn async_drop(self: std::pin::Pin<&mut Self>) -> Ready<()> { std::future::ready(()) } }
pub struct AroundSlow { n: u8, slow: Slow }
pub struct Generic<T> { first: T, second: Loud, third: [T; 2] }
pub struct Deep<T>(Generic<T>, u8);
pub struct Phantom<T>(std::marker::PhantomData<T>, u32);
pub struct Kept<T>(ManuallyDrop<T>);
#[derive(Clone, Copy)] pub struct Flat<T>(T);
#[derive(Clone, Copy)] pub enum Word { A, B(u8), C { x: u32 } }
pub enum Either<A, B> { Left(A), Right(B, u8), Neither }
pub enum Many { A(Loud), B, C(String, u8), D { x: Vec<u8> } }
pub enum Void {}
pub union Bits<T: Copy> { n: u32, t: T }
pub union LoudBits { n: u32 }
impl Drop for LoudBits { fn drop(&mut self) {} }
pub struct Len<const N: usize>([Loud; N]);
pub struct QuietLen<const N: usize>([u8; N]);
pub trait Named { type Name; }
impl Named for u8 { type Name = Loud; }
pub struct ByName<T: Named>(T::Name);
pub trait Spoken {}
pub trait Plainer: Copy {}
impl Plainer for u8 {}
pub struct In<T: Copy>(T);
pub struct Out<T: Copy>(In<T>, u8, u16);
pub struct InBySuper<T: Plainer>(T, Option<T>, [T; 3]);
pub struct OutBySuper<T: Plainer>(InBySuper<T>, u8);
'''
INNER = ('u8', '()', '!', '&u8', '*const Loud', 'fn(u8) -> Loud', 'Plain', 'Loud', 'Around', 'Far', 'Slow', 'AroundSlow', 'Word', 'Many', 'Void', 'LoudBits',
         'Bits<u8>', 'LoudOf<u8>', 'LoudOf<Loud>', 'Generic<u8>', 'Generic<Loud>', 'Deep<Slow>', 'Phantom<Loud>', 'Kept<Loud>', 'Flat<u8>', 'Flat<Word>',
         'Either<u8, Loud>', 'Either<Slow, (u8, Loud)>', 'Either<!, u8>', 'Len<0>', 'Len<3>', 'QuietLen<4>', 'ByName<u8>', 'Out<u8>', 'OutBySuper<u8>', 'In<u8>', '[u8; 4]', '[Loud; 2]', '[Slow; 0]', '(u8,)',
         '(Loud, u8, Slow)', 'String', 'Vec<Loud>', 'Box<u8>', 'Box<dyn Spoken>', 'Option<char>', 'Option<Loud>', 'Result<Slow, Loud>', 'core::num::NonZeroU32',
         'std::cell::Cell<u8>', 'std::cell::RefCell<String>', 'std::rc::Rc<u8>', 'std::sync::Arc<Loud>', 'ManuallyDrop<Loud>', 'MaybeUninit<Loud>',
         'std::collections::BTreeMap<u8, Loud>', 'std::collections::HashMap<u8, String>', 'std::io::Error', 'std::fs::File', 'std::time::Duration',
         'std::vec::IntoIter<Loud>', 'std::task::Poll<Slow>', 'std::ops::Range<u8>', 'std::ptr::NonNull<Loud>')


def crate():
    """Its source, and the types to ask about."""
    named = ['pub type Of%d = AsyncDropInPlace<%s>;\n' % (i, t.replace('&', "&'static ")) for i, t in enumerate(INNER)]
    return SOURCE + ''.join(named), ['crate::Of%d' % i for i in range(len(INNER))]
