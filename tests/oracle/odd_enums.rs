// SPDX-License-Identifier: MIT OR Apache-2.0
// Enums, unions, vectors and constants in corners that no generator reaches; odd_types.py says how this is read.
//# enums 48- never_type repr128 arbitrary_enum_discriminant|66
pub enum Void {}
#[repr(C)] pub enum OneC { A(u8, u64, u16) }
#[repr(u8)] pub enum OneU8 { A(u8, u64, u16) }
#[repr(C, u8)] pub enum OneCU8 { A(u8, u64, u16) }
#[repr(C)] pub enum Empties { A(()), B([u64; 0]), C }
#[repr(u8)] pub enum Empties8 { A(()), B([u64; 0]), C }
#[repr(C, u8)] pub enum EmptiesC8 { A(()), B([u64; 0]), C }
#[repr(C)] pub enum Never { A(u32, !), B }
#[repr(u8)] pub enum Never8 { A(u32, !), B }
#[repr(C, u8)] pub enum NeverC8 { A(u32, !), B(u8) }
#[repr(u16)] pub enum AllNever { A(!), B(u8, Void) }
#[repr(C)] pub enum AllNeverC { A(!), B(u8, Void) }
pub enum AllNeverR { A(!), B(u64, Void) }
pub enum OnlyOne { A(!), B(u64, Void), C(bool, u8) }
pub enum OnlyUnit { A(!, u64), B, C(u8, Void) }
#[repr(align(64))] pub struct Big(u8);
#[repr(packed)] pub struct Small(u8, u64, char);
#[repr(C)] pub enum WithBig { A(Big), B(u8), C(Small) }
#[repr(i8)] pub enum WithBig8 { A(Big), B(u8), C(Small) }
#[repr(C, i8)] pub enum WithBigC8 { A(Big), B(u8), C(Small) }
#[repr(align(32))] pub enum Aligned { A, B(u8) }
#[repr(align(32))] pub enum AlignedUnits { A = 3, B = -5 }
#[repr(C, align(32))] pub enum AlignedC { A, B(u8) }
#[repr(u16, align(1))] pub enum AlignedOne { A, B(u8) }
#[repr(i64)] pub enum Extremes64 { Min = i64::MIN, Max = i64::MAX, Zero = 0 }
#[repr(u64)] pub enum Top64 { A = u64::MAX, B = u64::MAX - 3 }
#[repr(i128)] pub enum Extremes128 { Min = i128::MIN, Max = i128::MAX, Zero = 0 }
#[repr(u128)] pub enum Top128 { A = u128::MAX, B = u128::MAX - 3, C(u8) = 7 }
#[repr(isize)] pub enum Wide { A = isize::MIN, B = isize::MAX }
pub enum Negative { A = -1, B = 1 }
pub enum Negative16 { A = -129, B = 1 }
pub enum JustSigned { A = -128, B = 127 }
pub enum TooBig { A = -128, B = 128 }
pub enum Neg32 { A = isize::MIN, B }
pub enum Far { A = 254, B, }
pub enum Farther { A = 255, B }
#[repr(C)] pub enum CBig { A = 0xffff_ffff, B = 0 }
#[repr(C)] pub enum CNeg { A = -1, B = 0x7fff_ffff }
#[repr(u8)] pub enum Wraps { A = 1, B = 255, C = 0 }
#[repr(i8)] pub enum Hole { A = -100, B = 100 }
pub enum HoleR { A = 100, B = 300 }
#[repr(u8)] pub enum Mixed { A(u8) = 200, B { x: u16 } = 3, C }
pub enum MixedNiche { A(bool), B, C, D(()), E([u16; 0]) }
//: OneC | OneU8 | OneCU8 | Empties | Empties8 | EmptiesC8 | Never | Never8 | NeverC8 | AllNever | AllNeverC | AllNeverR | OnlyOne | OnlyUnit
//: WithBig | WithBig8 | WithBigC8 | Aligned | AlignedUnits | AlignedC | AlignedOne | Extremes64 | Top64 | Extremes128 | Top128 | Wide | Negative | Negative16
//: JustSigned | TooBig | Neg32 | Far | Farther | CBig | CNeg | Wraps | Hole | HoleR | Mixed | MixedNiche
//: Option<OneC> | Option<OneU8> | Option<Empties> | Option<Never> | Option<Never8> | Option<NeverC8> | Option<AllNever> | Option<AllNeverC> | Option<OnlyOne> | Option<OnlyUnit>
//: Option<WithBig> | Option<WithBigC8> | Option<AlignedUnits> | Option<Extremes64> | Option<Top64> | Option<Extremes128> | Option<Top128> | Option<Wide> | Option<Negative>
//: Option<JustSigned> | Option<TooBig> | Option<Neg32> | Option<Far> | Option<Farther> | Option<CBig> | Option<CNeg> | Option<Wraps> | Option<Hole> | Option<HoleR> | Option<Mixed>
//: Option<Option<MixedNiche>> | Result<MixedNiche, ()> | Result<!, !> | Result<!, u8> | Result<Void, Void> | Option<!> | Option<Option<!>> | Result<(), !> | Result<Result<!, !>, u8>
//: Option<(u8, !)> | [!; 0] | [!; 3] | [Void; 0] | (u8, [!; 0]) | Option<[!; 1]> | (u64, !) | Result<(u64, !), (u8, Void)> | Poll<!> | (!, Void)
pub use core::task::Poll;

