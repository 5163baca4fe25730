// SPDX-License-Identifier: MIT OR Apache-2.0
// What a layout says, as plain data in rustc's terms (rustc_abi/src/lib.rs), and the question by which types/ and eval/
// ask layout/ for one. The answers come from layout/; nothing here computes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "rmeta/types/node.hpp"

namespace rmeta::types {

__extension__ using U128 = unsigned __int128;
__extension__ using I128 = __int128;

/// Integer, float or pointer of `size` bytes; `size` and `align` are those of the target.
struct Primitive {
  enum class What : std::uint8_t { Int, Float, Pointer };
  What what = What::Int;
  bool is_signed = false;           // of an integer
  std::uint32_t address_space = 0;  // of a pointer
  std::uint64_t size = 0;           // bytes
  std::uint64_t align = 0;          // bytes

  bool operator==(const Primitive&) const = default;
};

/// Values from `start` to `end`, both included, going round at 2^bits when `start > end`.
struct WrappingRange {
  U128 start = 0, end = 0;

  bool operator==(const WrappingRange&) const = default;
  bool contains(U128 v) const { return start <= end ? start <= v && v <= end : start <= v || v <= end; }
};

struct Scalar {
  Primitive primitive;
  WrappingRange valid;
  bool may_be_uninit = false;  // part of a union: any bits, or none at all (rustc's `Scalar::Union`)

  bool operator==(const Scalar&) const = default;
};

/// How code generation holds a value (`BackendRepr`, formerly `Abi`).
struct BackendRepr {
  enum class What : std::uint8_t { Scalar, ScalarPair, Vector, ScalableVector, Memory };
  What what = What::Memory;
  bool sized = true;        // of Memory
  Scalar a, b;              // Scalar: a; ScalarPair: both; vectors: a is the element
  std::uint64_t count = 0;  // of vectors: elements

  bool operator==(const BackendRepr&) const = default;
  bool is_scalar() const { return what == What::Scalar; }
  bool is_pair() const { return what == What::ScalarPair; }
};

/// A place with bit patterns that no valid value has.
struct Niche {
  std::uint64_t offset = 0;  // bytes from the start of the value
  Primitive value;
  WrappingRange valid;

  bool operator==(const Niche&) const = default;
};

/// Where fields lie (`FieldsShape`).
struct FieldsShape {
  enum class What : std::uint8_t { Primitive, Union, Array, Arbitrary };
  What what = What::Primitive;
  std::uint64_t count = 0;               // Union, Array
  std::uint64_t stride = 0;              // Array, bytes
  std::vector<std::uint64_t> offsets;    // Arbitrary: by declared field, bytes
  std::vector<std::uint32_t> in_memory;  // Arbitrary: declared fields in order of memory

  bool operator==(const FieldsShape&) const = default;
};

struct Layout;
struct AdtDef;

/// Which variants there are and how the active one is told (`Variants`).
struct Variants {
  enum class What : std::uint8_t { Empty, Single, Multiple };
  enum class Encoding : std::uint8_t { Direct, Niche };
  What what = What::Single;
  std::uint32_t index = 0;  // Single

  // Multiple:
  Scalar tag;
  std::uint64_t tag_offset = 0;
  Encoding encoding = Encoding::Direct;
  std::uint32_t untagged = 0;                     // Niche: the variant whose tag is any other value
  std::uint32_t niche_first = 0, niche_last = 0;  // Niche: variants first..=last have tags niche_start, +1, ...
  U128 niche_start = 0;
  std::vector<Layout> variants;
};

/// Sizes and alignments in bytes. `size` is a multiple of `align` for sized types.
struct Layout {
  std::uint64_t size = 0, align = 1;
  BackendRepr repr;
  FieldsShape fields;
  Variants variants;
  std::optional<Niche> largest_niche;
  bool uninhabited = false;
  std::uint64_t max_repr_align = 0;      // strictest `#[repr(align)]` inside, 0 if none (from 1.73 on)
  std::uint64_t unadjusted_align = 1;    // alignment without any `#[repr(align)]` (from 1.73 on)
  std::uint64_t randomization_seed = 0;  // goes into the shuffle of types around it (-Zrandomize-layout, from 1.93 on)
  std::uint64_t preferred_align = 1;     // never less than `align`; 0 in releases that know one alignment only

  bool is_sized() const { return repr.what != BackendRepr::What::Memory || repr.sized; }
  bool is_zst() const { return is_sized() && size == 0; }
};

/// What one slot of a vtable holds (rustc's `VtblEntry`). A slot is as large as a pointer.
struct VtableEntry {
  enum class What : std::uint8_t {
    DropInPlace,
    Size,
    Align,
    Vacant,  // of a method that can never be called: its bounds do not hold
    Method,
    TraitVPtr  // address of the vtable of `trait_ref`, for upcasting
  };
  What what = What::DropInPlace;
  Term trait_ref = nullptr;  // of Method, Vacant and TraitVPtr: normalised, with the vtable's type as Self
  crate::DefId method;       // of Method and Vacant: as the trait declares it

  bool operator==(const VtableEntry&) const = default;
};

/// What types/, eval/ and abi/ may ask layout/. The term is normalised, without parameters and without lifetimes.
class LayoutQuery {
 public:
  virtual ~LayoutQuery() = default;
  /// Throws rmeta::Error for a type without a layout (one that contains itself, exceeds the address space, or cannot be
  /// resolved). The reference stays valid as long as the object that answered.
  virtual const Layout& layout_of(Term type) = 0;
  /// Types of the fields of a struct, tuple, closure, union or of one variant, in the order of `FieldsShape::offsets`.
  virtual std::span<const Term> field_types(Term type, std::uint32_t variant) = 0;
  /// The values of an enum's discriminants in the order of its variants, sign-extended where their type is signed.
  virtual std::vector<I128> discriminants(const AdtDef&) = 0;
  /// The vtable of the pair (type, trait) that a trait reference without parameters is; null: of a trait object that
  /// names no trait with methods. Throws for a trait that has no vtable, and where it is not certain that a method's
  /// bounds hold.
  virtual std::vector<VtableEntry> vtable_entries(Term trait_ref) = 0;
};

}  // namespace rmeta::types
