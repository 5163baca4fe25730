// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/types/declared.hpp"

#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::types {

using crate::DefKind;

bool has_declared_type(DefKind kind) {
  switch (kind) {
    case DefKind::Fn:
    case DefKind::AssocFn:
    case DefKind::Static:
    case DefKind::Const:
    case DefKind::AssocConst:
    case DefKind::Field:
    case DefKind::TyAlias:
    case DefKind::Impl:
      return true;
    default:
      return false;
  }
}

std::string declared_type(Context& cx, DefId def) {
  const DefKind kind = cx.def_kind(def);
  if (!has_declared_type(kind)) throw Error("the item has no type");
  return print(cx, kind == DefKind::Fn || kind == DefKind::AssocFn ? cx.fn_sig(def) : cx.type_of(def));
}

std::string implemented_trait(Context& cx, DefId impl) {
  const Term trait = cx.impl_trait_ref(impl);
  if (trait == nullptr) throw Error("the impl is of no trait");
  return print_trait(cx, trait->def, trait->kids);
}

}  // namespace rmeta::types