//# consts 48- min_const_generics|51
pub mod other { pub enum E { A = 7, B = 300 } pub const C: usize = E::B as usize; }
pub trait K { const N: usize; const M: isize = -4; }
impl K for u8 { const N: usize = 3; }
impl K for u16 { const N: usize = <u8 as K>::N * 2; const M: isize = <u8 as K>::M * 100; }
impl<T: K> K for [T; 2] { const N: usize = T::N + 1; }
pub const fn neg(x: isize) -> isize { if x > 0 { -x } else { x } }
#[repr(i32)] #[derive(Clone, Copy)] pub enum Src { P = 5, Q = -9, R }
pub enum ByConst { A = <u8 as K>::M, B = <u16 as K>::M, C }
pub enum ByFn { A = neg(200), B }
pub enum BySize { A = core::mem::size_of::<[u64; 40]>() as isize, B = core::mem::align_of::<u32>() as isize }
pub enum ByCast { A = Src::Q as isize, B = Src::R as isize, C = Src::P as u8 as isize }
#[repr(u8)] pub enum ByChar { A = b'a', B = 'z' as u8, C = true as u8, D = !0, E = -1i8 as u8 - 1 }
#[repr(u32)] pub enum ByOthers { A = core::u16::MAX as u32 + 1, B = core::char::MAX as u32, C = u32::max_value().count_ones(), D = 1u32.leading_zeros() + 100 }
#[repr(i16)] pub enum ByMatch { A = match Src::Q as i32 { -9 => 11, _ => 12 }, B = { let x = 5; let y = x * 7; y - 1 } }
#[repr(u64)] pub enum ByFloat { A = 3.99f64 as u64, B = -1.5f32 as u64 + 9, C = 1e30 as u64 }
#[repr(i8)] pub enum ByLoop { A = { let mut i = 0i8; while i < 100 { i += 7 } i }, B = { let mut n = 0; loop { n += 1; if n == 9 { break -n } } } }
pub const TABLE: [u16; 5] = [3, 1, 4, 1, 5];
pub static TEXT: &str = "hello, world";
pub const NAMES: &[&str] = &["a", "bcd", "efghi"];
pub struct Conf { pub a: u8, pub b: (usize, [i32; 3]), pub o: Option<u32> }
pub const CONF: Conf = Conf { a: 3, b: (9, [1, 2, 3]), o: Some(6) };
pub const fn opt(o: Option<u32>) -> usize { match o { Some(n) => n as usize, None => 0 } }
pub const fn sum(s: &[u16]) -> usize { let mut i = 0; let mut n = 0; while i < s.len() { n += s[i] as usize; i += 1; } n }
pub const fn fib(n: usize) -> usize { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } }
pub const fn longest(s: &[&str]) -> usize { let mut m = 0; let mut i = 0; while i < s.len() { if s[i].len() > m { m = s[i].len() } i += 1; } m }
pub const FNS: [fn(u8) -> u8; 2] = [a, b]; pub fn a(x: u8) -> u8 { x } pub fn b(x: u8) -> u8 { x }
pub union Bits { f: f32, u: u32 }
pub struct Nested<T: K>(core::marker::PhantomData<T>);
impl<T: K> Nested<T> { pub const LEN: usize = T::N * 10 + 1; pub const DEEP: usize = if T::N > 5 { Self::LEN } else { 2 }; }
pub struct Holder { pub x: [u8; <[[u16; 2]; 2] as K>::N], pub y: [u16; Nested::<[u8; 2]>::DEEP] }
pub struct Array<T, const N: usize>([T; N]);
pub const REF: &Conf = &CONF;
pub const REFREF: &&[u16; 5] = &&TABLE;
//: ByConst | ByFn | BySize | ByCast | ByChar | ByOthers | ByMatch | ByFloat | ByLoop | Option<ByConst> | Option<ByFn> | Option<BySize> | Option<ByCast> | Option<ByChar>
//: Option<ByOthers> | Option<ByMatch> | Option<ByFloat> | Option<ByLoop> | [u8; other::C] | [u8; other::E::A as usize] | Holder
//: [u8; TABLE[2] as usize] | [u8; TABLE.len()] | [u8; "h\u{e9}llo".len()] | [u8; NAMES[2].len()] | [u8; NAMES.len()] | [u8; CONF.b.0] | [u8; CONF.b.1[1] as usize]
//: [u8; opt(CONF.o)] | [u8; sum(&TABLE)] | [u8; fib(11)] | [u8; longest(NAMES)] | [u8; FNS.len()] | [u8; REF.a as usize] | [u8; REFREF[4] as usize]
//: [u8; { let mut a = [1usize, 2, 3]; a[1] = 40; let i = 1; a[i] }] | [u8; { let (x, y) = (3usize, 4usize); x * y }] | [u8; { const X: usize = 5; X + 1 }]
//: [u8; { struct L(u8, u32); core::mem::size_of::<L>() }] | [u8; { enum E { A = 3, B } E::B as usize }] | [u8; if cfg!(test) { 1 } else { 2 }] | [u8; b"bytes"[1] as usize]
//: [u8; { let s: &[u8] = b"slice"; s.len() + s[0] as usize }] | [u8; match 'c' { 'a'..='d' => 21, _ => 4 }]
//: [u8; match Some(3u8) { Some(n @ 1..=5) => n as usize, Some(_) => 9, None => 0 }] | [u8; (1u128 << 100 >> 97) as usize]
//: [u8; 0x12345678u32.swap_bytes() as usize & 255] | [u8; usize::max_value() as u8 as usize] | [u8; core::mem::size_of::<Option<&u8>>() + 1]
//: [u8; 300u16.rotate_left(3) as u8 as usize] | [u8; core::mem::size_of::<Array<u16, 5>>()] | [u8; 7u8.overflowing_add(250).0 as usize]
//: [u8; 200u8.saturating_add(100) as usize] | [u8; 12u64.trailing_zeros() as usize] | Array<Array<u8, { 1 + 2 }>, { TABLE[0] as usize }> | Array<u8, { fib(6) }>
//: [(); usize::MAX] | [(); 1 << 40] | [[u8; 0]; usize::MAX] | [u64; 1 << 50] | [[u32; 1 << 20]; 1 << 20] | [u8; (1 << 47) - 1] | Option<[bool; 1 << 30]> | Option<[&'static u8; 1]> | Option<[bool; 0]>

