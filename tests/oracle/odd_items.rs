// SPDX-License-Identifier: MIT OR Apache-2.0
// Unsized tails, projections, types of std and valid ranges in corners that no generator reaches; odd_types.py says how this is read.
//# tails 48- extern_types
use std::marker::PhantomData;
extern "C" { pub type Opaque; }
pub struct Tail<T: ?Sized>(pub u8, pub u32, pub T);
#[repr(C)] pub struct TailC<T: ?Sized>(pub u8, pub u32, pub T);
#[repr(packed)] pub struct TailP(pub u8, pub u32, pub [u8]);
#[repr(align(16))] pub struct TailA<T: ?Sized>(pub u8, pub u32, pub T);
#[repr(transparent)] pub struct TailT<T: ?Sized>(pub PhantomData<u8>, pub T);
pub struct Own(pub u16, pub str);
pub struct OwnDyn(pub bool, pub dyn Sh);
pub struct WithOpaque(pub u32, pub Opaque);
pub trait Sh { fn f(&self) -> u8; }
pub trait Su: Sh + Send { fn g(&self); }
pub trait Ge<T, U = u8>: Sh { type O; type P: ?Sized; fn h(&self) -> T; }
pub trait Deep: Tail2 + Ge<u8, O = u16, P = str> {} pub trait Tail2: Sh {}
pub struct WithBox(pub Box<Tail<dyn Sh>>, pub bool);
//: str | [u8] | [u64] | dyn Sh | dyn Sh + Send + Sync | Tail<[u16]> | Tail<str> | Tail<dyn Sh> | Tail<Tail<[u64]>> | Tail<Tail<dyn Sh>> | TailC<[u64]> | TailC<dyn Sh> | TailC<str> | TailA<[u8]> | TailA<dyn Sh> | TailT<str> | TailT<dyn Sh>
//: TailP | Own | OwnDyn | Opaque | WithOpaque | &'static Opaque | Box<WithOpaque> | *const Tail<Opaque> | &'static Tail<[u8]> | &'static mut Tail<dyn Sh> | *mut TailT<str> | Box<Own> | Option<Box<OwnDyn>>
//: std::rc::Rc<Tail<[u8]>> | std::sync::Arc<dyn Sh + Send + Sync> | std::pin::Pin<Box<dyn Su>> | Option<std::pin::Pin<&'static mut Own>> | std::ptr::NonNull<Tail<dyn Sh>> | Option<std::rc::Weak<dyn Sh>> | std::cell::RefCell<[u8]> | std::cell::UnsafeCell<dyn Sh> | std::cell::Cell<[u16]>
//: std::sync::Mutex<dyn Sh> | Box<std::sync::Mutex<dyn Sh>> | std::sync::RwLock<[u8]> | std::mem::ManuallyDrop<dyn Sh> | PhantomData<dyn Sh> | PhantomData<[Opaque]> | dyn Ge<u8, O = u16, P = [u8]> | &'static dyn Ge<u8, String, O = Vec<u8>, P = str> | Box<dyn Deep>
//: &'static (dyn for<'a> Fn(&'a u8) -> &'a u8 + Send) | Box<dyn FnOnce(Box<dyn FnMut()>) -> u8> | &'static dyn std::any::Any | (u8, Box<dyn std::fmt::Debug>) | WithBox | Option<WithBox> | Option<&'static Tail<Tail<Opaque>>> | (u8, str) | (u32, [u16]) | (u8, dyn Sh)
//: &'static (u8, str) | std::ffi::CStr | std::ffi::OsStr | std::path::Path | &'static std::path::Path | Box<std::ffi::CStr> | Option<&'static std::ffi::OsStr> | *const [u8] | Option<*const dyn Sh> | *const *const dyn Sh | [Box<dyn Sh>; 3]

