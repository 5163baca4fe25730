// SPDX-License-Identifier: MIT OR Apache-2.0
// How types lie in memory, as values. Part of librmeta's public interface: C++17, standard library only.
//
// Metadata does not hold layouts. They are computed from declarations by the rules of the compiler release that wrote
// the file, for its target (rustc_abi, rustc_ty_utils::layout of that release), and are what that release would take.
// All sizes, offsets and alignments are in bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace [[gnu::visibility("default")]] rmeta {

/// Unsigned number of 128 bits, which the language has no portable name for.
struct UInt128 {
  std::uint64_t high = 0, low = 0;
  friend bool operator==(const UInt128& a, const UInt128& b) { return a.high == b.high && a.low == b.low; }
  friend bool operator!=(const UInt128& a, const UInt128& b) { return !(a == b); }
};

/// Signed number of 128 bits, two's complement.
struct Int128 {
  std::int64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(const Int128& a, const Int128& b) { return a.high == b.high && a.low == b.low; }
  friend bool operator!=(const Int128& a, const Int128& b) { return !(a == b); }
};

/// In decimal.
std::string to_string(const UInt128& number);
std::string to_string(const Int128& number);

/// Values from `first` to `last`, both included, going round at the largest where `first` is greater than `last`.
struct ValueRange {
  UInt128 first, last;
};

/// A number or address as code generation handles it.
struct Scalar {
  std::string primitive;            ///< "u8", "i64", "f32", "pointer"
  std::optional<ValueRange> valid;  ///< values it can have; none: any bits, or uninitialised (part of a union)
};

/// How code generation holds a value (rustc's BackendRepr, formerly Abi).
struct Representation {
  enum class Kind : std::uint8_t { Scalar, ScalarPair, Vector, ScalableVector, Memory };
  Kind kind = Kind::Memory;
  std::vector<Scalar> scalars;  ///< one of Scalar, two of ScalarPair, the element of vectors
  std::uint64_t count = 0;      ///< elements of a vector
};

/// The largest place with bit patterns that no valid value has: what `Option` of the type can use.
struct Niche {
  std::uint64_t offset = 0, size = 0;
  std::string primitive;
  ValueRange valid;      ///< values that valid ones have
  ValueRange available;  ///< the others
};

struct Field {
  std::string name;  ///< "0", "1" for fields without one
  std::string type;  ///< canonical name, see Crate::layout()
  std::uint64_t offset = 0, size = 0, align = 1;
  bool sized = true;  ///< false: `size` is that of the part that is known
};

/// One of an enum's variants, or a state of a coroutine.
struct Variant {
  std::string name;
  Int128 discriminant;                ///< as in source, `Variant as i128`
  std::optional<UInt128> tag;         ///< what stands in memory for it; none: no value has it, or Tag::untagged
  bool uninhabited = false;           ///< no value has it
  std::uint64_t size = 0, align = 1;  ///< of the whole value while it is this variant
  std::vector<Field> fields;          ///< in the order of their declaration
};

/// Where and how the variant is told.
struct Tag {
  bool niche = false;  ///< in values that a field of one variant never has, not in a place of its own
  std::uint64_t offset = 0, size = 0;
  Scalar scalar;
  std::string untagged;  ///< of a niche: the variant that is told by all other values
};

/// One slot of a vtable, as large as a pointer.
struct VtableSlot {
  std::uint64_t offset = 0;
  std::string kind;       ///< "drop in place", "size", "align", "method", "vacant", "supertrait"
  std::string trait;      ///< of the last three: whose it is
  std::string method;     ///< of a method or a vacant slot
  std::string signature;  ///< of a method
};

struct TypeLayout {
  std::string type;   ///< canonical name
  std::string alias;  ///< the alias it was asked for by, "" if none
  std::string kind;   ///< "struct", "enum", "union", "tuple", "reference", "closure", "trait object", "vtable", ...
  std::string repr;   ///< "Rust", "C, packed(1)": what the source says
  std::uint64_t size = 0, align = 1;
  bool sized = true;              ///< false: `size` is that of the part that is known
  bool uninhabited = false;       ///< it has no value
  std::vector<Field> fields;      ///< in the order of their declaration; of a coroutine: what it captures
  std::vector<Variant> variants;  ///< of an enum or coroutine, in the order of their declaration
  std::optional<Tag> tag;         ///< where there is more than one variant to tell
  std::optional<Niche> niche;
  Representation representation;
  std::vector<VtableSlot> vtable;  ///< of a trait object, or where `<TYPE as TRAIT>` was asked for
};

/// What was asked for and has no layout, with the reason.
struct LayoutFailure {
  std::string type, reason;
};

/// Every type that was asked for is in one of the lists.
struct TypeLayouts {
  std::vector<TypeLayout> types;
  std::vector<LayoutFailure> failures;
};

}  // namespace rmeta
