// SPDX-License-Identifier: MIT OR Apache-2.0
//! What closures, coroutines and pattern types need besides mini_core: the lang items of each release.
use crate::mini_core::*;

#[cfg(since_70)]
#[lang = "tuple_trait"]
pub trait Tuple {}
#[cfg(not(since_70))]
pub trait Tuple {}
#[cfg(not(since_70))]
impl<T> Tuple for T {}

#[lang = "fn_once"]
#[rustc_paren_sugar]
pub trait FnOnce<Args: Tuple> { #[lang = "fn_once_output"] type Output; extern "rust-call" fn call_once(self, args: Args) -> Self::Output; }
#[lang = "fn_mut"]
#[rustc_paren_sugar]
pub trait FnMut<Args: Tuple>: FnOnce<Args> { extern "rust-call" fn call_mut(&mut self, args: Args) -> Self::Output; }
#[lang = "fn"]
#[rustc_paren_sugar]
pub trait Fn<Args: Tuple>: FnMut<Args> { extern "rust-call" fn call(&self, args: Args) -> Self::Output; }

#[lang = "pin"]
#[repr(transparent)]
pub struct Pin<P> { pointer: P }
#[lang = "unpin"]
pub auto trait Unpin {}
impl Neg for i128 { type Output = i128; fn neg(self) -> i128 { self } }
#[lang = "eq"]
pub trait PartialEq<Rhs: ?Sized = Self> { fn eq(&self, other: &Rhs) -> bool; fn ne(&self, other: &Rhs) -> bool; }
impl PartialEq for u16 { fn eq(&self, other: &u16) -> bool { *self == *other } fn ne(&self, other: &u16) -> bool { *self != *other } }
#[cfg_attr(not(since_78), lang = "generator_state")]
#[cfg_attr(since_78, lang = "coroutine_state")]
pub enum CoroutineState<Y, R> { Yielded(Y), Complete(R) }
#[cfg_attr(not(since_78), lang = "generator")]
#[cfg_attr(since_78, lang = "coroutine")]
pub trait Coroutine<R = ()> {
    #[cfg_attr(since_85, lang = "coroutine_yield")]
    type Yield;
    #[cfg_attr(since_85, lang = "coroutine_return")]
    type Return;
    #[cfg_attr(since_93, lang = "coroutine_resume")]
    fn resume(this: Pin<&mut Self>, arg: R) -> CoroutineState<Self::Yield, Self::Return>;
}
#[lang = "manually_drop"]
#[repr(transparent)]
pub struct ManuallyDrop<T: ?Sized> { value: T }
#[cfg(since_93)]
#[lang = "bikeshed_guaranteed_no_drop"]
pub trait BikeshedGuaranteedNoDrop {}
#[lang = "panic_location"]
pub struct Location<'a> { file: &'a str, line: u32, col: u32 }
#[cfg(since_95)]
#[lang = "unsafe_unpin"]
pub unsafe auto trait UnsafeUnpin {}
#[lang = "maybe_uninit"]
pub union MaybeUninit<T> { uninit: (), value: ManuallyDrop<T> }
#[cfg(since_93)]
#[lang = "Poll"]
pub enum Poll<T> {
    #[lang = "Ready"]
    Ready(T),
    #[lang = "Pending"]
    Pending,
}
#[cfg(since_93)]
#[lang = "async_drop"]
pub trait AsyncDrop { fn drop(this: Pin<&mut Self>); }

#[cfg(since_85)]
#[macro_export]
#[rustc_builtin_macro(pattern_type)]
macro_rules! pattern_type { ($($arg:tt)*) => {} }
