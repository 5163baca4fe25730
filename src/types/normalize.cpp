// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/types/normalize.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rmeta/error.hpp"

namespace rmeta::types {
namespace {

constexpr int kMaxDepth = 64;

struct Descend {
  explicit Descend(int& d) : d_(d) { ++d_; }
  ~Descend() { --d_; }
  Descend(const Descend&) = delete;
  Descend& operator=(const Descend&) = delete;
  int& d_;
};

}  // namespace

Term Normalizer::normalize(Term t) {
  if (!t->has(Node::kHasAlias | Node::kHasUnevaluated)) return t;
  if (auto it = done_.find(t); it != done_.end()) return it->second;
  if (depth_ > kMaxDepth) return t;
  Descend guard(depth_);
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
      break;
  }
  return t;
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
  Node n;
  n.kind = Kind::TraitRef;
  n.def = trait;
  n.kids = trait_args;
  if (auto sel = select(in_.intern(n))) return impl_projection(t, *sel);
  return t;
}

Term Normalizer::impl_projection(Term t, const Selected& sel) {
  const Generics& tg = cx_.generics_of(parent_of(cx_, t->def));
  Terms own = t->kids.subspan(tg.count());
  for (const AssocItem& item : cx_.associated_items(sel.item)) {
    if (item.trait_item != t->def) continue;
    std::vector<Term> args = sel.args;
    args.insert(args.end(), own.begin(), own.end());
    return substitute(in_, cx_.type_of(item.def), args);
  }
  // The trait's default, with the trait's own arguments.
  for (const AssocItem& item : cx_.associated_items(parent_of(cx_, t->def)))
    if (item.def == t->def && item.has_value)
      if (Term fallback = cx_.type_of(t->def)) return substitute(in_, fallback, t->kids);
  return t;
}

Term Normalizer::dyn_projection(Term t, Term dyn) {
  for (Term p : dyn->kids)
    if (p->kind == Kind::ExProjection && p->def == t->def)
      return p->escapes() || p->vars > 0 ? nullptr : p->kids.back();
  return nullptr;
}

// Types that the compiler defines (rustc_trait_selection/src/traits/project.rs, `assemble_candidates_from_impls`).
Term Normalizer::builtin_projection(Term t, Term self, std::string_view name, DefId trait) {
  auto lang = [&](std::string_view item) { return cx_.lang_item(item) == trait; };
  if (name == "Output" && lang("fn_once")) {
    Term sig = nullptr;
    if (self->kind == Kind::FnPtr) sig = self;
    if (self->kind == Kind::FnDef) sig = substitute(in_, cx_.fn_sig(self->def), self->kids);
    if (self->kind == Kind::Closure && self->kids.size() >= 3) sig = self->kids[self->kids.size() - 2];
    if (!sig || sig->kind != Kind::FnPtr || sig->kids.back()->escapes()) return nullptr;
    return sig->kids.back();
  }
  if (name == "Metadata" && lang("pointee_trait")) {
    switch (self->kind) {
      case Kind::Str:
      case Kind::Slice:
        return in_.leaf(Kind::Uint, static_cast<std::uint8_t>(Width::Size));
      case Kind::Dynamic: {
        auto meta = cx_.lang_item("dyn_metadata");
        if (!meta) return nullptr;
        Node n;
        n.kind = Kind::Adt;
        n.def = *meta;
        Term args[] = {self};
        n.kids = args;
        return in_.intern(n);
      }
      case Kind::Adt: {
        const AdtDef& adt = cx_.adt_def(self->def);
        if (adt.what != AdtDef::What::Struct || adt.variants.empty() || adt.variants[0].fields.empty())
          return in_.leaf(Kind::Tuple);
        Term tail = cx_.type_of(adt.variants[0].fields.back().def);
        tail = normalize(substitute(in_, tail, self->kids));
        if (tail->kind == Kind::Alias || tail->kind == Kind::Param) return nullptr;
        std::vector<Term> kids(t->kids.begin(), t->kids.end());
        kids[0] = tail;
        return builtin_projection(in_.with_kids(*t, kids), tail, name, trait);
      }
      case Kind::Tuple:
        if (!self->kids.empty()) return nullptr;
        return in_.leaf(Kind::Tuple);
      case Kind::Param:
      case Kind::Alias:
        return nullptr;
      default:
        return in_.leaf(Kind::Tuple);
    }
  }
  return nullptr;
}

