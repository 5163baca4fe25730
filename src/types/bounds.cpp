// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/types/bounds.hpp"

#include <algorithm>

#include "rmeta/error.hpp"

namespace rmeta::types {

namespace {

bool implies(Context& cx, DefId trait, DefId wanted, int depth) {
  constexpr int kMaxDepth = 32;
  if (trait == wanted) return true;
  if (depth > kMaxDepth) throw Error("supertraits without end");
  return std::ranges::any_of(cx.super_predicates_of(trait), [&](Term p) {
    return p->kind == Kind::TraitRef && p->kids[0]->kind == Kind::Param && p->kids[0]->a == 0 &&
           implies(cx, p->def, wanted, depth + 1);
  });
}

}  // namespace

bool implies(Context& cx, DefId trait, DefId wanted) {
  return implies(cx, trait, wanted, 0);
}

bool has_own_impl(Context& cx, DefId trait, DefId adt) {
  return std::ranges::any_of(cx.impls_of(trait), [&](DefId impl) {
    if (impl.crate != adt.crate) return false;
    const Term self = cx.type_of(impl);
    return self->kind == Kind::Adt && self->def == adt;
  });
}

}  // namespace rmeta::types
