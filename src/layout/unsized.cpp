// SPDX-License-Identifier: MIT OR Apache-2.0
// Whether some instance of a struct can be unsized: then its last field stays last in every instance, so that `&S<T>`
// converts to `&S<dyn Trait>`. rustc asks, where the struct is declared, whether the declared type of the last field is
// `Sized` (rustc_ty_utils/src/layout.rs, `maybe_unsized`; rustc_middle/src/ty/util.rs, `is_sized`). The type is not
// normalised before it asks, and the trait system then does not always see through a projection:
//   - 1.48 knows of `<T as A>::Out` what the trait's declaration of `Out` says;
//   - later ones put what the projection stands for into that declaration, and so no longer find what they look for:
//     it counts as unsized. From 1.70 on the question is answered again if it depends on no parameter and on no
//     lifetime: so `<u8 as A>::Out` is sized, `<&'static u8 as A>::Out` is not.
// Opaque types are treated alike from 1.78 on; before, by what their declaration says, unless an argument is a
// projection.
#include <algorithm>
#include <unordered_set>

#include "rmeta/error.hpp"
#include "rmeta/layout/layouts.hpp"
#include "rmeta/types/bounds.hpp"
#include "rmeta/types/def_map.hpp"

namespace rmeta::layout {

using types::AdtDef;
using types::Kind;
using types::Node;
using types::Term;

namespace {

constexpr std::size_t kMaxSteps = 64;     // structs around a tail
constexpr std::size_t kMaxBounds = 1000;  // traits that a where clause implies

/// Whether a lifetime that no binder inside of the term declares is left in it.
bool has_free_region(Term t) {
  std::vector<Term> todo{t};
  std::unordered_set<Term> seen;
  while (!todo.empty()) {
    Term at = todo.back();
    todo.pop_back();
    if (at->is_region() && at->kind != Kind::ReBound) return true;
    if (!at->has(Node::kHasRegion) || !seen.insert(at).second) continue;
    todo.insert(todo.end(), at->kids.begin(), at->kids.end());
  }
  return false;
}

bool is_alias(Term t, types::AliasKind kind) {
  return t->kind == Kind::Alias && t->sub == static_cast<std::uint8_t>(kind);
}

}  // namespace

// What a type alias that stands in a type by its own name is an alias of.
Term Layouts::expand(Term t) {
  for (std::size_t steps = 0; is_alias(t, types::AliasKind::Free); ++steps) {
    if (steps == kMaxSteps) throw Error("type aliases without end");
    t = types::substitute(in_, cx_.type_of(t->def), t->kids);
  }
  return t;
}

bool Layouts::implies_sized(types::DefId trait) {
  auto sized = cx_.lang_item("sized");
  if (!sized) throw Error("which trait is `Sized` is not known").hint("crate core is needed");
  return types::implies(cx_, trait, *sized);
}

// The last field of the last field, and so on, as far as structs and tuples can be followed without arguments. All
// without lifetimes.
Term Layouts::declared_tail(Term t) {
  auto settled = [&](Term field) { return types::strip_regions(in_, cx_.normalize(expand(field))); };
  for (std::size_t steps = 0; steps < kMaxSteps; ++steps) {
    if (t->kind == Kind::Tuple && !t->kids.empty()) {
      t = settled(t->kids.back());
      continue;
    }
    if (t->kind != Kind::Adt) break;
    const AdtDef& inner = cx_.adt_def(t->def);
    if (inner.what != AdtDef::What::Struct || inner.variants.empty() || inner.variants[0].fields.empty()) break;
    t = settled(types::substitute(in_, cx_.type_of(inner.variants[0].fields.back().def), t->kids));
  }
  return t;
}

// `T: ?Sized` is the absence of the bound `T: Sized`, here and in the declaration of a projection.
bool Layouts::has_sized_bound(const AdtDef& def, Term t) {
  auto sized = [&](Term p) { return p->kind == Kind::TraitRef && implies_sized(p->def); };
  const auto& clauses = cx_.predicates_of(def.def);
  if (std::any_of(clauses.begin(), clauses.end(),
                  [&](Term p) { return sized(p) && types::strip_regions(in_, p->kids[0]) == t; }))
    return true;
  if (t->kind != Kind::Alias) return false;
  const auto& bounds = cx_.item_bounds(t->def);
  return std::any_of(bounds.begin(), bounds.end(), sized);
}

// The compiler answers for every type what these traits' types are, but for those that depend on a parameter.
bool Layouts::is_left_open(const AdtDef& def, types::DefId trait, Term self) {
  auto unknown = [](Term t) { return t->kind == Kind::Param || t->kind == Kind::Alias; };
  if (trait == cx_.lang_item("discriminant_kind")) return unknown(self);
  if (trait != cx_.lang_item("pointee_trait")) return false;
  if (rules_.metadata_is_that_of_the_tail && !unknown(self)) return false;
  Term t = declared_tail(self);
  return unknown(t) && !has_sized_bound(def, t);
}

// Whether nothing is known of what a projection with parameters stands for but that its type has the trait: because a
// where clause of the struct says so, or the declaration of the projection that is its type; or because the compiler
// itself answers for the trait, and only for types that it knows. A clause `<T as Trait>::Name == X` says more.
bool Layouts::is_rigid(const AdtDef& def, Term projection) {
  if (!is_alias(projection, types::AliasKind::Projection)) return false;
  const types::DefId trait = types::parent_of(cx_, projection->def);
  std::vector<Term> clauses;
  bool stands_for_another = false;
  auto add = [&](Term p) {
    p = types::strip_regions(in_, p);
    if (p->kind == Kind::ProjectionEq) {
      stands_for_another |= p->kids[0] == projection;
    } else if (p->kind == Kind::TraitRef && std::find(clauses.begin(), clauses.end(), p) == clauses.end()) {
      clauses.push_back(p);
    }
  };
  for (Term p : cx_.predicates_of(def.def)) add(p);
  for (Term self = projection->kids[0]; self->kind == Kind::Alias && !self->kids.empty(); self = self->kids[0])
    for (Term p : cx_.item_bounds(self->def)) add(types::substitute(in_, p, self->kids));
  bool has_trait = is_left_open(def, trait, projection->kids[0]);
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    Term c = clauses[i];
    // A clause without parameters does not count: who can, uses an impl.
    has_trait |= c->def == trait && c->has(Node::kHasTypeParam) && c->kids.size() <= projection->kids.size() &&
                 std::equal(c->kids.begin(), c->kids.end(), projection->kids.begin());
    if (clauses.size() > kMaxBounds) throw Error("where clauses that imply traits without end");
    for (Term p : cx_.super_predicates_of(c->def)) add(types::substitute(in_, p, c->kids));
  }
  return has_trait && !stands_for_another;
}

