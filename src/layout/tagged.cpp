// SPDX-License-Identifier: MIT OR Apache-2.0
// Enums with a tag of their own: how wide it is, which values it can have, and how the whole is held
// (rustc_abi/src/layout.rs, layout_of_enum; rustc_middle/src/ty/layout.rs, discr_range_of_repr).
#include <fmt/format.h>

#include <algorithm>

#include "calculator.hpp"
#include "rmeta/error.hpp"

namespace rmeta::layout {

namespace {

std::uint64_t fit_unsigned(U128 v) {
  std::uint64_t size = 1;
  while (size < 16 && v > max_value(size)) size *= 2;
  return size;
}

std::uint64_t fit_signed(I128 v) {
  std::uint64_t size = 1;
  while (size < 16) {
    const I128 most = static_cast<I128>(max_value(size) >> 1);
    if (-most - 1 <= v && v <= most) break;
    size *= 2;
  }
  return size;
}

}  // namespace

Primitive Calculator::tag_type(const Repr& repr, I128 min, I128 max) const {
  const std::uint64_t as_unsigned = fit_unsigned(std::max(static_cast<U128>(min), static_cast<U128>(max)));
  const std::uint64_t as_signed = std::max(fit_signed(min), fit_signed(max));
  if (repr.int_type) {
    if (repr.int_type->size < (repr.int_type->is_signed ? as_signed : as_unsigned))
      throw Error("an enum with discriminants that its representation cannot hold");
    return *repr.int_type;
  }
  const std::uint64_t least = repr.c ? dl_.c_enum_min_size : 1;
  const bool is_signed = rules_.smallest_tag_wins ? as_unsigned > as_signed : min < 0;
  return dl_.integer(std::max(is_signed ? as_signed : as_unsigned, least), is_signed);
}

// The least and greatest tag; where the range may go round, what comes behind and before the largest gap.
std::pair<I128, I128> Calculator::tag_range(const Enum& e, const Repr& repr) const {
  std::vector<I128> values;
  const bool all = rules_.repr_c_keeps_absent_variants && repr.c;
  for (std::size_t i = 0; i < e.variants.size(); ++i) {
    const auto& fields = e.variants[i];
    if (all || std::none_of(fields.begin(), fields.end(), [](const Layout* f) { return f->uninhabited; }))
      values.push_back(e.discriminants[i]);
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (values.empty()) return {0, 0};
  if (!rules_.tag_range_goes_round) return {values.front(), values.back()};
  std::pair<I128, I128> best{};
  std::optional<U128> widest;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const I128 from = values[i], to = values[(i + 1) % values.size()];
    U128 distance = 0;
    if (from > to) {
      const U128 used = static_cast<U128>(from) - static_cast<U128>(to);
      const U128 most = max_value(e.discriminant_size);
      distance = e.discriminants_signed ? (most >> 1) - used : most - used;
    } else {
      distance = static_cast<U128>(to) - static_cast<U128>(from);
    }
    if (widest && distance < *widest) continue;
    widest = distance;
    best = {to, from};
  }
  return best;
}

BackendRepr Calculator::repr_of_tagged(const Enum& e, const std::vector<Layout>& variants, const Scalar& tag,
                                       const Layout& enumeration) const {
  BackendRepr memory, whole;
  whole.what = BackendRepr::What::Scalar;
  whole.a = tag;
  if (tag.primitive.size == enumeration.size) return whole;
  if (rules_.fieldless_enum_is_its_tag && !rules_.tag_alone_is_whole_enum &&
      std::all_of(e.variants.begin(), e.variants.end(), [](const Fields& f) { return f.empty(); }))
    return whole;
  // One scalar at the same place in each variant that has any field of a size.
  std::optional<Primitive> common;
  std::uint64_t at = 0;
  bool everywhere = true;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const Layout* only = nullptr;
    std::uint64_t offset = 0;
    for (std::size_t f = 0; f < e.variants[i].size(); ++f) {
      if (e.variants[i][f]->is_zst()) continue;
      if (only) return memory;
      only = e.variants[i][f];
      offset = variants[i].fields.offsets[f];
    }
    if (!only) {
      everywhere = false;
      continue;
    }
    if (!only->repr.is_scalar()) return memory;
    everywhere &= !only->repr.a.may_be_uninit;
    const Primitive p = only->repr.a.primitive;
    if (!common) {
      common = p;
      at = offset;
      continue;
    }
    if (offset != at) return memory;
    if (*common == p) continue;
    if (!rules_.common_primitives_mix) return memory;
    using What = Primitive::What;
    if (common->what == What::Int && p.what == What::Int && common->size == p.size) continue;
    const bool mixed = (common->what == What::Pointer && p.what == What::Int) ||
                       (common->what == What::Int && p.what == What::Pointer);
    if (!mixed || common->size != p.size || common->align != p.align) return memory;
    if (p.what == What::Pointer) common = p;  // a pointer must stay one
  }
  if (!common) return memory;
  Scalar second = full_range(*common);
  if (!everywhere) second = to_union(second);
  const Layout pair = scalar_pair(tag, second);
  const bool fits = same_align(pair, enumeration) && pair.size == enumeration.size;
  return pair.fields.offsets[1] == at && fits ? pair.repr : memory;
}

