# SPDX-License-Identifier: MIT OR Apache-2.0
"""Structs whose last field may or may not be unsized in some instance, which decides whether it can be moved.

What rustc thinks of a declared type `<T as Trait>::Name` or of an alias of opaque types differs from release to release and does not
follow from what it stands for (src/layout/unsized.cpp). `crate(minor)` is (source, types); smaller fields stand before a
large one, so that each answer is seen in the offsets.
"""

ALWAYS = '''pub struct DiscriminantOf<T>(u8, u16, <T as core::marker::DiscriminantKind>::Discriminant);
pub struct KnownDiscriminant(u8, u16, <Option<u8> as core::marker::DiscriminantKind>::Discriminant);
pub struct KnownButForLifetime<'a>(u8, u16, <Option<&'a u8> as core::marker::DiscriminantKind>::Discriminant);
pub struct PartlyKnown<T>(u8, u16, <Option<T> as core::marker::DiscriminantKind>::Discriminant);
pub struct OfProjection<T: Iterator>(u8, u16, <T::Item as core::marker::DiscriminantKind>::Discriminant);
pub struct OutputOf<F: FnOnce(u8) -> u64>(u8, u16, <F as FnOnce<(u8,)>>::Output);
pub struct OutputForAll<F: FnOnce(&u8) -> u64>(u8, u16, <F as FnOnce<(&'static u8,)>>::Output);
pub struct KnownOutput(u8, u16, <fn(u8) -> u64 as FnOnce<(u8,)>>::Output);
pub struct KnownOutputButForLifetime<'a>(u8, u16, <fn(&'a u8) -> u64 as FnOnce<(&'a u8,)>>::Output);
pub struct OutputOfFuture<F: core::future::Future>(u8, u16, F::Output);
pub struct IterOf<T: IntoIterator>(u8, u16, T::IntoIter);
pub struct IterOfIterator<T: Iterator>(u8, u16, <T as IntoIterator>::IntoIter);
pub struct ItemOfIntoIter<T: Iterator>(u8, u16, <T as IntoIterator>::Item);
pub struct ItemSaidBySupertrait<T: Words>(u8, u16, T::Item);
pub struct ItemOfSupertrait<T: Things>(u8, u16, T::Item);
pub struct ItemSaidByClause<T: Iterator<Item = u64>>(u8, u16, T::Item);
pub struct ItemIsParameter<X, T: Iterator<Item = X>>(u8, u16, T::Item);
pub struct ItemOfUnsized<T: ?Sized + Iterator>(u8, u16, T::Item);
'''
TYPES = '''DiscriminantOf<u8> DiscriminantOf<Option<u8>> KnownDiscriminant KnownButForLifetime<'static> PartlyKnown<u8> OfProjection<R> OutputOf<fn(u8)->u64>
OutputForAll<fn(&u8)->u64> KnownOutput KnownOutputButForLifetime<'static> OutputOfFuture<core::future::Ready<u64>> IterOf<Vec<u8>> IterOfIterator<R> ItemOfIntoIter<R>
ItemSaidBySupertrait<R> ItemOfSupertrait<R> ItemSaidByClause<R> ItemIsParameter<u64,R> ItemOfUnsized<R>'''.split()

POINTEE = '''pub struct Tail<T: ?Sized>(u8, T);
pub struct MetadataOfSized<T>(u8, u16, <T as core::ptr::Pointee>::Metadata);
pub struct KnownMetadata(u8, u16, <[u8] as core::ptr::Pointee>::Metadata);
pub struct KnownMetadataButForLifetime<'a>(u8, u16, <[&'a u8] as core::ptr::Pointee>::Metadata);
pub struct MetadataOf<T: ?Sized>(u8, u16, <T as core::ptr::Pointee>::Metadata);
pub struct MetadataOfTail<T: ?Sized>(u8, u16, <Tail<T> as core::ptr::Pointee>::Metadata);
pub struct MetadataOfSizedTail<T>(u8, u16, <Tail<T> as core::ptr::Pointee>::Metadata);
pub struct MetadataOfItem<T: Iterator>(u8, u16, <T::Item as core::ptr::Pointee>::Metadata);
'''
POINTEE_TYPES = '''MetadataOfSized<u8> KnownMetadata KnownMetadataButForLifetime<'static> MetadataOf<[u8]> MetadataOf<u8> MetadataOfTail<[u8]> MetadataOfTail<u8>
MetadataOfSizedTail<u8> MetadataOfItem<R>'''.split()