//# projections 63- specialization associated_type_defaults unboxed_closures fn_traits generic_associated_types|65
use std::convert::TryFrom;
pub trait Df { type A = u16; type B = [Self::A; 2] where Self::A: Sized; }
impl Df for u8 {} impl Df for u16 { type A = u64; }
pub trait Sp { type X; } impl<T> Sp for T { default type X = u8; } impl<T: Copy> Sp for T { default type X = u32; } impl Sp for u64 { type X = [u8; 9]; }
pub trait Gat { type G<'a, T: 'a> where Self: 'a; type K<const N: usize>; }
impl Gat for u8 { type G<'a, T: 'a> = &'a [T]; type K<const N: usize> = [u16; N]; }
impl<A: 'static> Gat for Option<A> { type G<'a, T: 'a> = (T, &'a A, u8); type K<const N: usize> = [[A; N]; 2]; }
pub struct UseGat<'a, M: Gat + 'a, T: 'a>(M::G<'a, T>, M::K<3>, u8);
pub trait Lend { type Item<'a> where Self: 'a; } pub struct Win<T>(T); impl<T> Lend for Win<T> { type Item<'a> = &'a mut [T] where T: 'a; }
pub struct HrFn<T: Lend + 'static>(for<'a> fn(&'a u8) -> <T as Lend>::Item<'a>, u8);
pub struct HrBound<F: for<'a> Fn(&'a u8) -> &'a u16>(<F as FnOnce<(&'static u8,)>>::Output, u8);
pub trait Chain { type Next: Chain; type V; } impl Chain for u8 { type Next = u16; type V = bool; } impl Chain for u16 { type Next = u32; type V = char; } impl Chain for u32 { type Next = u8; type V = [u64; 3]; }
pub type Third<T> = <<<T as Chain>::Next as Chain>::Next as Chain>::V;
pub struct Rec<T: Chain>(Third<T>, T::V, Option<Box<Rec<T::Next>>>);
pub enum List<T> { Nil, Cons(T, Box<List<T>>) } pub enum Tree<K, V> { Leaf, Node { k: K, v: V, l: Option<Box<Tree<K, V>>>, r: Option<Box<Tree<K, V>>> } }
#[repr(packed(2))] pub struct Pkd<T: Iterator>(u8, T::Item, T); #[repr(C, packed)] pub struct PkdC<T: Sp>(u8, T::X, T);
pub trait Marked { const N: usize; type T: Default; } impl Marked for () { const N: usize = 4; type T = u32; } impl<A: Marked, B: Marked> Marked for (A, B) { const N: usize = A::N + B::N * 2; type T = (A::T, B::T); }
pub type Al<T, U = T> = Result<Option<T>, (U, u8)>; pub type Al2<T> = Al<Al<T>, Option<T>>;
pub trait Id { type This: ?Sized; } impl<T: ?Sized> Id for T { type This = T; }
pub struct ConstB<const B: bool, const C: char, const I: i8>([u8; 3]); impl<const C: char, const I: i8> ConstB<true, C, I> { pub const N: usize = C as usize + (I + 10) as usize; } 
pub trait Bool { type O; } pub struct Bo<const B: bool>; impl Bool for Bo<true> { type O = u64; } impl Bool for Bo<false> { type O = u8; }
pub trait Tup { type Head; type Rest; } impl<A, B, C> Tup for (A, B, C) { type Head = A; type Rest = (B, C); } impl<R, A, B> Tup for fn(A, B) -> R { type Head = R; type Rest = (A, B); }
//: <u8 as Df>::A | <u8 as Df>::B | <u16 as Df>::B | <String as Sp>::X | <u8 as Sp>::X | <u64 as Sp>::X | <Vec<char> as Sp>::X | <&'static str as Sp>::X | <&'static mut u8 as Sp>::X | <[u8; 3] as Sp>::X | <(u8, String) as Sp>::X | <fn(String) as Sp>::X
//: <u8 as Gat>::G<'static, u64> | <Option<u16> as Gat>::G<'static, char> | <Option<u16> as Gat>::K<3> | UseGat<'static, u8, u16> | UseGat<'static, Option<bool>, char> | <Win<u8> as Lend>::Item<'static> | HrFn<Win<u8>> | HrBound<fn(&u8) -> &u16> | HrBound<for<'a> fn(&'a u8) -> &'a u16>
//: Third<u8> | Third<u32> | Rec<u8> | Rec<u16> | List<u8> | List<List<bool>> | Tree<u8, List<u16>> | Option<Tree<u64, bool>> | Pkd<std::vec::IntoIter<u64>> | Pkd<std::ops::Range<u16>> | PkdC<u8> | PkdC<u64> | [u8; <((), ((), ())) as Marked>::N] | <((), ((), ())) as Marked>::T | Al2<u8> | Al<bool> | <str as Id>::This
//: Box<<[u8] as Id>::This> | [u8; ConstB::<true, 'a', -3>::N] | ConstB<false, '\u{10ffff}', -128> | <Bo<true> as Bool>::O | <Bo<{ 1 > 2 }> as Bool>::O | <Bo<{ std::mem::size_of::<u8>() == 1 }> as Bool>::O | <(u8, u64, u16) as Tup>::Rest | <fn(u8, u32) -> bool as Tup>::Rest
//: <std::iter::Map<std::vec::IntoIter<u8>, fn(u8) -> u64> as Iterator>::Item | <[u8; 3] as IntoIterator>::IntoIter | <&'static Vec<u8> as IntoIterator>::Item | <String as std::ops::Deref>::Target | <Vec<u16> as std::ops::Index<std::ops::Range<usize>>>::Output | <u8 as std::str::FromStr>::Err
//: <u8 as TryFrom<u64>>::Error | Result<u8, <u64 as TryFrom<u8>>::Error> | <std::collections::HashMap<u8, String> as IntoIterator>::IntoIter | <str as ToOwned>::Owned | <[u16] as ToOwned>::Owned | <u8 as std::ops::Add<&'static u8>>::Output | <Option<u8> as std::iter::IntoIterator>::IntoIter