//# newconsts 78- 
pub const fn parse(s: &str) -> usize { let b = s.as_bytes(); let mut n = 0; let mut i = 0; while i < b.len() { n = n * 10 + (b[i] - b'0') as usize; i += 1; } n }
pub const fn split(s: &[u8]) -> usize { match s { [] => 0, [_, rest @ ..] => 1 + split(rest) } }
pub const fn first<T: Copy>(x: &[T]) -> Option<T> { match x { [f, ..] => Some(*f), [] => None } }
pub const fn try_it() -> Option<usize> { let x = match first(&[3usize]) { Some(x) => x, None => return None }; Some(x + 1) }
pub struct Wrap<const N: usize>; impl<const N: usize> Wrap<N> { pub const SQ: usize = N * N; pub const ARR: [u8; N] = [7; N]; }
pub const BUF: [u8; 8] = { let mut b = [0; 8]; let mut i = 0; while i < 8 { b[i] = (i * i) as u8; i += 1; } b };
pub const SLICE: &[u8] = { let (a, b) = BUF.split_at(3); let _ = a; b };
pub const UTF: &str = match core::str::from_utf8(b"utf8 text") { Ok(s) => s, Err(_) => "" };
pub const TRANSMUTED: u32 = unsafe { core::mem::transmute(1.0f32) };
pub const NZ: core::num::NonZeroU8 = match core::num::NonZeroU8::new(5) { Some(x) => x, None => panic!() };
//: [u8; parse("123")] | [u8; split(b"abcdef")] | [u8; match try_it() { Some(n) => n, None => 0 }] | [u8; Wrap::<5>::SQ] | [u8; Wrap::<5>::ARR[2] as usize] | [u8; BUF[5] as usize]
//: [u8; SLICE.len()] | [u8; UTF.len()] | [u8; (TRANSMUTED >> 23) as usize] | [u8; NZ.get() as usize] | [u8; u8::MAX.ilog2() as usize] | [u8; 17usize.next_power_of_two()] | [u8; 17usize.div_ceil(4)]
//: [u8; usize::BITS as usize] | [u8; 10usize.abs_diff(3)] | [u8; matches!(Some(1), Some(_)) as usize] | [u8; "abc".as_bytes()[2] as usize]
//: [u8; match 7usize.checked_sub(2) { Some(n) => n, None => 0 }] | [u8; match 7usize.checked_mul(usize::MAX) { Some(n) => n, None => 44 }] | [u8; i8::MIN.unsigned_abs() as usize] | [u8; u16::from_be_bytes([0, 9]) as usize]
//: [u8; u64::MAX.leading_ones() as usize] | [u8; core::mem::align_of::<core::cell::Cell<u16>>()]

