// SPDX-License-Identifier: MIT OR Apache-2.0
// Enums. One variant that can exist: it is laid out like a struct. Otherwise a tag tells variants apart, in one of two
// ways, and the better one wins: a tag of its own before the fields ("direct"), or values that a field of the largest
// variant never has ("niche"; `None` in `Option<&T>`).
#include <fmt/format.h>

#include <algorithm>

#include "calculator.hpp"
#include "rmeta/error.hpp"

namespace rmeta::layout {

// Without values and without bytes: nothing needs to be told apart from it.
bool Calculator::absent(const Fields& fields) const {
  bool uninhabited = false;
  for (const Layout* f : fields) {
    uninhabited |= f->uninhabited;
    if (rules_.absent_variants_have_align_1 ? !is_1zst(*f) : !f->is_zst()) return false;
  }
  return uninhabited;
}

Layout Calculator::enumeration(const Enum& e, const Repr& repr, const ValidRange& range) const {
  const bool keep =
      (repr.c && rules_.repr_c_keeps_absent_variants) || (repr.int_type && rules_.repr_int_keeps_absent_variants);
  std::vector<std::uint32_t> present;
  for (std::uint32_t i = 0; i < e.variants.size() && present.size() < 2; ++i)
    if (keep || !absent(e.variants[i])) present.push_back(i);
  if (present.empty()) return never();
  if (present.size() == 1 && !repr.inhibits_enum_opt()) {
    Layout l = structure(e.variants[present[0]], repr, false, false, range);
    l.variants.index = present[0];
    return l;
  }
  if (repr.pack) throw Error("a packed enum");
  Layout direct = tagged(e, repr);
  auto niche = rules_.niche_beside_several_variants ? niche_filling(e, repr) : single_niche_filling(e, repr);
  if (!niche) return direct;
  auto free = [](const Layout& l) { return l.largest_niche ? available(*l.largest_niche) : U128{0}; };
  if (direct.size > niche->size) return std::move(*niche);
  if (direct.size == niche->size && free(direct) < free(*niche)) return std::move(*niche);
  return direct;
}

std::optional<Niche> Calculator::niche_of_variant(const Fields& fields, const Layout& variant) const {
  if (rules_.niche_of_whole_variant) return variant.largest_niche;
  std::optional<Niche> best;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    auto n = fields[i]->largest_niche;
    if (!n || (best && available(*n) < available(*best))) continue;
    best = n;
    best->offset += variant.fields.offsets[i];
  }
  return best;
}

namespace {

Layout niche_layout(std::vector<Layout> variants, std::uint64_t offset, const Reserved& r, std::uint32_t untagged,
                    std::pair<std::uint32_t, std::uint32_t> tagged) {
  Layout l;
  l.uninhabited = true;
  for (const Layout& v : variants) {
    l.uninhabited &= v.uninhabited;
    l.randomization_seed += v.randomization_seed;
  }
  l.fields.what = FieldsShape::What::Arbitrary;
  l.fields.offsets = {offset};
  l.fields.in_memory = {0};
  l.largest_niche = niche_of(offset, r.scalar);
  l.variants.what = Variants::What::Multiple;
  l.variants.encoding = Variants::Encoding::Niche;
  l.variants.tag = r.scalar;
  l.variants.tag_offset = offset;
  l.variants.untagged = untagged;
  std::tie(l.variants.niche_first, l.variants.niche_last) = tagged;
  l.variants.niche_start = r.start;
  l.variants.variants = std::move(variants);
  return l;
}

}  // namespace

