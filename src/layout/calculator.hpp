// SPDX-License-Identifier: MIT OR Apache-2.0
// From the layouts of parts to the layout of the whole, by the rules of one release and the alignments of one target
// (rustc_abi/src/layout.rs, LayoutCalculator). Knows nothing of types: what types/ knows of a type is put in here as
// fields, a representation and discriminants.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rmeta/layout/data_layout.hpp"
#include "rmeta/layout/rules.hpp"
#include "rmeta/types/layout.hpp"

namespace rmeta::layout {

using types::BackendRepr;
using types::FieldsShape;
using types::I128;
using types::Layout;
using types::Niche;
using types::Primitive;
using types::Scalar;
using types::U128;
using types::Variants;
using types::WrappingRange;

using Fields = std::vector<const Layout*>;

/// `#[repr(..)]` of a struct, enum or union; bytes, 0 where not given.
struct Repr {
  bool c = false, simd = false, transparent = false, linear = false, scalable = false, hide_niche = false;
  std::optional<Primitive> int_type;
  std::uint64_t align = 0, pack = 0;
  bool randomize = false;  // the order of fields is a shuffle
  std::uint64_t shuffle_seed = 0;

  bool inhibits_enum_opt() const { return c || int_type.has_value(); }
};

/// How a row of fields is used.
struct StructKind {
  enum class What : std::uint8_t { AlwaysSized, MaybeUnsized, Prefixed };
  What what = What::AlwaysSized;
  std::uint64_t prefix_size = 0, prefix_align = 1;  // Prefixed: the tag before the fields
};

struct ValidRange {
  std::optional<U128> start, end;  // of the `rustc_layout_scalar_valid_range_*` attributes
};

struct Enum {
  std::vector<Fields> variants;
  std::vector<I128> discriminants;  // sign-extended where their type is signed
  bool discriminants_signed = true;
  std::uint64_t discriminant_size = 8;
  bool explicit_discriminants = false;  // some variant's is not its index
};

/// What a coroutine is made of (types::CoroutineLayout says the last two).
struct Coroutine {
  Fields captures;
  Fields saved;   // of the saved locals, each inside a MaybeUninit
  Fields shared;  // the same as they are where they share memory with those of other states
  const std::vector<std::vector<std::uint32_t>>* variants = nullptr;
  const std::vector<bool>* conflicts = nullptr;
};

class Calculator {
 public:
  Calculator(const Rules& rules, const TargetDataLayout& dl) : rules_(rules), dl_(dl) {}

  const Rules& rules() const { return rules_; }
  const TargetDataLayout& data_layout() const { return dl_; }

  // scalars.cpp
  Layout scalar(const Scalar&) const;
  Layout scalar_pair(const Scalar& a, const Scalar& b) const;
  Layout unit(bool sized) const;
  Layout never() const;
  Layout array(const Layout& element, std::optional<std::uint64_t> count) const;
  Layout vector(const Layout& element, std::uint64_t count, bool packed, bool scalable, bool as_array) const;

  // univariant.cpp
  Layout univariant(const Fields&, const Repr&, const StructKind&) const;
  Layout structure(const Fields&, const Repr&, bool maybe_unsized, bool no_niche, const ValidRange&) const;

  // unions.cpp
  Layout union_of(const Fields&, const Repr&) const;

  // coroutine.cpp
  Layout coroutine(const Coroutine&) const;

  // enums.cpp
  Layout enumeration(const Enum&, const Repr&, const ValidRange&) const;

 private:
  enum class Bias : std::uint8_t { Start, End };
  bool fixed_field_order(const Repr&) const;
  std::vector<std::uint32_t> field_order(const Fields&, const Repr&, const StructKind&, Bias) const;
  Layout univariant_biased(const Fields&, const Repr&, const StructKind&, Bias) const;
  BackendRepr repr_of_fields(const Fields&, const Repr&, const Layout&) const;

  bool same_align(const Layout& a, const Layout& b) const {
    return a.align == b.align && (rules_.alignment_is_one || a.preferred_align == b.preferred_align);
  }

  bool absent(const Fields&) const;
  std::optional<Layout> niche_filling(const Enum&, const Repr&) const;
  std::optional<Layout> single_niche_filling(const Enum&, const Repr&) const;
  std::optional<Niche> niche_of_variant(const Fields&, const Layout&) const;
  Layout tagged(const Enum&, const Repr&) const;
  std::pair<I128, I128> tag_range(const Enum&, const Repr&) const;
  Primitive tag_type(const Repr&, I128 min, I128 max) const;
  BackendRepr repr_of_tagged(const Enum&, const std::vector<Layout>& variants, const Scalar& tag,
                             const Layout& whole) const;
  void finish_uninhabited(Layout&) const;
  Scalar to_union(Scalar) const;

  const Rules& rules_;
  const TargetDataLayout& dl_;
};

/// Brings fields into the order that a seed stands for (shuffle.cpp).
void shuffle(const Rules&, std::span<std::uint32_t> order, std::uint64_t seed);

/// Rounds up; throws where that leaves 64 bits.
std::uint64_t align_to(std::uint64_t size, std::uint64_t align);
/// Throws if the size reaches the bound on objects.
std::uint64_t add_sizes(const TargetDataLayout&, std::uint64_t a, std::uint64_t b);
[[noreturn]] void size_overflow();

U128 max_value(std::uint64_t size);
Scalar full_range(const Primitive&);
bool is_1zst(const Layout&);

/// How many values are not valid.
U128 available(const Niche&);
std::optional<Niche> niche_of(std::uint64_t offset, const Scalar&);
struct Reserved {
  U128 start;
  Scalar scalar;
};
/// Takes `count` values of a niche: the first of them and the scalar that has them as well.
std::optional<Reserved> reserve(const Rules&, const Niche&, U128 count);

}  // namespace rmeta::layout