Term Normalizer::without_regions(Term t) {
  if (!t->has(Node::kHasRegion | Node::kHasBinder)) return t;
  if (auto it = stripped_.find(t); it != stripped_.end()) return it->second;
  Term stripped = strip_regions(in_, t);
  return stripped_[t] = stripped;
}

bool Normalizer::match(Term pattern, Term target, std::vector<Term>& args) {
  if (pattern == target) return true;
  if (pattern->is_region() && target->is_region()) return true;
  if (pattern->kind == Kind::Param || pattern->kind == Kind::CtParam) {
    if (pattern->a >= args.size()) return false;
    if (!args[pattern->a]) args[pattern->a] = target;
    return args[pattern->a] == target;
  }
  if (pattern->kind != target->kind || pattern->sub != target->sub || pattern->def != target->def ||
      pattern->text != target->text || pattern->bits_lo != target->bits_lo || pattern->bits_hi != target->bits_hi ||
      pattern->kids.size() != target->kids.size())
    return false;
  for (std::size_t i = 0; i < pattern->kids.size(); ++i)
    if (!match(pattern->kids[i], target->kids[i], args)) return false;
  return true;
}

Normalizer::Answer Normalizer::applies(DefId impl, Term trait_ref, std::vector<Term>& args) {
  Term head = cx_.impl_trait_ref(impl);
  if (!head) throw Error("an impl is listed as one of a trait, but implements none");
  const Generics& g = cx_.generics_of(impl);
  args.assign(g.count(), nullptr);
  if (!match(without_regions(head), trait_ref, args)) return Answer::No;
  Term erased = in_.leaf(Kind::ReErased);
  for (const auto& p : g.own)
    if (p.what == GenericParam::What::Lifetime) args[p.index] = erased;
  Answer all = Answer::Yes;
  // Bounds may also give parameters that the header does not mention (`impl<I, T> X for I where I: Iterator<Item =
  // T>`).
  for (Term p : cx_.predicates_of(impl)) {
    if (p->kind != Kind::ProjectionEq || p->kids[1]->kind != Kind::Param) continue;
    if (p->kids[1]->a >= args.size()) throw Error("a bound of an impl names a parameter it does not have");
    if (args[p->kids[1]->a]) continue;
    std::vector<Term> known = args;
    for (Term& a : known)
      if (!a) a = in_.leaf(Kind::InferTy);
    Term got = normalize(without_regions(substitute(in_, p->kids[0], known)));
    if (got->has(Node::kHasAlias | Node::kHasInfer)) return Answer::Maybe;
    args[p->kids[1]->a] = got;
  }
  for (Term a : args)
    if (!a) return Answer::Maybe;
  for (Term p : cx_.predicates_of(impl)) {
    Term q = normalize(without_regions(substitute(in_, p, args)));
    Answer a = Answer::Maybe;
    if (q->kind == Kind::TraitRef) a = holds(q);
    if (q->kind == Kind::ProjectionEq)
      a = q->kids[0] == q->kids[1] ? Answer::Yes : q->has(Node::kHasAlias) ? Answer::Maybe : Answer::No;
    if (a == Answer::No) return a;
    all = std::min(all, a);
  }
  return all;
}