//# library 63- allocator_api
use std::collections::*; use std::sync::*;
//: hash_map::Entry<'static, u8, String> | hash_map::OccupiedEntry<'static, u8, u8> | btree_map::Entry<'static, u8, String> | btree_map::VacantEntry<'static, u64, [u8; 3]> | btree_map::IntoIter<u8, u8> | btree_map::Range<'static, u8, bool> | hash_map::Drain<'static, u8, u64> | HashSet<String> | BTreeSet<u8>
//: BinaryHeap<(u8, u64)> | binary_heap::PeekMut<'static, u8> | LinkedList<bool> | linked_list::IntoIter<u8> | VecDeque<char> | vec_deque::Drain<'static, u8> | std::vec::Drain<'static, u8> | std::vec::Splice<'static, std::vec::IntoIter<u8>> | Option<HashMap<u8, u8>> | Option<BTreeMap<u8, u8>>
//: Mutex<bool> | Option<Mutex<u8>> | RwLock<String> | MutexGuard<'static, u8> | LockResult<MutexGuard<'static, u8>> | TryLockResult<RwLockReadGuard<'static, u64>> | Option<RwLockWriteGuard<'static, u64>> | Condvar | Barrier | Once | mpsc::Sender<u8> | mpsc::Receiver<String> | mpsc::SyncSender<u8> | mpsc::TrySendError<String> | Option<mpsc::Sender<u8>>
//: Arc<Mutex<Vec<u8>>> | Weak<u8> | atomic::AtomicBool | atomic::AtomicPtr<u8> | Option<atomic::AtomicU64> | std::thread::JoinHandle<u8> | std::thread::LocalKey<u8> | std::thread::Thread | std::thread::Builder | std::time::Instant | Option<std::time::SystemTime> | Option<std::time::Duration> | Option<Option<std::time::Instant>>
//: std::io::Error | std::io::Result<u8> | Result<(), std::io::Error> | Option<std::io::Result<usize>> | std::io::BufReader<std::fs::File> | std::io::Lines<std::io::BufReader<std::io::Stdin>> | std::fs::Metadata | std::fs::DirEntry | Option<std::fs::File> | std::process::Command | std::process::Child | std::process::Output | std::process::Stdio | std::net::IpAddr | Option<std::net::SocketAddr>
//: std::net::TcpStream | std::path::Component<'static> | std::path::Components<'static> | std::env::Args | std::env::VarError | std::fmt::Arguments<'static> | Option<std::fmt::Arguments<'static>> | std::fmt::Formatter<'static> | std::num::ParseIntError | std::str::Utf8Error | std::char::ToUppercase | std::str::Chars<'static> | std::str::Split<'static, char> | std::str::SplitWhitespace<'static>
//: std::str::Split<'static, fn(char) -> bool> | std::str::Matches<'static, &'static str> | std::str::SplitN<'static, &'static [char]> | std::slice::Chunks<'static, u8> | std::slice::Windows<'static, u16> | std::string::Drain<'static> | std::string::FromUtf8Error | std::panic::Location<'static> | std::task::Context<'static> | std::task::Waker | std::any::TypeId | std::alloc::Layout | std::alloc::LayoutError
//: std::iter::Peekable<std::iter::Enumerate<std::iter::Skip<std::iter::Chain<std::str::Chars<'static>, std::iter::Rev<std::str::Chars<'static>>>>>> | std::iter::FlatMap<std::vec::IntoIter<u8>, Vec<u16>, fn(u8) -> Vec<u16>> | std::iter::Flatten<std::vec::IntoIter<Option<String>>> | std::iter::Zip<std::slice::Iter<'static, u8>, std::iter::Cycle<std::ops::RangeInclusive<u8>>>
//: std::iter::StepBy<std::ops::Range<usize>> | std::iter::Scan<std::ops::RangeFrom<u8>, bool, fn(&mut bool, u8) -> Option<u8>> | std::iter::Fuse<std::iter::Take<std::iter::Repeat<String>>> | std::iter::Copied<std::iter::Filter<std::slice::Iter<'static, u8>, fn(&&u8) -> bool>> | std::array::IntoIter<String, 3> | std::iter::Successors<u8, fn(&u8) -> Option<u8>> | std::iter::FromFn<fn() -> Option<u8>>
//: Box<u8, std::alloc::System> | Vec<u8, &'static std::alloc::Global> | Option<Box<dyn Fn(), std::alloc::System>> | Vec<bool, Al> | Box<[u8], Al> | Option<Box<str, Al>> | Option<Vec<u8, Al>> | (u8, Box<u64, Al>)
#[derive(Clone, Copy)] pub struct Al(u8, u32); unsafe impl std::alloc::Allocator for Al { fn allocate(&self, _: std::alloc::Layout) -> Result<std::ptr::NonNull<[u8]>, std::alloc::AllocError> { loop {} } unsafe fn deallocate(&self, _: std::ptr::NonNull<u8>, _: std::alloc::Layout) {} }

