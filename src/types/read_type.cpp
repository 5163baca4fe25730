// SPDX-License-Identifier: MIT OR Apache-2.0
// TyKind, variant by variant, of all supported releases.
#include <fmt/format.h>

#include "rmeta/error.hpp"
#include "rmeta/types/reader.hpp"

namespace rmeta::types {

using schema::FieldRole;
using schema::VariantRole;

namespace {

std::uint8_t number_width(const decode::Cursor& c) {
  auto name = c.variant_name();
  name.remove_prefix(1);
  static constexpr std::pair<std::string_view, Width> widths[] = {
      {"8", Width::W8},   {"16", Width::W16},   {"32", Width::W32},
      {"64", Width::W64}, {"128", Width::W128}, {"size", Width::Size},
  };
  for (auto [text, w] : widths)
    if (name == text) return static_cast<std::uint8_t>(w);
  throw Error(fmt::format("number type {} is not understood", c.variant_name())).offset(c.pos());
}

std::uint8_t mutability(const decode::Cursor& c) {
  auto name = c.variant_name();
  if (name == "Mut") return kMut;
  if (name == "Not") return 0;
  throw Error(fmt::format("mutability {} is not understood", name)).offset(c.pos());
}

AliasKind alias_kind(const decode::Cursor& c) {
  if (c.is(VariantRole::AliasTyKind_Projection)) return AliasKind::Projection;
  if (c.is(VariantRole::AliasTyKind_Inherent)) return AliasKind::Inherent;
  if (c.is(VariantRole::AliasTyKind_Opaque)) return AliasKind::Opaque;
  if (c.is(VariantRole::AliasTyKind_Free)) return AliasKind::Free;
  throw Error(fmt::format("alias {} is not understood", c.variant_name())).offset(c.pos());
}

}  // namespace

Term Reader::kind(const Cursor& c) {
  using enum VariantRole;
  const std::uint32_t here = c.variant();
  const auto is = [&](VariantRole role) { return c.is(role, here); };
  static constexpr std::pair<VariantRole, Kind> plain[] = {
      {TyKind_Bool, Kind::Bool},
      {TyKind_Char, Kind::Char},
      {TyKind_Str, Kind::Str},
      {TyKind_Never, Kind::Never},
      {TyKind_Error, Kind::ErrorTy},
      {TyKind_Infer, Kind::InferTy},
      {TyKind_Placeholder, Kind::PlaceholderTy},
  };
  for (auto [role, k] : plain)
    if (is(role)) return in_.leaf(k);
  if (is(TyKind_Adt)) {
    // The whole AdtDef is stored; its own crate has the same, so the id is enough. The oldest releases know that too.
    Cursor adt = c.get(FieldRole::TyKind_Adt_def);
    if (adt.schema().bound(FieldRole::AdtDef_did)) adt = adt.get(FieldRole::AdtDef_did);
    return nominal(Kind::Adt, def(adt), args(c.get(FieldRole::TyKind_Adt_args)));
  }
  if (is(TyKind_Int)) return in_.leaf(Kind::Int, number_width(c.field(0)));
  if (is(TyKind_Uint)) return in_.leaf(Kind::Uint, number_width(c.field(0)));
  if (is(TyKind_Float)) return in_.leaf(Kind::Float, number_width(c.field(0)));
  Node n;
  std::vector<Term> kids;
  if (is(TyKind_Ref)) {
    n.kind = Kind::Ref;
    kids = {region(c.get(FieldRole::TyKind_Ref_region)), type(c.get(FieldRole::TyKind_Ref_ty))};
    n.sub = mutability(c.get(FieldRole::TyKind_Ref_mutability));
  } else if (is(TyKind_RawPtr)) {
    n.kind = Kind::RawPtr;
    kids = {type(c.get(FieldRole::TyKind_RawPtr_ty))};
    n.sub = mutability(c.get(FieldRole::TyKind_RawPtr_mutability));
  } else if (is(TyKind_Slice)) {
    n.kind = Kind::Slice;
    kids = {type(c.field(0))};
  } else if (is(TyKind_Array)) {
    n.kind = Kind::Array;
    kids = {type(c.get(FieldRole::TyKind_Array_ty)), constant(c.get(FieldRole::TyKind_Array_len))};
  } else if (is(TyKind_Tuple)) {
    n.kind = Kind::Tuple;
    // Generic arguments, all of them types, in the oldest releases.
    for (const Cursor& k : c.field(0).elements())
      kids.push_back(c.schema().owns(k.type(), GenericArgKind_Type) ? generic_arg(k) : type(k));
  } else if (is(TyKind_Param)) {
    n.kind = Kind::Param;
    n.a = c.field(0).get(FieldRole::ParamTy_index).as_u32();
    n.text = c.field(0).get(FieldRole::ParamTy_name).symbol_text();
  } else if (is(TyKind_FnPtr)) {
    if (c.has(FieldRole::TyKind_FnPtr_header)) {
      Cursor tys = c.get(FieldRole::TyKind_FnPtr_sig_tys);
      return fn(tys.get(FieldRole::Binder_value), c.get(FieldRole::TyKind_FnPtr_header), true, tys);
    }
    return poly_fn_sig(c.get(FieldRole::TyKind_FnPtr_sig));
  } else if (is(TyKind_FnDef)) {
    return nominal(Kind::FnDef, def(c.field(0)), args(c.field(1)));
  } else if (is(TyKind_Closure)) {
    return nominal(Kind::Closure, def(c.field(0)), args(c.field(1)));
  } else if (is(TyKind_Coroutine)) {
    return nominal(Kind::Coroutine, def(c.field(0)), args(c.field(1)));
  } else if (is(TyKind_CoroutineClosure)) {
    return nominal(Kind::CoroutineClosure, def(c.field(0)), args(c.field(1)));
  } else if (is(TyKind_CoroutineWitness)) {
    return nominal(Kind::CoroutineWitness, def(c.field(0)), args(c.field(1)));
  } else if (is(TyKind_GeneratorWitness)) {
    n.kind = Kind::CoroutineWitness;
    n.binder = true;
    const Binder scope(*this, c.field(0));
    for (const Cursor& k : c.field(0).get(FieldRole::Binder_value).elements()) kids.push_back(type(k));
    n.vars = scope.vars();
  } else if (is(TyKind_Foreign)) {
    n.kind = Kind::Foreign;
    n.def = def(c.field(0));
  } else if (is(TyKind_Dynamic)) {
    n.kind = Kind::Dynamic;
    if (c.has(FieldRole::TyKind_Dynamic_repr) && !c.get(FieldRole::TyKind_Dynamic_repr).is(DynKind_Dyn))
      throw Error("`dyn*` is not understood").offset(c.pos());
    kids = existentials(c.get(FieldRole::TyKind_Dynamic_predicates));
    kids.push_back(region(c.get(FieldRole::TyKind_Dynamic_region)));
  } else if (is(TyKind_Pat)) {
    n.kind = Kind::Pat;
    kids = {type(c.get(FieldRole::TyKind_Pat_ty)), pattern(c.get(FieldRole::TyKind_Pat_pat))};
  } else if (is(TyKind_UnsafeBinder)) {
    n.kind = Kind::UnsafeBinder;
    n.binder = true;
    const Binder scope(*this, c.field(0));
    n.vars = scope.vars();
    kids = {type(c.field(0).get(FieldRole::UnsafeBinderInner_value))};
  } else if (is(TyKind_Alias)) {
    Cursor a = c.get(FieldRole::TyKind_Alias_alias);
    Cursor alias_of = c.get(FieldRole::TyKind_Alias_kind);
    const AliasKind what = alias_kind(alias_of);
    // Up to 1.95.0 beside the kind; from 1.96.0 inside it.
    return alias(def(a.has(FieldRole::AliasTy_def_id) ? a.get(FieldRole::AliasTy_def_id) : alias_of.field(0)),
                 args(a.get(FieldRole::AliasTy_args)), static_cast<std::uint8_t>(what));
  } else if (is(TyKind_Projection)) {
    Cursor p = c.field(0);
    return alias(def(p.get(FieldRole::ProjectionTy_def_id)), args(p.get(FieldRole::ProjectionTy_args)),
                 static_cast<std::uint8_t>(AliasKind::Projection));
  } else if (is(TyKind_Opaque)) {
    return alias(def(c.field(0)), args(c.field(1)), static_cast<std::uint8_t>(AliasKind::Opaque));
  } else if (is(TyKind_Bound)) {
    n.kind = Kind::BoundTy;
    n.a = debruijn(c.field(0));
    n.b = c.field(1).get(FieldRole::BoundTy_var).as_u32();
  } else {
    throw Error(fmt::format("type {} is not understood", c.variant_name())).offset(c.pos());
  }
  n.kids = kids;
  return in_.intern(n);
}

}  // namespace rmeta::types