Normalizer::Answer Normalizer::builtin(DefId trait, Term self) {
  if (cx_.lang_item("sized") == trait) {
    switch (self->kind) {
      case Kind::Str:
      case Kind::Slice:
      case Kind::Dynamic:
      case Kind::Foreign:
        return Answer::No;
      case Kind::Adt:
      case Kind::Tuple:
      case Kind::Alias:
      case Kind::Param:
        return Answer::Maybe;
      default:
        return Answer::Yes;
    }
  }
  bool copy = cx_.lang_item("copy") == trait, clone = cx_.lang_item("clone") == trait;
  if (copy || clone) {
    switch (self->kind) {
      case Kind::FnPtr:
      case Kind::FnDef:
        return Answer::Yes;
      case Kind::Ref:
        return self->sub == kMut ? Answer::No : Answer::Yes;
      case Kind::Tuple:
      case Kind::Array:
      case Kind::Closure:
        return Answer::Maybe;
      default:
        break;
    }
  }
  // Closures say what they can do by the integer type that stands for their kind: i8 Fn, i16 FnMut, i32 FnOnce.
  bool once = cx_.lang_item("fn_once") == trait, many = cx_.lang_item("fn_mut") == trait,
       shared = cx_.lang_item("fn") == trait;
  if (once || many || shared) {
    if (self->kind == Kind::FnPtr || self->kind == Kind::FnDef) return Answer::Yes;
    if (self->kind != Kind::Closure || self->kids.size() < 3) return Answer::No;
    Term kind = self->kids[self->kids.size() - 3];
    if (kind->kind != Kind::Int) return Answer::Maybe;
    auto most = static_cast<Width>(kind->sub);
    return once || most == Width::W8 || (many && most == Width::W16) ? Answer::Yes : Answer::No;
  }
  return Answer::No;
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

Normalizer::Answer Normalizer::holds(Term trait_ref) {
  trait_ref = without_regions(trait_ref);
  if (trait_ref->has(Node::kHasAlias | Node::kHasTypeParam | Node::kHasInfer)) return Answer::Maybe;
  if (auto it = held_.find(trait_ref); it != held_.end()) return it->second;
  if (depth_ > kMaxDepth) return Answer::Maybe;
  Descend guard(depth_);
  require_crates(trait_ref);
  held_[trait_ref] = Answer::Maybe;  // what depends on itself is not decided here
  Answer best = builtin(trait_ref->def, trait_ref->kids[0]);
  if (trait_ref->kids[0]->kind == Kind::Dynamic && best == Answer::No) best = Answer::Maybe;
  for (DefId impl : cx_.impls_of(trait_ref->def)) {
    if (best == Answer::Yes) break;
    std::vector<Term> args;
    best = std::max(best, applies(impl, trait_ref, args));
  }
  // Auto traits and those the compiler implements have no impls to show.
  if (best == Answer::No && cx_.impls_of(trait_ref->def).empty()) best = Answer::Maybe;
  return held_[trait_ref] = best;
}

std::optional<Normalizer::Selected> Normalizer::select(Term trait_ref) {
  trait_ref = without_regions(trait_ref);
  require_crates(trait_ref);
  std::optional<Selected> found;
  Answer quality = Answer::No;
  for (DefId impl : cx_.impls_of(trait_ref->def)) {
    std::vector<Term> args;
    Answer a = applies(impl, trait_ref, args);
    if (a == Answer::No) continue;
    if (std::find(args.begin(), args.end(), nullptr) != args.end()) return std::nullopt;
    if (found) {
      // Two can apply: certainty decides only if one of them is certain and the other is not.
      if (a == quality) return std::nullopt;
      if (a < quality) continue;
    }
    found = Selected{impl, std::move(args)};
    quality = a;
  }
  return found;
}

std::optional<Normalizer::Selected> Normalizer::resolve_const(DefId def, Terms args) {
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
  auto impl = select(in_.intern(n));
  if (!impl) return std::nullopt;
  for (const AssocItem& item : cx_.associated_items(impl->item)) {
    if (item.trait_item != def) continue;
    impl->args.insert(impl->args.end(), args.begin() + g.count(), args.end());
    impl->item = item.def;
    return impl;
  }
  return self;
}

}  // namespace rmeta::types
