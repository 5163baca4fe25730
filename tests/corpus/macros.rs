// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! macro_rules, macros 2.0, hygiene and items that come out of expansions.
#![feature(decl_macro, rustc_attrs)]
#![allow(internal_features)]

/// Counts its arguments.
#[macro_export]
macro_rules! count {
    () => { 0usize };
    ($head:tt $($tail:tt)*) => { 1usize + $crate::count!($($tail)*) };
}
#[cfg(since_63)]   // pat_param
#[macro_export(local_inner_macros)]
macro_rules! all_fragments {
    ($b:block $e:expr; $i:ident $it:item $l:lifetime $lit:literal $m:meta; $p:pat => $pa:path, $pp:pat_param | $s:stmt; $t:ty | $v:vis) => { stringify!($e) };
    ($($k:expr => [$($v:expr),* $(,)?]);+ $(;)?) => { [$(($k, &[$($v),*] as &[_])),+] };
}
#[macro_export]
macro_rules! odd_tokens { ("str" 'c' b"bytes" r#"raw "q""# 1u8 2.5e-3f32 'life <<= ..= => :: # $x:tt ~ @ ? ! %) => { ($x) }; }
#[deprecated(since = "1.2.3", note = "use count")]
#[macro_export]
macro_rules! old { ($($x:ident),*) => { $(let $x = 1;)* }; }
#[doc(hidden)]
#[macro_export]
macro_rules! __hidden { () => {}; }

pub macro modern($name:ident, $ty:ty) { pub struct $name { pub field: $ty } impl $name { pub fn get(&self) -> &$ty { &self.field } } }
pub macro two { ($a:expr) => { $a }, ($a:expr, $b:expr) => { $a + $b } }

modern!(Made, u32);
macro_rules! make_items { ($($n:ident: $t:ty = $v:expr),*) => { $(pub const $n: $t = $v; )* pub fn generated() -> usize { let x = 1; $crate::count!($($n)*) + x } }; }
make_items!(ONE: u8 = 1, TWO: &str = "two", THREE: f32 = 3.0);
macro_rules! derive_like { ($(#[$m:meta])* $v:vis struct $n:ident { $($f:ident: $t:ty),* }) => { $(#[$m])* $v struct $n { $(pub $f: $t),* } }; }
derive_like! { #[derive(Debug, Clone, Default)] #[must_use = "of macros"] pub struct Derived { a: u8, b: String } }
pub fn formats(d: &Derived, w: usize) -> String { format!("{d:?} {:>w$} {0:#x}", w, w = w, d = d) }
pub fn hygiene() -> i32 { macro_rules! set { ($x:ident) => { let y = 10; let $x = $x + y; } } let y = 1; set!(y); y }
pub fn assertions(a: u8) -> Vec<u8> { assert_eq!(a, 1, "values {}", a); debug_assert!(a < 3); if a > 5 { panic!("no {}", a) } vec![a; 3] }
pub mod inner { macro_rules! private { () => { 5 } } #[cfg(since_63)] pub(crate) use private; pub use crate::modern as reexported; }
#[cfg(since_63)]   // an internal error of 1.48
pub fn uses_private() -> u8 { inner::private!() }
pub const LOCATION: (&str, u32, &str) = (file!(), line!(), module_path!());
