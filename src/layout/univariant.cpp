// SPDX-License-Identifier: MIT OR Apache-2.0
// One row of fields: a struct, a tuple, the captures of a closure, one variant of an enum behind its tag. Fields may be
// put in any order unless the representation forbids it; then each takes the next place that is aligned for it.
#include <algorithm>
#include <bit>
#include <numeric>
#include <tuple>

#include "calculator.hpp"
#include "rmeta/error.hpp"

namespace rmeta::layout {

bool Calculator::fixed_field_order(const Repr& r) const {
  if (r.pack == 1 && !rules_.packed_fields_reordered) return true;
  return r.c || r.simd || r.scalable || r.linear || r.int_type.has_value();
}

namespace {

/// A field that may be unsized has no say: the order must not depend on it.
std::uint64_t seed_of_fields(const Fields& fields, const StructKind& kind) {
  const std::size_t tail = kind.what == StructKind::What::MaybeUnsized ? 1 : 0;
  std::uint64_t seed = 0;
  for (std::size_t i = 0; i + tail < fields.size(); ++i) seed += fields[i]->randomization_seed;
  return seed;
}

}  // namespace

std::vector<std::uint32_t> Calculator::field_order(const Fields& fields, const Repr& repr, const StructKind& kind,
                                                   Bias bias) const {
  std::vector<std::uint32_t> order(fields.size());
  std::iota(order.begin(), order.end(), 0);
  if (fixed_field_order(repr) || fields.size() < 2) return order;
  // A field that may be unsized stays last, and has no say: `&S<T>` must convert to `&S<dyn Trait>`.
  const std::size_t tail = kind.what == StructKind::What::MaybeUnsized ? 1 : 0;
  const auto end = order.end() - static_cast<std::ptrdiff_t>(tail);
  const bool prefixed = kind.what == StructKind::What::Prefixed;
  if (repr.randomize) {
    std::uint64_t seed = repr.shuffle_seed;
    if (rules_.fields_seed_the_shuffle) seed += seed_of_fields(fields, kind);
    shuffle(rules_, std::span(order).first(order.size() - tail), seed);
    return order;
  }
  auto niche = [](const Layout& f) { return f.largest_niche ? available(*f.largest_niche) : U128{0}; };
  auto align = [&](const Layout& f) { return repr.pack ? std::min(f.align, repr.pack) : f.align; };

  if (!rules_.fields_grouped_by_size) {
    std::stable_sort(order.begin(), end, [&](auto x, auto y) {
      const Layout &a = *fields[x], &b = *fields[y];
      if (prefixed) return align(a) < align(b);
      if (a.is_zst() != b.is_zst()) return a.is_zst();
      return align(a) > align(b);
    });
    return order;
  }

  std::uint64_t max_align = 1;
  U128 largest_niche = 0;
  for (std::size_t i = 0; i + tail < fields.size(); ++i) {
    max_align = i == 0 ? fields[i]->align : std::max(max_align, fields[i]->align);
    largest_niche = std::max(largest_niche, niche(*fields[i]));
  }
  // Fields that can share a group without padding: [u8; 4] goes with u32.
  auto group = [&](const Layout& f) -> std::uint64_t {
    if (repr.pack) return align(f);
    auto by_size = static_cast<std::uint64_t>(std::countr_zero(std::max(f.align, f.size)));
    if (!rules_.niches_moved_to_edges || largest_niche == 0) return by_size;
    if (bias == Bias::Start) return std::min(static_cast<std::uint64_t>(std::countr_zero(max_align)), by_size);
    return niche(f) == largest_niche ? static_cast<std::uint64_t>(std::countr_zero(f.align)) : by_size;
  };
  struct Key {
    bool late;  // after those of size zero
    std::uint64_t group;
    U128 niche;
    std::uint64_t inner;
  };
  std::vector<Key> keys;
  for (const Layout* f : fields) {
    Key k{false, group(*f), niche(*f), 0};
    if (!prefixed) {
      k.group = ~k.group;
      if (!rules_.niches_moved_to_edges) {
        k.late = !f->is_zst();
      } else if (bias == Bias::Start) {
        k.niche = ~k.niche;
        if (f->largest_niche) k.inner = f->largest_niche->offset;
      } else if (f->largest_niche) {
        k.inner = ~(f->size - f->largest_niche->value.size - f->largest_niche->offset);
      }
    }
    keys.push_back(k);
  }
  std::stable_sort(order.begin(), end, [&](auto x, auto y) {
    const Key &a = keys[x], &b = keys[y];
    return std::tie(a.late, a.group, a.niche, a.inner) < std::tie(b.late, b.group, b.niche, b.inner);
  });
  return order;
}

// Whether the whole can be handled as the only field of a size, or as two scalars.
BackendRepr Calculator::repr_of_fields(const Fields& fields, const Repr& repr, const Layout& whole) const {
  BackendRepr memory;
  memory.sized = whole.repr.sized;
  if (!memory.sized || whole.size == 0) return memory;
  std::vector<std::size_t> sized;
  for (std::size_t i = 0; i < fields.size() && sized.size() < 3; ++i)
    if (!fields[i]->is_zst()) sized.push_back(i);
  const auto& offsets = whole.fields.offsets;
  if (sized.size() == 1) {
    const Layout& f = *fields[sized[0]];
    if (offsets[sized[0]] != 0 || whole.align != f.align || whole.size != f.size) return memory;
    const bool unwraps = rules_.newtype_repr_ignores_field_order ? !repr.c && !repr.simd : !fixed_field_order(repr);
    if (f.repr.is_pair()) return f.repr;
    if (unwraps && (f.repr.is_scalar() || f.repr.what == BackendRepr::What::Vector)) return f.repr;
    return memory;
  }
  if (sized.size() != 2) return memory;
  std::size_t i = sized[0], j = sized[1];
  if (!fields[i]->repr.is_scalar() || !fields[j]->repr.is_scalar()) return memory;
  if (offsets[i] >= offsets[j]) std::swap(i, j);
  const Layout pair = scalar_pair(fields[i]->repr.a, fields[j]->repr.a);
  if (offsets[i] == pair.fields.offsets[0] && offsets[j] == pair.fields.offsets[1] && same_align(whole, pair) &&
      whole.size == pair.size)
    return pair.repr;
  return memory;
}

// Releases whose representation "uninhabited" replaces any other.
void Calculator::finish_uninhabited(Layout& l) const {
  if (!l.uninhabited || rules_.uninhabited_beside_repr) return;
  l.repr = BackendRepr{};
}

Layout Calculator::univariant_biased(const Fields& fields, const Repr& repr, const StructKind& kind, Bias bias) const {
  Layout l;
  l.align = repr.pack ? 1 : dl_.aggregate_align;
  l.preferred_align = repr.pack ? dl_.int_preferred[0] : dl_.aggregate_preferred;
  l.max_repr_align = repr.align;
  l.randomization_seed = repr.shuffle_seed + seed_of_fields(fields, kind);
  l.fields.what = FieldsShape::What::Arbitrary;
  l.fields.in_memory = field_order(fields, repr, kind, bias);
  l.fields.offsets.assign(fields.size(), 0);
  std::uint64_t offset = 0;
  if (kind.what == StructKind::What::Prefixed) {
    const std::uint64_t align = repr.pack ? std::min(kind.prefix_align, repr.pack) : kind.prefix_align;
    l.align = std::max(l.align, align);
    l.preferred_align = std::max(l.preferred_align, align);
    offset = align_to(kind.prefix_size, align);
  }
  U128 largest = 0;
  for (std::uint32_t i : l.fields.in_memory) {
    const Layout& f = *fields[i];
    if (!l.repr.sized) throw Error("a field behind one that has no size");
    if (!f.is_sized()) {
      if (kind.what != StructKind::What::MaybeUnsized) throw Error("a field that has no size where it needs one");
      l.repr.sized = false;
    }
    const std::uint64_t align = repr.pack ? std::min(f.align, repr.pack) : f.align;
    offset = align_to(offset, align);
    l.align = std::max(l.align, align);
    l.preferred_align =
        std::max(l.preferred_align, repr.pack ? std::min(f.preferred_align, repr.pack) : f.preferred_align);
    l.max_repr_align = std::max(l.max_repr_align, f.max_repr_align);
    l.fields.offsets[i] = offset;
    l.uninhabited |= f.uninhabited;
    if (f.largest_niche && !repr.hide_niche) {
      const U128 n = available(*f.largest_niche);
      if (bias == Bias::Start ? n > largest : n >= largest) {
        largest = n;
        l.largest_niche = f.largest_niche;
        l.largest_niche->offset += offset;
      }
    }
    offset = add_sizes(dl_, offset, f.size);
  }
  l.unadjusted_align = l.align;
  l.align = std::max(l.align, repr.align);
  l.preferred_align = std::max(l.preferred_align, repr.align);
  l.size = align_to(offset, l.align);
  if (l.size >= dl_.obj_size_bound()) size_overflow();
  l.repr = repr_of_fields(fields, repr, l);
  if (repr.transparent) {
    auto is_sized = [](const Layout* f) { return !f->is_zst(); };
    const auto count = std::count_if(fields.begin(), fields.end(), is_sized);
    const bool looked_at = l.repr.what != BackendRepr::What::Memory || (l.repr.sized && l.size > 0);
    l.unadjusted_align =
        looked_at && count == 1 ? (*std::find_if(fields.begin(), fields.end(), is_sized))->unadjusted_align : l.align;
  }
  finish_uninhabited(l);
  return l;
}

Layout Calculator::univariant(const Fields& fields, const Repr& repr, const StructKind& kind) const {
  Layout l = univariant_biased(fields, repr, kind, Bias::Start);
  // Enums like their niche near an edge: smaller variants fit into the rest.
  if (!rules_.niches_moved_to_edges || kind.what == StructKind::What::MaybeUnsized || !l.largest_niche ||
      fields.size() < 2)
    return l;
  const std::uint64_t head = l.largest_niche->offset;
  const std::uint64_t tail = l.size - head - l.largest_niche->value.size;
  if (head == 0 || tail == 0) return l;
  Layout other = univariant_biased(fields, repr, kind, Bias::End);
  const std::uint64_t other_head = other.largest_niche->offset;
  return other_head > head && other_head > tail ? other : l;
}

namespace {

void hide_range(Scalar& s) {
  if (!s.may_be_uninit) s.valid = {0, max_value(s.primitive.size)};
}

}  // namespace

Layout Calculator::structure(const Fields& fields, const Repr& repr, bool maybe_unsized, bool no_niche,
                             const ValidRange& range) const {
  StructKind kind;
  if (maybe_unsized && !fields.empty()) kind.what = StructKind::What::MaybeUnsized;
  Layout l = univariant(fields, repr, kind);
  if (no_niche && rules_.unsafe_cells_have_full_ranges) {
    if (l.repr.what != BackendRepr::What::Memory) hide_range(l.repr.a);
    if (l.repr.is_pair()) hide_range(l.repr.b);
    l.largest_niche.reset();
    return l;
  }
  if (!l.repr.is_scalar() && !l.repr.is_pair()) {
    if (range.start || range.end) throw Error("a range of valid values for a type that is not a scalar");
    return l;
  }
  Scalar& s = l.repr.a;
  const U128 max = max_value(s.primitive.size);
  if ((range.start && *range.start > max) || (range.end && *range.end > max))
    throw Error("a range of valid values that the type cannot hold");
  if (range.start || range.end) s.may_be_uninit = false;
  if (range.start) s.valid.start = *range.start;
  if (range.end) s.valid.end = *range.end;
  if (rules_.valid_ranges_are_patterns || repr.hide_niche) return l;
  if (auto niche = niche_of(0, s))
    if (!l.largest_niche || available(*l.largest_niche) <= available(*niche)) l.largest_niche = niche;
  return l;
}

}  // namespace rmeta::layout