std::optional<Layout> Calculator::niche_filling(const Enum& e, const Repr& repr) const {
  if (repr.inhibits_enum_opt() || e.variants.size() < 2) return std::nullopt;
  if (e.explicit_discriminants && !rules_.niche_beside_explicit_discriminants) return std::nullopt;
  std::uint64_t align = dl_.aggregate_align, max_repr_align = repr.align, unadjusted = align;
  std::uint64_t preferred = dl_.aggregate_preferred;
  std::vector<Layout> variants;
  std::uint32_t largest = 0;
  for (std::uint32_t i = 0; i < e.variants.size(); ++i) {
    Layout v = univariant(e.variants[i], repr, {});
    v.variants.index = i;
    align = std::max(align, v.align);
    preferred = std::max(preferred, v.preferred_align);
    max_repr_align = std::max(max_repr_align, v.max_repr_align);
    unadjusted = std::max(unadjusted, v.unadjusted_align);
    variants.push_back(std::move(v));
    if (variants[i].size >= variants[largest].size) largest = i;  // the last of the largest
  }
  // All variants between the first and the last one that needs a value get one.
  std::optional<std::pair<std::uint32_t, std::uint32_t>> tagged;
  for (std::uint32_t i = 0; i < variants.size(); ++i) {
    if (i == largest || absent(e.variants[i])) continue;
    if (!tagged) tagged.emplace(i, i);
    tagged->second = i;
  }
  if (!tagged) throw Error("an enum with one variant where several are expected");
  auto niche = niche_of_variant(e.variants[largest], variants[largest]);
  auto reserved = niche ? reserve(rules_, *niche, U128{tagged->second - tagged->first} + 1) : std::nullopt;
  if (!reserved) return std::nullopt;
  const std::uint64_t end = niche->offset + niche->value.size, size = align_to(variants[largest].size, align);
  bool others_empty = true;
  for (std::uint32_t i = 0; i < variants.size(); ++i) {
    if (i == largest) continue;
    Layout& v = variants[i];
    v.largest_niche.reset();
    if (v.size > niche->offset) {
      const std::uint64_t at = align_to(end, v.align);
      if (at + v.size > size) return std::nullopt;
      for (std::size_t f = 0; f < v.fields.offsets.size(); ++f)
        if (rules_.zero_sized_fields_move_too || !e.variants[i][f]->is_zst()) v.fields.offsets[f] += at;
      if (!v.uninhabited) v.repr = BackendRepr{};
      v.size += at;
    }
    others_empty &= v.size == 0;
  }
  Layout l;
  l.align = align;
  l.preferred_align = preferred;
  const bool as_largest = size == variants[largest].size && same_align(l, variants[largest]) && others_empty;
  BackendRepr held = variants[largest].repr;
  l = niche_layout(std::move(variants), niche->offset, *reserved, largest, *tagged);
  l.size = size;
  l.align = align;
  l.preferred_align = preferred;
  l.max_repr_align = max_repr_align;
  l.unadjusted_align = unadjusted;
  if (as_largest && held.is_scalar()) {
    l.repr = held;
    l.repr.a = reserved->scalar;
  } else if (as_largest && held.is_pair()) {
    // Only the niche is sure to be there.
    l.repr = held;
    (niche->offset == 0 ? l.repr.b : l.repr.a) = to_union(niche->offset == 0 ? held.b : held.a);
    (niche->offset == 0 ? l.repr.a : l.repr.b) = reserved->scalar;
  }
  l.randomization_seed += repr.shuffle_seed;
  finish_uninhabited(l);
  return l;
}

// As it was when all variants but one had to be of size zero.
std::optional<Layout> Calculator::single_niche_filling(const Enum& e, const Repr& repr) const {
  if (repr.inhibits_enum_opt() || e.explicit_discriminants) return std::nullopt;
  std::optional<std::uint32_t> dataful;
  std::optional<std::pair<std::uint32_t, std::uint32_t>> tagged;
  for (std::uint32_t i = 0; i < e.variants.size(); ++i) {
    if (absent(e.variants[i])) continue;
    const auto& fields = e.variants[i];
    if (std::any_of(fields.begin(), fields.end(), [](const Layout* f) { return !f->is_zst(); })) {
      if (dataful) return std::nullopt;
      dataful = i;
      continue;
    }
    if (!tagged) tagged.emplace(i, i);
    tagged->second = i;
  }
  if (!tagged || !dataful) return std::nullopt;
  std::uint64_t align = dl_.aggregate_align, preferred = dl_.aggregate_preferred;
  std::vector<Layout> variants;
  for (std::uint32_t i = 0; i < e.variants.size(); ++i) {
    variants.push_back(univariant(e.variants[i], repr, {}));
    variants[i].variants.index = i;
    align = std::max(align, variants[i].align);
    preferred = std::max(preferred, variants[i].preferred_align);
  }
  const Layout& v = variants[*dataful];
  auto niche = niche_of_variant(e.variants[*dataful], v);
  auto reserved = niche ? reserve(rules_, *niche, U128{tagged->second - tagged->first} + 1) : std::nullopt;
  if (!reserved) return std::nullopt;
  const std::uint64_t size = v.size;
  BackendRepr held = v.repr;
  Layout l = niche_layout(std::move(variants), niche->offset, *reserved, *dataful, *tagged);
  l.size = size;
  l.align = l.unadjusted_align = align;
  l.preferred_align = preferred;
  if (held.is_scalar()) {
    l.repr = held;
    l.repr.a = reserved->scalar;
  } else if (held.is_pair()) {
    l.repr = held;
    (niche->offset == 0 ? l.repr.b : l.repr.a) = to_union(niche->offset == 0 ? held.b : held.a);
    (niche->offset == 0 ? l.repr.a : l.repr.b) = reserved->scalar;
  }
  l.randomization_seed += repr.shuffle_seed;
  finish_uninhabited(l);
  return l;
}

}  // namespace rmeta::layout
