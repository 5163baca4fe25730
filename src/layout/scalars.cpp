// SPDX-License-Identifier: MIT OR Apache-2.0
// Layouts that are not made of fields, and the arithmetic of niches (rustc_abi/src/layout/simple.rs and
// rustc_abi/src/lib.rs, Niche).
#include <fmt/format.h>

#include <bit>

#include "calculator.hpp"
#include "rmeta/error.hpp"

namespace rmeta::layout {

void size_overflow() {
  throw Error("the type is too large for the target's address space");
}

std::uint64_t align_to(std::uint64_t size, std::uint64_t align) {
  std::uint64_t up = 0;
  if (__builtin_add_overflow(size, align - 1, &up)) size_overflow();
  return up & ~(align - 1);
}

std::uint64_t add_sizes(const TargetDataLayout& dl, std::uint64_t a, std::uint64_t b) {
  std::uint64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum) || sum >= dl.obj_size_bound()) size_overflow();
  return sum;
}

U128 max_value(std::uint64_t size) {
  return size >= 16 ? ~U128{0} : (U128{1} << (size * 8)) - 1;
}

Scalar full_range(const Primitive& p) {
  return {p, {0, max_value(p.size)}, false};
}

bool is_1zst(const Layout& l) {
  return l.is_zst() && l.align == 1;
}

U128 available(const Niche& n) {
  return (n.valid.start - (n.valid.end + 1)) & max_value(n.value.size);
}

std::optional<Niche> niche_of(std::uint64_t offset, const Scalar& s) {
  if (s.may_be_uninit) return std::nullopt;
  Niche n{offset, s.primitive, s.valid};
  if (available(n) == 0) return std::nullopt;
  return n;
}

// The values are taken at one end of the valid range. With two ends to choose from it is the one whose new values come
// nearer to zero without going past it: `None` is best encoded as zero.
std::optional<Reserved> reserve(const Rules& rules, const Niche& n, U128 count) {
  const U128 max = max_value(n.value.size);
  const WrappingRange v = n.valid;
  if (count > available(n)) return std::nullopt;
  auto at_start = [&] {
    U128 start = (v.start - count) & max;
    return Reserved{start, {n.value, {start, v.end}, false}};
  };
  auto at_end = [&] {
    U128 start = (v.end + 1) & max;
    return Reserved{start, {n.value, {v.start, (v.end + count) & max}, false}};
  };
  if (!rules.niche_near_zero_first) return at_end();
  if (rules.one_value_nearest_to_zero && count == 1 && v != WrappingRange{0, 1}) {
    auto distance = [&](U128 value) {
      value &= max;
      return std::min(value, (max - value) + 1);
    };
    return distance(v.start - 1) <= distance(v.end + 1) ? at_start() : at_end();
  }
  if (v.start > v.end) return at_end();
  if (v.start <= max - v.end) return count <= v.start ? at_start() : at_end();
  const U128 end = (v.end + count) & max;
  return 1 <= end && end <= v.end ? at_start() : at_end();
}

Layout Calculator::scalar(const Scalar& s) const {
  Layout l;
  l.size = s.primitive.size;
  l.align = l.unadjusted_align = s.primitive.align;
  l.preferred_align = dl_.preferred(s.primitive);
  const Primitive& p = s.primitive;
  const std::uint64_t kind = p.what == Primitive::What::Pointer ? 4
                             : p.what == Primitive::What::Float ? 3
                             : p.is_signed                      ? 1
                                                                : 2;
  l.randomization_seed = p.size + (kind << 32) + std::rotr(static_cast<std::uint64_t>(s.valid.start), 16) +
                         std::rotr(static_cast<std::uint64_t>(s.valid.end), 16);
  l.repr.what = BackendRepr::What::Scalar;
  l.repr.a = s;
  l.largest_niche = niche_of(0, s);
  return l;
}