# An opaque type by itself, inside of other types, by the name of an alias and by that of an alias of an alias.
OPAQUE = '''pub fn any(_: &u8) -> bool { true }
pub fn one(_: &[u8]) -> u32 { 1 }
pub trait Named { type Out: 'static; }
impl Named for u8 { type Out = u64; }
impl Named for u64 { type Out = u64; }
pub struct Pair<A, B>(A, B);
pub struct MayBeUnsized<A, B: ?Sized>(A, B);
pub type Whole = impl Fn(u8) -> u8 + 'static;
@Whole@pub fn whole() -> Whole { let x = 5u64; move |y| x as u8 + y }
pub type Generic<T: 'static> = impl Fn(u8) -> u8 + 'static;
@Generic@pub fn generic<T: 'static>(x: T) -> Generic<T> { move |y| { let _x = &x; y } }
pub type Borrowed<'a> = impl Fn(u8) -> u8 + 'a;
@Borrowed@pub fn borrowed<'a>(x: &'a u8) -> Borrowed<'a> { move |y| *x + y }
pub type Inside<T: 'static> = (u8, Option<impl FnMut(&u8) -> T + 'static>);
@Inside@pub fn inside<T: 'static>(x: T) -> Inside<T> { let mut x = Some(x); (1, Some(move |_: &u8| x.take().unwrap())) }
pub type Twice<'a> = core::iter::Map<core::slice::Split<'a, u8, impl FnMut(&u8) -> bool + 'static>, impl FnMut(&[u8]) -> u32 + 'static>;
@Twice@pub fn twice(x: &[u8]) -> Twice<'_> { x.split(any).map(one) }
pub type Once = core::iter::Map<core::slice::Split<'static, u8, impl FnMut(&u8) -> bool + 'static>, impl FnMut(&[u8]) -> u32 + 'static>;
@Once@pub fn once(x: &'static [u8]) -> Once { x.split(any).map(one) }
pub type PairOf = Pair<u8, Whole>;
pub type PairBorrowed<'a> = Pair<&'a u8, Borrowed<'a>>;
pub type Again<'a> = PairBorrowed<'a>;
'''
OPAQUE_FIELDS = [('', t) for t in '''Whole Generic<u64> Borrowed<'static> Inside<u64> Twice<'static> Once PairOf PairBorrowed<'static> Again<'static> Pair<u8,Whole>
MayBeUnsized<u8,Whole> (u8,Whole) [Whole;2] Option<Whole> Pair<Whole,u8>'''.split()] + \
    [('', t) for t in ('Generic<<u8 as Named>::Out>', 'Pair<u8, Generic<<u8 as Named>::Out>>', 'MayBeUnsized<u8, Generic<<u8 as Named>::Out>>', 'Generic<Option<<u8 as Named>::Out>>',
                       'Inside<<u8 as Named>::Out>', '(u8, Generic<<u8 as Named>::Out>)')] + \
    [("T: 'static + Named", t) for t in ('Generic<<T as Named>::Out>', 'Generic<(T, <u8 as Named>::Out)>', 'Inside<T::Out>', 'Pair<T, Generic<T::Out>>')] + \
    [("'a", t) for t in '''Borrowed<'a> Twice<'a> PairBorrowed<'a> Again<'a> Pair<u8,Borrowed<'a>> Pair<u8,Twice<'a>> MayBeUnsized<u8,Borrowed<'a>> MayBeUnsized<u8,Twice<'a>>
(u8,Borrowed<'a>) (u8,Twice<'a>) [Twice<'a>;2] Option<Twice<'a>>'''.split()] + \
    [("T: 'static", t) for t in "Generic<T> Inside<T> Pair<u8,Generic<T>> Pair<u8,Inside<T>> MayBeUnsized<u8,Generic<T>> (u8,Inside<T>) Option<Inside<T>>".split()]


def crate(minor):
    """(source, types by their paths) of the crate for a release."""
    features = ['rustc_attrs', 'discriminant_kind', 'unboxed_closures', 'fn_traits']
    text, types = ALWAYS, list(TYPES)
    if minor >= 63:
        features += ['ptr_metadata', 'type_alias_impl_trait']
        text += POINTEE
        types += POINTEE_TYPES
        parts = OPAQUE.split('@')
        text += ''.join(p if i % 2 == 0 else '#[define_opaque(%s)] ' % p if minor >= 87 else '' for i, p in enumerate(parts))
        for i, (param, t) in enumerate(OPAQUE_FIELDS):
            text += 'pub struct F%d%s(u8, u16, %s);\n' % (i, '<%s>' % param if param else '', t)
            types.append('F%d%s' % (i, {'': '', "'a": "<'static>", "T: 'static": '<u64>', "T: 'static + Named": '<u64>'}[param]))
    source = '#![feature(%s)]\n#![allow(warnings)]\npub mod last {\nuse super::*;\npub type R = core::ops::Range<u64>;\npub trait Words: Iterator<Item = u64> {}\nimpl Words for R {}\n' \
        'pub trait Things: Iterator {}\nimpl Things for R {}\n%s}\n' % (', '.join(features), text)
    return source, ['crate::last::' + t.replace('<R>', '<core::ops::Range<u64>>').replace(',R>', ',core::ops::Range<u64>>') for t in types]
