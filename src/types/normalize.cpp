// SPDX-License-Identifier: MIT OR Apache-2.0
// The walk over a term, and what a projection is by an impl. How impls are chosen: select.cpp; what the compiler
// defines itself: builtin.cpp (does it hold?) and builtin_projection.cpp (what type is it?).
#include "rmeta/types/normalize.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "descend.hpp"
#include "rmeta/error.hpp"

namespace rmeta::types {

Term Normalizer::normalize(Term t) {
  if (!t->has(Node::kHasAlias | Node::kHasUnevaluated)) return t;
  if (auto it = done_.find(t); it != done_.end()) return it->second;
  Descend guard(depth_, "a type that takes too many steps to resolve");
  std::vector<Term> kids;
  kids.reserve(t->kids.size());
  for (Term k : t->kids) kids.push_back(normalize(k));
  Term r = std::equal(kids.begin(), kids.end(), t->kids.begin()) ? t : in_.with_kids(*t, kids);
  if (r->kind == Kind::Alias) {
    Term next = alias(r);
    if (next != r) r = normalize(next);
  }
  if (r->kind == Kind::CtUnevaluated)
    if (Term value = cx_.const_value(r->def, r->kids)) r = value;
  done_[t] = r;
  return r;
}

Term Normalizer::alias(Term t) {
  switch (static_cast<AliasKind>(t->sub)) {
    case AliasKind::Opaque:
    case AliasKind::Free: {
      Term hidden = cx_.type_of(t->def);
      return hidden ? substitute(in_, hidden, t->kids) : t;
    }
    case AliasKind::Projection:
      return projection(t);
    case AliasKind::Inherent:
      return inherent(t);
  }
  return t;
}

// Its arguments are the type that it is of, and its own; those of the impl follow from the type
// (rustc_trait_selection/src/traits/normalize.rs, `compute_inherent_assoc_term_args`).
Term Normalizer::inherent(Term t) {
  if (t->kids.empty() || t->kids[0]->has(Node::kHasTypeParam | Node::kHasAlias)) return t;
  std::vector<Term> args;
  if (is_for(parent_of(cx_, t->def), t->kids[0], args) != Answer::Yes) return t;
  args.insert(args.end(), t->kids.begin() + 1, t->kids.end());
  Term hidden = cx_.type_of(t->def);
  return hidden ? substitute(in_, hidden, args) : t;
}

Term Normalizer::projection(Term t) {
  DefId trait = parent_of(cx_, t->def);
  const Generics& g = cx_.generics_of(trait);
  if (t->kids.size() < g.count() || g.count() == 0) return t;
  Terms trait_args = t->kids.first(g.count());
  Term self = trait_args[0];
  // Nothing is known about parameters, and what mentions an enclosing binder would have to be instantiated first.
  if (self->kind == Kind::Alias || self->kind == Kind::Param || self->kind == Kind::InferTy) return t;
  auto name = cx_.def_key(t->def).name;
  if (Term b = builtin_projection(t, self, name, trait)) return b;
  if (self->kind == Kind::Dynamic)
    if (Term d = dyn_projection(t, self)) return d;
  if (auto sel = select(in_.make(Kind::TraitRef, trait_args, trait))) return impl_projection(t, *sel);
  return t;
}

Term Normalizer::impl_projection(Term t, const Selected& impl) {
  const Generics& g = cx_.generics_of(parent_of(cx_, t->def));
  Term trait_ref = in_.make(Kind::TraitRef, t->kids.first(g.count()), parent_of(cx_, t->def));
  if (auto item = item_of(impl, t->def, trait_ref)) {
    item->args.insert(item->args.end(), t->kids.begin() + g.count(), t->kids.end());
    return substitute(in_, cx_.type_of(item->item), item->args);
  }
  // The trait's default, with the trait's own arguments.
  for (const AssocItem& item : cx_.associated_items(parent_of(cx_, t->def)))
    if (item.def == t->def && item.has_value)
      if (Term fallback = cx_.type_of(t->def)) return substitute(in_, fallback, t->kids);
  return t;
}

Term Normalizer::without_regions(Term t) {
  if (!t->has(Node::kHasRegion | Node::kHasBinder)) return t;
  if (auto it = stripped_.find(t); it != stripped_.end()) return it->second;
  Term stripped = strip_regions(in_, t);
  return stripped_[t] = stripped;
}

}  // namespace rmeta::types
