// SPDX-License-Identifier: MIT OR Apache-2.0
// Whether a pointer to one type can become a pointer to another, unsized one: `T: Unsize<U>`
// (rustc_trait_selection/src/traits/select, `assemble_candidates_for_unsizing` and what confirms them).
#include <algorithm>

#include "rmeta/error.hpp"
#include "rmeta/types/normalize.hpp"

namespace rmeta::types {

namespace {

bool mentions(Term t, std::uint32_t param) {
  if (!t->has(Node::kHasTypeParam)) return false;
  if (t->kind == Kind::Param || t->kind == Kind::CtParam) return t->a == param;
  return std::any_of(t->kids.begin(), t->kids.end(), [&](Term k) { return mentions(k, param); });
}

}  // namespace

Normalizer::Answer Normalizer::unsizes(Term trait_ref) {
  if (trait_ref->kids.size() != 2) return Answer::Maybe;
  Term from = trait_ref->kids[0], to = trait_ref->kids[1];
  if (to->kind == Kind::Dynamic) return from->kind == Kind::Dynamic ? upcasts(from, to) : becomes_object(from, to);
  if (from->kind == Kind::Array && to->kind == Kind::Slice)
    return from->kids[0] == to->kids[0] ? Answer::Yes : Answer::No;
  if (from->kind == Kind::Adt && to->kind == Kind::Adt && from->def == to->def)
    return last_field_unsizes(trait_ref->def, from, to);
  // Of tuples: for a crate with the feature `unsized_tuple_coercion`, where the release has it.
  if (from->kind == Kind::Tuple && to->kind == Kind::Tuple && from->kids.size() == to->kids.size() &&
      !from->kids.empty())
    return Answer::Maybe;
  return Answer::No;
}

// No auto trait more, and the same trait with the same arguments. Whether a supertrait will do, or no trait at all,
// differs by release.
Normalizer::Answer Normalizer::upcasts(Term from, Term to) {
  for (Term p : to->kids)
    if (p->kind == Kind::ExAuto && object(in_.make(Kind::TraitRef, {&from, 1}, p->def)) == Answer::No)
      return Answer::No;
  Term before = principal_of(in_, from), after = principal_of(in_, to);
  if (!after) return before ? Answer::Maybe : Answer::Yes;
  if (!before) return Answer::No;
  std::vector<Term> args(after->kids.begin(), after->kids.end());
  args[0] = from;
  if (object(in_.make(Kind::TraitRef, args, after->def)) == Answer::No) return Answer::No;
  for (Term p : to->kids)
    if (p->kind == Kind::ExTrait || p->kind == Kind::ExProjection)
      if (std::find(from->kids.begin(), from->kids.end(), p) == from->kids.end()) return Answer::Maybe;
  return Answer::Yes;
}

Normalizer::Answer Normalizer::becomes_object(Term from, Term to) {
  const auto sized = cx_.lang_item("sized");
  Answer least = sized ? holds(*sized, from) : Answer::Maybe;
  for (Term p : to->kids) {
    if (least == Answer::No) break;
    if (p->kind == Kind::ExAuto) least = std::min(least, holds(p->def, from));
    if (p->kind == Kind::ExTrait) least = std::min(least, holds(settled(with_self(in_, p, from))));
    if (p->kind != Kind::ExProjection) continue;
    Term alias = with_self(in_, p, from);  // with the type that it has to be as the last argument
    Term is = settled(in_.make(Kind::Alias, alias->kids.first(alias->kids.size() - 1), p->def,
                               static_cast<std::uint8_t>(AliasKind::Projection)));
    if (is == settled(alias->kids.back())) continue;
    least = std::min(least, is->has(Node::kHasAlias | Node::kHasUnevaluated) ? Answer::Maybe : Answer::No);
  }
  return least;
}

// `Struct<.., T, ..>` where parameters differ that the last field alone mentions, and that field can.
Normalizer::Answer Normalizer::last_field_unsizes(DefId trait, Term from, Term to) {
  const AdtDef& adt = cx_.adt_def(from->def);
  if (adt.what != AdtDef::What::Struct || adt.variants.empty() || adt.variants[0].fields.empty()) return Answer::No;
  const auto& fields = adt.variants[0].fields;
  Term last = cx_.type_of(fields.back().def);
  bool any = false;
  for (std::uint32_t i = 0; i < from->kids.size() && i < to->kids.size(); ++i) {
    bool changes = mentions(last, i);
    for (std::size_t f = 0; f + 1 < fields.size() && changes; ++f) changes = !mentions(cx_.type_of(fields[f].def), i);
    any |= changes;
    if (!changes && from->kids[i] != to->kids[i]) return Answer::No;
  }
  if (!any) return Answer::No;
  Term tails[] = {settled(substitute(in_, last, from->kids)), settled(substitute(in_, last, to->kids))};
  return holds(in_.make(Kind::TraitRef, tails, trait));
}

}  // namespace rmeta::types
