// SPDX-License-Identifier: MIT OR Apache-2.0
// Which impl applies. An impl's header is a pattern; where it matches, the impl's bounds must hold as well, each of
// them a question of the same kind (rustc_trait_selection/src/traits/select). Of several impls that apply, one that
// specialises all the others is meant: the metadata names the parent of each impl in the specialisation graph.
#include <fmt/format.h>

#include <algorithm>

#include "descend.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/normalize.hpp"

namespace rmeta::types {

bool Normalizer::match(Term pattern, Term target, std::vector<Term>& args, Deferred& deferred) {
  if (pattern == target && !pattern->has(Node::kHasTypeParam)) return true;
  if (pattern->is_region() && target->is_region()) return true;
  if (pattern->kind == Kind::Param || pattern->kind == Kind::CtParam) {
    if (pattern->a >= args.size()) return false;
    if (!args[pattern->a]) args[pattern->a] = target;
    return args[pattern->a] == target;
  }
  if (pattern->kind == Kind::Alias || pattern->kind == Kind::CtUnevaluated) {
    deferred.emplace_back(pattern, target);
    return true;
  }
  if (pattern->kind != target->kind || pattern->sub != target->sub || pattern->def != target->def ||
      pattern->text != target->text || pattern->bits_lo != target->bits_lo || pattern->bits_hi != target->bits_hi ||
      pattern->a != target->a || pattern->b != target->b || pattern->kids.size() != target->kids.size())
    return false;
  for (std::size_t i = 0; i < pattern->kids.size(); ++i)
    if (!match(pattern->kids[i], target->kids[i], args, deferred)) return false;
  return true;
}

Normalizer::Answer Normalizer::check(Term p, const std::vector<Term>& args) {
  Term q = settled(substitute(in_, p, args));
  if (q->kind == Kind::TraitRef) return holds(q);
  if (q->kind != Kind::ProjectionEq) return Answer::Maybe;
  if (q->kids[0] == q->kids[1]) return Answer::Yes;
  return q->has(Node::kHasAlias | Node::kHasUnevaluated) ? Answer::Maybe : Answer::No;
}

Normalizer::Answer Normalizer::applies(DefId impl, Term trait_ref, std::vector<Term>& args) {
  Term head = cx_.impl_trait_ref(impl);
  if (!head) throw Error("an impl is listed as one of a trait, but implements none");
  return fits(impl, head, trait_ref, args);
}

Normalizer::Answer Normalizer::is_for(DefId impl, Term target, std::vector<Term>& args) {
  Term trait_ref = cx_.impl_trait_ref(impl);
  if ((trait_ref != nullptr) != (target->kind == Kind::TraitRef)) return Answer::No;
  return fits(impl, trait_ref ? trait_ref : settled(cx_.type_of(impl)), without_regions(target), args);
}

Normalizer::Answer Normalizer::fits(DefId impl, Term head, Term target, std::vector<Term>& args) {
  const Generics& g = cx_.generics_of(impl);
  args.assign(g.count(), nullptr);
  Deferred deferred;
  if (!match(without_regions(head), target, args, deferred)) return Answer::No;
  Term erased = in_.leaf(Kind::ReErased);
  for (const auto& p : g.own)
    if (p.what == GenericParam::What::Lifetime) args[p.index] = erased;
  Answer all = Answer::Yes;
  // Bounds may also give parameters that the header does not mention (`impl<'a, I, T> X for Cloned<I> where I:
  // Iterator<Item = &'a T>`), one after the other.
  auto unknown = [&] { return std::find(args.begin(), args.end(), nullptr) != args.end(); };
  for (std::size_t round = 0; round < args.size() && unknown(); ++round) {
    std::vector<Term> known = args;
    for (std::size_t i = 0; i < known.size(); ++i)
      if (!known[i]) known[i] = in_.leaf(g.own[i].what == GenericParam::What::Const ? Kind::CtOther : Kind::InferTy);
    for (Term p : cx_.predicates_of(impl)) {
      if (p->kind != Kind::ProjectionEq || !p->kids[1]->has(Node::kHasTypeParam)) continue;
      Term got = settled(substitute(in_, p->kids[0], known));
      if (got->has(Node::kHasAlias | Node::kHasInfer)) continue;
      if (!match(without_regions(p->kids[1]), got, args, deferred)) return Answer::No;
    }
  }
  for (Term a : args)
    if (!a) return Answer::Maybe;
  for (auto [pattern, target] : deferred) {
    Term got = settled(substitute(in_, pattern, args));
    if (got == target) continue;
    if (!got->has(Node::kHasAlias | Node::kHasUnevaluated)) return Answer::No;
    all = Answer::Maybe;
  }
  for (Term p : cx_.predicates_of(impl)) {
    Answer a = check(p, args);
    if (a == Answer::No) return a;
    all = std::min(all, a);
  }
  return all;
}

// An impl stands in the crate of its trait or in that of a type it mentions (the orphan rule). So with these crates at
// hand no impl is missed; without one of them, a wrong impl might pass for the only one.
void Normalizer::require_crates(Term t) {
  switch (t->kind) {
    case Kind::Adt:
    case Kind::Foreign:
    case Kind::Closure:
    case Kind::Coroutine:
    case Kind::CoroutineClosure:
    case Kind::FnDef:
    case Kind::ExTrait:
    case Kind::TraitRef:
      if (at_hand_.insert(t->def.crate).second) cx_.def_key(t->def);
      break;
    default:
      break;
  }
  for (Term k : t->kids) require_crates(k);
}

Normalizer::Answer Normalizer::holds(DefId trait, Term self) {
  return holds(in_.make(Kind::TraitRef, {&self, 1}, trait));
}

Normalizer::Answer Normalizer::evaluate(Term trait_ref) {
  Term self = trait_ref->kids[0];
  if (cx_.trait_is_auto(trait_ref->def)) return auto_trait(trait_ref);
  auto own = builtin_of(trait_ref->def);
  Answer best = own ? builtin(*own, trait_ref) : Answer::No;
  if (self->kind == Kind::Dynamic && best != Answer::Yes) best = std::max(best, object(trait_ref));
  for (DefId impl : cx_.impls_of(trait_ref->def)) {
    if (best == Answer::Yes) break;
    std::vector<Term> args;
    best = std::max(best, applies(impl, trait_ref, args));
  }
  // Those the compiler implements in ways not known here have no impls to show.
  if (best == Answer::No && !own && cx_.impls_of(trait_ref->def).empty()) best = Answer::Maybe;
  return best;
}

// A question that comes up again while it is being answered holds for auto traits (all types of a cycle have to hold,
// and do if nothing else speaks against it), and is not decided for others. What was answered relying on that is kept
// only once the outermost such question is answered.
Normalizer::Answer Normalizer::holds(Term trait_ref) {
  trait_ref = without_regions(trait_ref);
  if (trait_ref->has(Node::kHasAlias | Node::kHasTypeParam | Node::kHasInfer)) return Answer::Maybe;
  if (auto it = held_.find(trait_ref); it != held_.end()) return it->second;
  if (auto it = active_.find(trait_ref); it != active_.end()) {
    lowest_ = std::min(lowest_, it->second);
    return cx_.trait_is_auto(trait_ref->def) ? Answer::Yes : Answer::Maybe;
  }
  Descend guard(depth_, "a bound that takes too many steps to check");
  require_crates(trait_ref);
  const int mine = depth_, outer = lowest_;
  lowest_ = 1 << 30;
  active_.emplace(trait_ref, mine);
  Answer answer = Answer::Maybe;
  try {
    answer = evaluate(trait_ref);
  } catch (...) {
    active_.erase(trait_ref);
    lowest_ = std::min(outer, lowest_);
    throw;
  }
  active_.erase(trait_ref);
  if (lowest_ >= mine) {
    held_.emplace(trait_ref, answer);
    lowest_ = outer;
  } else {
    lowest_ = std::min(outer, lowest_);
  }
  return answer;
}

bool Normalizer::specializes(DefId special, DefId general) {
  constexpr int kMost = 64;
  auto at = cx_.impl_parent(special);
  for (int i = 0; i < kMost && at; ++i) {
    if (*at == general) return true;
    at = cx_.impl_parent(*at);
  }
  return false;
}

std::optional<Normalizer::Selected> Normalizer::select(Term trait_ref) {
  trait_ref = without_regions(trait_ref);
  if (trait_ref->has(Node::kHasTypeParam | Node::kHasInfer)) return std::nullopt;
  require_crates(trait_ref);
  std::optional<Selected> found;
  Answer quality = Answer::No;
  for (DefId impl : cx_.impls_of(trait_ref->def)) {
    std::vector<Term> args;
    Answer a = applies(impl, trait_ref, args);
    if (a == Answer::No) continue;
    if (std::find(args.begin(), args.end(), nullptr) != args.end()) return std::nullopt;
    if (found) {
      // Both can apply where one specialises the other. Otherwise coherence lets only one apply, and certainty of one
      // decides against the other.
      const bool more = specializes(impl, found->item), less = specializes(found->item, impl);
      if (more && a != Answer::Yes) return std::nullopt;
      if (less && quality != Answer::Yes) return std::nullopt;
      if (!more && !less && a == quality) return std::nullopt;
      if (less || (!more && a < quality)) continue;
    }
    found = Selected{impl, std::move(args)};
    quality = a;
  }
  return found;
}

std::optional<Normalizer::Selected> Normalizer::item_of(const Selected& impl, DefId trait_item, Term trait_ref) {
  Selected at = impl;
  constexpr int kMost = 64;
  for (int i = 0; i < kMost; ++i) {
    for (const AssocItem& item : cx_.associated_items(at.item))
      if (item.trait_item == trait_item) return Selected{item.def, at.args};
    auto parent = cx_.impl_parent(at.item);
    if (!parent) break;
    at.item = *parent;
    if (applies(*parent, without_regions(trait_ref), at.args) != Answer::Yes) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Normalizer::Selected> Normalizer::resolve(DefId def, Terms args) {
  Selected self{def, {args.begin(), args.end()}};
  auto key = cx_.def_key(def);
  if (!key.parent || key.kind != crate::DefPathKind::ValueNs) return self;
  DefId parent{def.crate, *key.parent};
  const Generics& g = cx_.generics_of(parent);
  if (!g.has_self || g.parent || args.size() < g.count()) return self;  // not in a trait
  Node n;
  n.kind = Kind::TraitRef;
  n.def = parent;
  n.kids = args.first(g.count());
  Term trait_ref = in_.intern(n);
  auto impl = select(trait_ref);
  if (!impl) return std::nullopt;
  if (auto item = item_of(*impl, def, trait_ref)) {
    item->args.insert(item->args.end(), args.begin() + g.count(), args.end());
    return item;
  }
  return self;
}

}  // namespace rmeta::types
