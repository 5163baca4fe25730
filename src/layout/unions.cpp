// SPDX-License-Identifier: MIT OR Apache-2.0
// Unions: all fields at offset 0. If all fields of a size are held in the same way, so is the union, except that its
// bits may be anything (rustc_abi/src/layout.rs, layout_of_union).
#include <algorithm>

#include "calculator.hpp"
#include "rmeta/error.hpp"

namespace rmeta::layout {

Scalar Calculator::to_union(Scalar s) const {
  s.valid = {0, max_value(s.primitive.size)};
  s.may_be_uninit = rules_.union_scalars_may_be_uninit;
  return s;
}

Layout Calculator::union_of(const Fields& fields, const Repr& repr) const {
  if (fields.empty()) throw Error("a union without fields");
  Layout l;
  l.align = repr.pack ? 1 : dl_.aggregate_align;
  l.preferred_align = repr.pack ? dl_.int_preferred[0] : dl_.aggregate_preferred;
  l.max_repr_align = repr.align;
  const bool align_first = !rules_.union_repr_needs_alignment;
  auto adjust = [&] {
    l.align = std::max(l.align, repr.align);
    l.preferred_align = std::max(l.preferred_align, repr.align);
  };
  if (repr.align && align_first) adjust();
  l.randomization_seed = repr.shuffle_seed;
  std::optional<BackendRepr> common;
  bool differ = repr.c;
  for (const Layout* f : fields) {
    if (!f->is_sized()) throw Error("a field of a union that has no size");
    l.align = std::max(l.align, f->align);
    l.preferred_align = std::max(l.preferred_align, f->preferred_align);
    l.max_repr_align = std::max(l.max_repr_align, f->max_repr_align);
    l.size = std::max(l.size, f->size);
    l.randomization_seed += f->randomization_seed;
    if (differ || f->is_zst()) continue;
    BackendRepr r = f->repr;
    if (r.what != BackendRepr::What::Memory) r.a = to_union(r.a);
    if (r.is_pair()) r.b = to_union(r.b);
    if (!common)
      common = r;
    else
      differ = *common != r;
  }
  if (repr.pack) {
    l.align = std::min(l.align, repr.pack);
    l.preferred_align = std::min(l.preferred_align, repr.pack);
  }
  l.unadjusted_align = l.align;
  if (repr.align && !align_first) adjust();
  if (common && !differ) {
    bool fits = true;
    if (rules_.union_repr_needs_alignment) {
      if (common->is_scalar()) fits = common->a.primitive.align == l.align;
      if (common->is_pair()) fits = std::max(common->a.primitive.align, common->b.primitive.align) == l.align;
      if (common->what == BackendRepr::What::Vector)
        fits = rules_.union_vectors_need_element_alignment
                   ? common->a.primitive.align <= l.align
                   : dl_.vector_alignment(common->a.primitive.size * common->count) == l.align;
    }
    if (fits) l.repr = *common;
  }
  l.fields.what = FieldsShape::What::Union;
  l.fields.count = fields.size();
  l.size = align_to(l.size, l.align);
  if (l.size >= dl_.obj_size_bound()) size_overflow();
  return l;
}

}  // namespace rmeta::layout