Layout Calculator::tagged(const Enum& e, const Repr& repr) const {
  const auto [min, max] = tag_range(e, repr);
  const Primitive least = tag_type(repr, min, max);
  Layout l;
  l.align = l.unadjusted_align = dl_.aggregate_align;
  l.preferred_align = dl_.aggregate_preferred;
  l.randomization_seed = repr.shuffle_seed;
  l.max_repr_align = repr.align;
  // A `repr(C)` enum is a tag and a union: all fields start behind the tag where the strictest one can.
  StructKind kind{StructKind::What::Prefixed, least.size, least.align};
  if (repr.c)
    for (const Fields& fields : e.variants)
      for (const Layout* f : fields) kind.prefix_align = std::max(kind.prefix_align, f->align);
  std::uint64_t start_align = 256;  // least alignment of what comes first in a variant
  std::vector<Layout> variants;
  for (std::uint32_t i = 0; i < e.variants.size(); ++i) {
    Layout v = univariant(e.variants[i], repr, kind);
    v.variants.index = i;
    for (std::uint32_t f : v.fields.in_memory)
      if (!is_1zst(*e.variants[i][f])) {
        start_align = std::min(start_align, e.variants[i][f]->align);
        break;
      }
    l.size = std::max(l.size, v.size);
    l.randomization_seed += v.randomization_seed;
    l.align = std::max(l.align, v.align);
    l.preferred_align = std::max(l.preferred_align, v.preferred_align);
    l.max_repr_align = std::max(l.max_repr_align, v.max_repr_align);
    l.unadjusted_align = std::max(l.unadjusted_align, v.unadjusted_align);
    variants.push_back(std::move(v));
  }
  l.size = align_to(l.size, l.align);
  if (l.size >= dl_.obj_size_bound()) size_overflow();
  // The tag grows into the padding before the fields, so that it can be copied with them.
  Primitive type = least;
  if (!repr.inhibits_enum_opt())
    for (std::uint64_t size = 1; size <= 16; size *= 2) {
      const Primitive wider = dl_.integer(size, least.is_signed);
      if (wider.size != start_align || wider.align != start_align) continue;
      if (wider.size > least.size) type = wider;
      break;
    }
  if (type.size > least.size)
    for (Layout& v : variants) {
      for (std::uint64_t& offset : v.fields.offsets)
        if (offset <= least.size) offset = type.size;
      if (v.size <= least.size) v.size = type.size;
    }
  const U128 mask = max_value(type.size);
  const Scalar tag{type, {static_cast<U128>(min) & mask, static_cast<U128>(max) & mask}, false};
  l.uninhabited = std::all_of(variants.begin(), variants.end(), [](const Layout& v) { return v.uninhabited; });
  if (!l.uninhabited || rules_.uninhabited_beside_repr) l.repr = repr_of_tagged(e, variants, tag, l);
  // A variant is seen at the same address as the whole, and held like it.
  if (rules_.variants_are_held_like_the_enum && (l.repr.is_scalar() || l.repr.is_pair()))
    for (Layout& v : variants) {
      const bool none = v.uninhabited && !rules_.uninhabited_beside_repr;
      if (v.fields.offsets.empty() || v.repr.what != BackendRepr::What::Memory || none) continue;
      v.repr = l.repr;
      v.size = std::max(v.size, l.size);
      v.align = std::max(v.align, l.align);
    }
  l.fields.what = FieldsShape::What::Arbitrary;
  l.fields.offsets = {0};
  l.fields.in_memory = {0};
  l.largest_niche = niche_of(0, tag);
  l.variants.what = Variants::What::Multiple;
  l.variants.tag = tag;
  l.variants.variants = std::move(variants);
  return l;
}

}  // namespace rmeta::layout