Layout Calculator::scalar_pair(const Scalar& a, const Scalar& b) const {
  Layout l;
  l.align = l.unadjusted_align = std::max({a.primitive.align, b.primitive.align, dl_.aggregate_align});
  l.randomization_seed = a.primitive.size + b.primitive.size;
  l.preferred_align = std::max({dl_.preferred(a.primitive), dl_.preferred(b.primitive), dl_.aggregate_preferred});
  const std::uint64_t b_offset = align_to(a.primitive.size, b.primitive.align);
  l.size = align_to(b_offset + b.primitive.size, l.align);
  l.fields.what = FieldsShape::What::Arbitrary;
  l.fields.offsets = {0, b_offset};
  l.fields.in_memory = {0, 1};
  l.repr.what = BackendRepr::What::ScalarPair;
  l.repr.a = a;
  l.repr.b = b;
  // The larger niche; of equal ones the first scalar's.
  l.largest_niche = niche_of(b_offset, b);
  if (auto first = niche_of(0, a))
    if (!l.largest_niche || available(*l.largest_niche) <= available(*first)) l.largest_niche = first;
  return l;
}

Layout Calculator::unit(bool sized) const {
  Layout l;
  // While alignments had a preferred one beside them, these were structs without fields.
  l.align = rules_.alignment_is_one ? 1 : dl_.aggregate_align;
  l.preferred_align = dl_.aggregate_preferred;
  l.repr.sized = sized;
  l.fields.what = FieldsShape::What::Arbitrary;
  return l;
}

Layout Calculator::never() const {
  Layout l;
  l.preferred_align = dl_.int_preferred[0];
  l.uninhabited = true;
  l.variants.what = rules_.empty_enums_have_no_variant ? Variants::What::Empty : Variants::What::Single;
  return l;
}

Layout Calculator::array(const Layout& element, std::optional<std::uint64_t> count) const {
  Layout l;
  const std::uint64_t n = count.value_or(0);
  if (__builtin_mul_overflow(element.size, n, &l.size) || l.size >= dl_.obj_size_bound()) size_overflow();
  l.align = l.unadjusted_align = element.align;
  l.preferred_align = element.preferred_align;
  l.randomization_seed = element.randomization_seed + n;
  l.repr.sized = count.has_value();
  l.fields.what = FieldsShape::What::Array;
  l.fields.stride = element.size;
  l.fields.count = n;
  if (n != 0) l.largest_niche = element.largest_niche;
  l.uninhabited = element.uninhabited && n != 0;
  return l;
}

Layout Calculator::vector(const Layout& element, std::uint64_t count, bool packed, bool scalable, bool as_array) const {
  constexpr std::uint64_t kMaxLanes = 1 << 15;
  if (count == 0 || count > kMaxLanes) throw Error(fmt::format("a vector of {} lanes", count));
  if (!element.repr.is_scalar()) throw Error("a vector of elements that are not scalars");
  Layout l;
  if (__builtin_mul_overflow(element.size, count, &l.size) || l.size >= dl_.obj_size_bound()) size_overflow();
  l.align = dl_.vector_alignment(l.size);
  l.preferred_align = dl_.preferred_vector_alignment(l.size);
  l.randomization_seed = element.randomization_seed + count;
  if (packed && rules_.packed_vectors_have_no_padding && !std::has_single_bit(count)) {
    l.align = std::uint64_t{1} << std::countr_zero(l.size);
  } else {
    l.repr.what = scalable ? BackendRepr::What::ScalableVector : BackendRepr::What::Vector;
    l.repr.a = element.repr.a;
    l.repr.count = count;
  }
  l.size = align_to(l.size, l.align);
  l.unadjusted_align = rules_.vectors_have_alignment_of_element ? element.align : l.align;
  if (as_array) {
    l.fields.what = FieldsShape::What::Array;
    l.fields.stride = element.size;
    l.fields.count = count;
  } else {
    l.fields.what = FieldsShape::What::Arbitrary;
    l.fields.offsets = {0};
    l.fields.in_memory = {0};
  }
  l.largest_niche = element.largest_niche;
  return l;
}

}  // namespace rmeta::layout
