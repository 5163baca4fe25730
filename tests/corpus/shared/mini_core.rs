// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a crate without core needs to have items at all: the lang items of each release, and marker impls.
#[cfg(since_93)]
#[lang = "pointee_sized"]
pub trait PointeeSized {}
#[cfg(since_93)]
#[lang = "meta_sized"]
pub trait MetaSized: PointeeSized {}
#[cfg(since_93)]
#[lang = "sized"]
pub trait Sized: MetaSized {}
#[cfg(not(since_93))]
#[lang = "sized"]
pub trait Sized {}
#[lang = "copy"]
pub trait Copy: Sized {}
#[lang = "freeze"]
pub unsafe auto trait Freeze {}
#[lang = "sync"]
pub unsafe auto trait Sync {}
#[cfg_attr(not(since_85), lang = "receiver")]
#[cfg_attr(since_85, lang = "legacy_receiver")]
pub trait Receiver {}
impl<'a, T: ?Sized> Receiver for &'a T {}
impl<'a, T: ?Sized> Receiver for &'a mut T {}
impl<'a, T: ?Sized> Copy for &'a T {}
impl<T: ?Sized> Copy for *const T {}
impl<T: ?Sized> Copy for *mut T {}
macro_rules! copy { ($($t:ty)*) => { $(impl Copy for $t {})* } }
copy! { bool char u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 }
#[lang = "drop"]
pub trait Drop { fn drop(&mut self); }
#[lang = "phantom_data"]
pub struct PhantomData<T: ?Sized>;
#[lang = "unsafe_cell"]
#[repr(transparent)]
pub struct UnsafeCell<T: ?Sized> { value: T }
impl<T: ?Sized> !Freeze for UnsafeCell<T> {}
#[lang = "unsize"]
pub trait Unsize<T: ?Sized> {}
#[lang = "coerce_unsized"]
pub trait CoerceUnsized<T> {}
impl<'a, T: ?Sized + Unsize<U>, U: ?Sized> CoerceUnsized<&'a U> for &'a T {}
impl<'a, T: ?Sized + Unsize<U>, U: ?Sized> CoerceUnsized<&'a mut U> for &'a mut T {}
#[lang = "dispatch_from_dyn"]
pub trait DispatchFromDyn<T> {}
impl<'a, T: ?Sized + Unsize<U>, U: ?Sized> DispatchFromDyn<&'a U> for &'a T {}
impl<'a, T: ?Sized + Unsize<U>, U: ?Sized> DispatchFromDyn<&'a mut U> for &'a mut T {}
#[cfg(since_63)]
#[lang = "destruct"]
pub trait Destruct {}
#[lang = "neg"]
pub trait Neg { type Output; fn neg(self) -> Self::Output; }
// Only asked whether it is there: for integers the compiler negates by itself.
impl Neg for i8 { type Output = i8; fn neg(self) -> i8 { self } }
impl Neg for isize { type Output = isize; fn neg(self) -> isize { self } }
#[lang = "structural_peq"]
pub trait StructuralPartialEq {}
#[cfg(not(since_78))]
#[lang = "structural_teq"]
pub trait StructuralEq {}
#[cfg(since_93)]
#[cfg_attr(not(since_97), lang = "drop_in_place")]
#[cfg_attr(since_97, lang = "drop_glue")]
unsafe fn drop_in_place<T: PointeeSized>(p: *mut T) { drop_in_place(p) }
#[cfg(not(since_93))]
#[lang = "drop_in_place"]
unsafe fn drop_in_place<T: ?Sized>(p: *mut T) { drop_in_place(p) }