bool Layouts::maybe_unsized(const AdtDef& def) {
  if (def.what != AdtDef::What::Struct || def.variants.empty() || def.variants[0].fields.empty()) return false;
  if (const bool* known = unsized_tails_->find(def.def)) return *known;
  bool result = false;
  // The declared type's own tail, as far as it can be followed without arguments.
  // (From 1.78 on a type alias in whose text an opaque type is written stands in the field by its own name, and is
  // treated like one.)
  Term named = cx_.type_of(def.variants[0].fields.back().def);
  Term t = types::strip_regions(in_, expand(named));
  const bool alias = is_alias(named, types::AliasKind::Free), opaque = alias || is_alias(t, types::AliasKind::Opaque);
  // The declaration of an opaque type is not found either if what stands for its arguments is put into it.
  auto restated = [&](Term arg) { return types::strip_regions(in_, cx_.normalize(arg)) != arg; };
  const bool hidden = (!opaque || rules_.opaque_types_are_unsized || std::ranges::any_of(t->kids, restated)) &&
                      rules_.projections_are_unsized;
  if ((alias || t->kind == Kind::Alias) && hidden && !is_rigid(def, t)) {
    const bool seen_through =
        rules_.known_projections_are_sized && !named->has(Node::kHasTypeParam) && !has_free_region(named);
    if (!seen_through) return (*unsized_tails_)[def.def] = true;
    t = types::strip_regions(in_, cx_.normalize(t));
  }
  t = declared_tail(t);
  switch (t->kind) {
    case Kind::Str:
    case Kind::Slice:
    case Kind::Dynamic:
    case Kind::Foreign:
      result = true;
      break;
    case Kind::Param:
    case Kind::Alias:
      result = !has_sized_bound(def, t);
      break;
    default:
      break;
  }
  return (*unsized_tails_)[def.def] = result;
}

}  // namespace rmeta::layout