//# ranges 48-96
#[rustc_layout_scalar_valid_range_start(5)] pub struct From5(u8);
#[rustc_layout_scalar_valid_range_end(200)] pub struct To200(u8);
#[rustc_layout_scalar_valid_range_start(100)] #[rustc_layout_scalar_valid_range_end(20)] pub struct Wraps(u16);
#[rustc_layout_scalar_valid_range_start(1)] #[rustc_layout_scalar_valid_range_end(0xffff_fffe)] pub struct Both(u32);
#[rustc_layout_scalar_valid_range_end(0xFF_FF_FF_FE)] pub struct Fd(i32);
#[rustc_layout_scalar_valid_range_start(3)] pub struct Pt(*const u8);
#[rustc_layout_scalar_valid_range_start(2)] #[rustc_layout_scalar_valid_range_end(5)] pub struct Big(u128);
#[rustc_layout_scalar_valid_range_start(1)] #[rustc_nonnull_optimization_guaranteed] #[repr(transparent)] pub struct Gen<T>(T);
#[rustc_layout_scalar_valid_range_start(1)] pub struct Fat(*const [u8]);
#[rustc_layout_scalar_valid_range_end(10)] pub struct Zst((), u64, [u8; 0]);
#[rustc_layout_scalar_valid_range_start(0)] #[rustc_layout_scalar_valid_range_end(255)] pub struct All(u8);
#[rustc_layout_scalar_valid_range_end(7)] pub struct Pair(u8, u8);
pub struct Nested(From5, To200, u8, Wraps);
pub enum E { A(From5), B, C, D, E, F, G }
//: From5 | To200 | Wraps | Both | Fd | Pt | Big | Gen<u8> | Gen<*const u8> | Fat | Zst | All | Pair | Nested | E | Option<From5> | Option<To200> | Option<Option<Wraps>> | Option<Both> | Option<Option<Both>> | Option<Fd> | Option<Pt> | Option<Option<Option<Pt>>> | Option<Big> | Option<Gen<u64>>
//: Option<Fat> | Option<Zst> | Option<All> | Option<Pair> | Option<Nested> | Option<E> | std::cell::Cell<From5> | Option<std::cell::Cell<From5>> | [From5; 3] | Option<[From5; 3]> | Option<(u8, [Wraps; 2])>


//# inherent 85- inherent_associated_types
pub struct Inh<T>(T);
impl<T> Inh<T> { pub type P = (T, u8); }
impl Inh<u8> { pub type Q = u16; }
impl<T> Inh<Option<T>> { pub type R<U> = (T, U); }
//: Inh<u64>::P | Inh<u8>::Q | Inh<Option<u32>>::R<u64> | (Inh<bool>::P, u32) | Option<Inh<bool>::P>

//# patterns 85- pattern_types pattern_type_macro
use core::pattern_type;
pub struct Use(pattern_type!(u8 is 1..=3), u16);
//: pattern_type!(u32 is 1..=100) | pattern_type!(char is 'a'..='z') | Option<pattern_type!(u32 is 1..=100)> | Option<Option<Use>> | [pattern_type!(usize is 1..=9); 3] | Option<[pattern_type!(u8 is 0..=0); 2]>

//# open_patterns 85-85 pattern_types pattern_type_macro
use core::pattern_type;
pub struct Use(u8, pattern_type!(i16 is 3..));
//: pattern_type!(i16 is 3..) | Option<pattern_type!(i16 is 3..)> | pattern_type!(u8 is 3..200) | Option<pattern_type!(u8 is ..=200)> | pattern_type!(u8 is ..7) | Option<Use> | pattern_type!(usize is 1..) | pattern_type!(char is 'a'..)