//# many 48-
#[repr(u8)] #[derive(Clone, Copy)] pub enum Last { A = 255 }
#[repr(u8)] pub enum Two { A = 254, B = 253 }
#[repr(i8)] pub enum Sign { A = -1, B = 0 }
#[repr(u8)] pub enum Middle { A = 0, B = 100, C = 255 }
pub enum Seven { A(Two), B, C, D, E, F, G }
pub enum OverTop { A(Last), B }
pub enum Around { A(Sign), B, C, D }
pub enum NoRoom { A(Middle), B, C }
pub enum Chars { A(char), B, C, D, E, F, G }
pub struct Several { a: bool, b: char, c: Two, d: &'static u8, e: core::num::NonZeroU16 }
#[repr(C)] pub struct SeveralC { a: u8, b: bool, c: u32, d: char, e: u64, f: &'static u8 }
pub enum OfSeveral { A(Several), B(u8), C(u16), D }
pub enum OfSeveralC { A(SeveralC), B(u8), C(u8, u16), D(u32) }
pub enum Overlap { A(u8, bool, u64), B(u32), C(u16) }
pub enum Twice { A(bool, u64), B(u64, bool), C }
pub enum Bigger { A([u8; 3], bool, [u8; 20]), B([u8; 20]), C([u8; 3]) }
pub enum Packed { A(Pk), B(u8), C(u16), D([u8; 4]) }
#[repr(packed)] pub struct Pk(u8, char, bool, u64);
#[repr(packed(2))] pub struct Pk2(u8, char, bool, u64);
pub enum Packed2 { A(Pk2), B(u8), C(u16), D([u8; 4]), E }
pub enum TwoData { A(u8, bool), B(u8, bool) }
pub enum ThreeData { A(u32, bool), B(u32), C(u32), D(u32) }
pub enum Aligns { A(u8), B([u64; 0], bool) }
pub enum Zst { A([u128; 0]), B(bool) }
pub enum Scalars { A(u32), B(f32) } pub enum Scalars2 { A(u32), B(u32) } pub enum Scalars3 { A(u32), B(i32), C } pub enum Ptrs { A(&'static u8), B(usize) } pub enum Ptrs2 { A(&'static u8), B(Box<u8>) }
pub enum Pairs { A(u32, u32), B(u64) } pub enum Shifted { A(u8, u16), B(u16) }
//: Seven | OverTop | Around | NoRoom | Chars | Several | SeveralC | OfSeveral | OfSeveralC | Overlap | Twice | Bigger | Packed | Packed2 | TwoData | ThreeData | Aligns | Zst | Scalars | Scalars2 | Scalars3
//: Ptrs | Ptrs2 | Pairs | Shifted | Option<Seven> | Option<OverTop> | Option<Around> | Option<NoRoom> | Option<Chars> | Option<Several> | Option<SeveralC> | Option<OfSeveral> | Option<OfSeveralC>
//: Option<Overlap> | Option<Twice> | Option<Bigger> | Option<Packed> | Option<TwoData> | Option<ThreeData> | Option<Aligns> | Option<Zst> | Option<Ptrs> | Option<Option<Ptrs2>>
//: Option<Last> | Option<Option<Last>> | Option<Option<Two>> | Result<Two, Sign> | Result<Two, [u8; 0]> | Option<Sign> | Option<Option<Sign>> | Option<Middle> | Option<Option<Option<Middle>>>
//: Option<Option<Option<Option<Option<bool>>>>> | Option<Option<Option<Option<Option<char>>>>> | Option<Option<Option<Option<Option<&'static u8>>>>> | Option<Option<Option<Option<fn()>>>>
//: Option<Option<Option<core::num::NonZeroI8>>> | Option<Option<Option<Box<dyn Fn()>>>> | Option<Option<&'static [u8]>> | Option<Option<Option<&'static str>>> | Option<Option<core::cmp::Ordering>>
//: Option<Option<Vec<u8>>> | Option<Option<Option<String>>> | Option<std::rc::Rc<[u8]>> | Option<Option<std::rc::Weak<str>>> | Option<std::cell::RefCell<bool>> | Option<std::cell::UnsafeCell<bool>>
//: Option<std::cell::Cell<&'static u8>> | Option<(bool, std::cell::UnsafeCell<char>)> | Option<core::mem::MaybeUninit<bool>> | Option<core::mem::ManuallyDrop<bool>> | Option<Option<core::mem::ManuallyDrop<Several>>>
//: Option<core::mem::MaybeUninit<Several>> | Result<Box<dyn std::error::Error + Send + Sync>, String> | Result<Option<bool>, Option<char>> | (bool, u8, Option<bool>, u32) | Option<core::num::Wrapping<bool>>
//: Option<std::borrow::Cow<'static, str>> | Option<Option<std::borrow::Cow<'static, [u16]>>> | std::borrow::Cow<'static, std::path::Path> | Result<std::borrow::Cow<'static, str>, u8> | Option<std::collections::BTreeMap<u8, String>>

//# unions 48- untagged_unions|51 never_type repr_simd transparent_unions
#[derive(Clone, Copy)] #[repr(C)] pub union A { a: u8, b: u32 }
#[derive(Clone, Copy)] pub union B { a: A, b: (u16, bool), c: [u8; 5] }
#[derive(Clone, Copy)] pub union NoNiche { a: bool, b: bool }
#[derive(Clone, Copy)] pub union OneField { a: bool }
#[derive(Clone, Copy)] pub union OneChar { a: char, z: () }
#[derive(Clone, Copy)] pub union Ptr { a: &'static u8, b: usize }
#[derive(Clone, Copy)] pub union Fat { a: &'static [u8], b: &'static str }
#[derive(Clone, Copy)] pub union FatAnd { a: &'static [u8], b: u8 }
#[derive(Clone, Copy)] #[repr(packed)] pub union Pk { a: u64, b: u8 }
#[derive(Clone, Copy)] #[repr(packed(2))] pub union Pk2 { a: u64, b: u8 }
#[derive(Clone, Copy)] #[repr(C, packed(4))] pub union PkC { a: u64, b: u8 }
#[derive(Clone, Copy)] #[repr(align(16))] pub union Al { a: u64, b: u8 }
#[derive(Clone, Copy)] #[repr(C, align(32))] pub union AlC { a: u64, b: u8 }
#[derive(Clone, Copy)] pub union Nothing { a: (), b: [u64; 0] }
#[derive(Clone, Copy)] pub union Never { a: !, b: u8 }
#[derive(Clone, Copy)] pub union OnlyNever { a: ! }
#[derive(Clone, Copy)] pub union F32 { a: f32, b: u32 }
#[derive(Clone, Copy)] pub union SameF { a: f32, b: f32 }
#[derive(Clone, Copy)] pub union Enums { a: Option<bool>, b: Option<char>, c: core::cmp::Ordering }
#[derive(Clone, Copy)] pub union Pairs { a: (u32, u32), b: (i32, i32) }
#[derive(Clone, Copy)] pub union MU { a: core::mem::MaybeUninit<u32>, b: u32 }
#[derive(Clone, Copy)] #[repr(transparent)] pub union Tr { a: u64, b: () }
#[derive(Clone, Copy)] #[repr(transparent)] pub union TrBool<T: Copy> { a: T }
#[repr(C)] pub union Gen<T: Copy, U: Copy> { a: T, b: U }
pub union Md<T> { a: core::mem::ManuallyDrop<T>, b: () }
//: A | B | NoNiche | OneField | OneChar | Ptr | Fat | FatAnd | Pk | Pk2 | PkC | Al | AlC | Nothing | Never | OnlyNever | F32 | SameF | Enums | Pairs | MU | Tr | TrBool<bool> | TrBool<&'static u8>
//: Gen<u8, u64> | Gen<(), ()> | Gen<V0, u8> | Md<String> | Md<Md<bool>> | Option<A> | Option<NoNiche> | Option<OneField> | Option<Ptr> | Option<Pk> | Option<Tr> | Option<TrBool<bool>> | (u8, Pk) | (u8, Pk2) | (B, bool)
//: [Pk; 3] | [B; 0] | Result<Never, bool> | Option<OnlyNever> | (u8, OnlyNever) | Option<Md<Option<bool>>> | core::mem::MaybeUninit<Fat> | core::mem::MaybeUninit<(u8, u16)> | core::mem::MaybeUninit<!> | core::mem::MaybeUninit<core::mem::MaybeUninit<bool>>
//: core::mem::MaybeUninit<[bool; 3]> | core::mem::MaybeUninit<&'static dyn Fn()> | core::mem::ManuallyDrop<&'static [u8]>
#[derive(Clone, Copy)] pub struct V0;

//# simdtuple 48-78 repr_simd
#[derive(Clone, Copy)] #[repr(simd)] pub struct V4(f32, f32, f32, f32);
#[derive(Clone, Copy)] #[repr(simd)] pub struct V2(u8, u8);
#[derive(Clone, Copy)] #[repr(simd)] pub struct V1(u64);
#[derive(Clone, Copy)] #[repr(simd, packed)] pub struct PV(u8, u8);
pub union Simd { a: V4, b: V4 }
pub union SimdAnd { a: V4, b: [f32; 4] }
#[repr(transparent)] pub struct T(V4, ());
//: V4 | V2 | V1 | Simd | SimdAnd | T | Option<V4> | (u8, V2) | [V4; 2] | core::mem::MaybeUninit<V4> | PV

//# simd 63- repr_simd
#[derive(Clone, Copy)] #[repr(simd)] pub struct V<T: Copy, const N: usize>([T; N]);
#[repr(simd, packed)] pub struct P<T: Copy, const N: usize>([T; N]);
#[derive(Clone, Copy)] #[repr(simd)] pub struct F3([f32; 3]);
#[repr(transparent)] pub struct T(V<u8, 4>, ());
pub union Simd { a: V<f32, 4>, b: V<f32, 4> }
pub union SimdAnd { a: F3, b: [f32; 4] }
#[repr(packed)] pub struct InPacked(u8, V<u64, 2>);
#[repr(C)] pub struct InC(u8, V<u16, 2>, F3);
pub enum E { A(V<u8, 16>), B(bool) }
//: V<u8, 1> | V<u8, 2> | V<u16, 64> | V<f64, 3> | V<i128, 2> | F3 | T | Simd | SimdAnd | InPacked | InC | E | Option<V<u8, 8>> | [F3; 3] | (u8, F3) | V<usize, 4> | core::mem::MaybeUninit<V<u8, 8>> | V<*const u8, 2>
//: P<u8, 3> | P<f32, 3> | P<u64, 4> | P<u32, 6> | (u8, P<f32, 3>) | [P<u16, 3>; 2] | core::cell::Cell<F3> | std::cell::UnsafeCell<V<u8, 4>>
