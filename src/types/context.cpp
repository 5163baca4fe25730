// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/types/context.hpp"

#include <fmt/format.h>

#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::types {

LayoutQuery& Context::layouts() {
  throw Error("the layout of a type is needed where layouts are not computed");
}

const std::vector<Term>& Context::item_bounds(DefId) {
  throw Error("the bounds of an associated type are needed where they are not known");
}

Term with_self(Interner& in, Term existential, Term self) {
  std::vector<Term> args{self};
  args.insert(args.end(), existential->kids.begin(), existential->kids.end());
  return strip_regions(in, in.make(Kind::TraitRef, args, existential->def));
}

Term principal_of(Interner& in, Term dyn) {
  for (Term p : dyn->kids)
    if (p->kind == Kind::ExTrait) return with_self(in, p, dyn);
  return nullptr;
}

DefId parent_of(Context& cx, DefId def) {
  auto key = cx.def_key(def);
  if (!key.parent) throw Error("a crate root has no parent");
  return {def.crate, *key.parent};
}

std::string why_unresolved(Context& cx, Term t) {
  for (bool deeper = true; deeper;) {
    deeper = false;
    for (Term k : t->kids) {
      if (!k->has(Node::kHasAlias | Node::kHasUnevaluated)) continue;
      t = k;
      deeper = true;
      break;
    }
  }
  std::string why = t->kind == Kind::CtUnevaluated ? cx.const_failure(t->def, t->kids) : "";
  return fmt::format("{} {} cannot be {}{}{}", t->is_const() ? "constant" : "associated type", print(cx, t),
                     t->is_const() ? "evaluated" : "resolved", why.empty() ? "" : ": ", why);
}

Term synthetic_arg(Context& cx, Term closure, std::string_view name) {
  auto at = [&](std::size_t index) {
    if (index >= closure->kids.size() || !closure->kids[index]->is_type())
      throw Error(fmt::format("a closure or coroutine without its {}", name));
    return closure->kids[index];
  };
  const Generics& g = cx.generics_of(closure->def);
  for (const GenericParam& p : g.own)
    if (p.name == name) return at(p.index);
  if (g.own.empty() || !g.own[0].name.empty()) return nullptr;
  // From 1.98 on these parameters have no names; they stand in this order
  // (rustc_hir_analysis/src/collect/generics_of.rs).
  static constexpr std::string_view of_closure[] = {"<closure_kind>", "<closure_signature>", "<upvars>"},
                                    of_coroutine[] = {"<coroutine_kind>", "<resume_ty>", "<yield_ty>", "<return_ty>",
                                                      "<upvars>"},
                                    of_async_closure[] = {"<closure_kind>", "<closure_signature_parts>", "<upvars>",
                                                          "<bound_captures_by_ref>"};
  std::span<const std::string_view> names = of_closure;
  if (closure->kind == Kind::Coroutine) names = of_coroutine;
  if (closure->kind == Kind::CoroutineClosure) names = of_async_closure;
  for (std::size_t i = 0; i < names.size() && i < g.own.size(); ++i)
    if (names[i] == name) return at(g.own[i].index);
  return nullptr;
}

Terms own_args_no_defaults(Context& cx, const Generics& g, Terms args) {
  std::size_t first = g.parent_count, last = g.count();
  if (last > args.size()) throw Error(fmt::format("{} generic arguments for {} parameters", args.size(), last));
  if (g.has_self && !g.parent) first = 1;
  for (auto p = g.own.rbegin(); p != g.own.rend() && last > first; ++p) {
    if (p->host_effect) {
      --last;
      continue;
    }
    if (p->what == GenericParam::What::Lifetime || !p->has_default) break;
    if (substitute(cx.interner(), cx.param_default(p->def), args) != args[p->index]) break;
    --last;
  }
  return args.subspan(first, last - first);
}

namespace {

// Older releases store bare value trees below a branch, newer ones typed constants.
Term typed(Context& cx, Term tree, Term type) {
  if (tree->is_const()) return tree;
  Term kids[] = {type, tree};
  return cx.interner().make(Kind::CtValue, kids);
}

Term tree_of(Term value) {
  if (value->kind == Kind::CtValue) return value->kids[1];
  if (value->kind == Kind::Leaf || value->kind == Kind::Branch) return value;
  throw Error("a constant that is not a value where its parts are needed");
}

// The type of a constant whose parts are wanted; a bare tree has none.
Term type_of(Term value) {
  if (value->kind != Kind::CtValue) throw Error("a constant without its type where its parts are needed");
  return value->kids[0];
}

Term branch_of(Term value) {
  Term tree = tree_of(value);
  if (tree->kind != Kind::Branch) throw Error("a scalar constant where a compound one is needed");
  return tree;
}

}  // namespace

std::optional<Bits> leaf_bits(Term value) {
  if (value->kind == Kind::CtValue) value = value->kids[1];
  if (value->kind != Kind::Leaf || value->sub == 0 || value->sub > 16) return std::nullopt;
  return Bits{value->bits_lo, value->bits_hi, value->sub};
}

DestructuredConst destructure_adt_const(Context& cx, Term value) {
  Term type = type_of(value);
  if (type->kind != Kind::Adt) throw Error("a constant of no struct or enum where its fields are needed");
  const AdtDef& adt = cx.adt_def(type->def);
  auto parts = branch_of(value)->kids;
  DestructuredConst out;
  if (adt.what == AdtDef::What::Enum) {
    auto idx = parts.empty() ? std::nullopt : leaf_bits(parts[0]);
    if (!idx) throw Error("an enum constant without its variant");
    out.variant = static_cast<std::uint32_t>(idx->lo);
    parts = parts.subspan(1);
  }
  if (out.variant >= adt.variants.size()) throw Error("an enum constant of a variant that does not exist");
  const auto& fields = adt.variants[out.variant].fields;
  if (fields.size() != parts.size()) throw Error("a constant with another number of fields than its type");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Term ty =
        erase_regions(cx.interner(), cx.normalize(substitute(cx.interner(), cx.type_of(fields[i].def), type->kids)));
    out.fields.push_back(typed(cx, parts[i], ty));
  }
  return out;
}

std::vector<Term> branch_consts(Context& cx, Term value) {
  Term type = type_of(value);
  auto parts = branch_of(value)->kids;
  std::vector<Term> out;
  const bool tuple = type->kind == Kind::Tuple;
  if (tuple ? type->kids.size() != parts.size()
            : type->kind != Kind::Str && type->kind != Kind::Array && type->kind != Kind::Slice)
    throw Error("a compound constant of a type that has no such parts");
  Term byte = cx.interner().leaf(Kind::Uint, static_cast<std::uint8_t>(Width::W8));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Term ty = type->kind == Kind::Str ? byte : type->kids[tuple ? i : 0];
    out.push_back(typed(cx, parts[i], ty));
  }
  return out;
}

}  // namespace rmeta::types
