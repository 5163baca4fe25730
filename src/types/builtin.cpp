// SPDX-License-Identifier: MIT OR Apache-2.0
// Traits that hold without an impl: those whose meaning the compiler knows (rustc_trait_selection/src/traits/select,
// `assemble_candidates`), auto traits, and what a trait object implements by being one.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rmeta/error.hpp"
#include "rmeta/types/normalize.hpp"

namespace rmeta::types {

enum class Normalizer::Builtin : std::uint8_t {
  Sized,
  Copy,
  Fn,
  FnMut,
  FnOnce,
  AsyncFn,
  AsyncFnMut,
  AsyncFnOnce,
  AsyncFnKindHelper,
  Unsize,
  Future,
  Iterator,
  AsyncIterator,
  Coroutine,
  Everything,  // holds for every type
  FnPtr,
  Tuple,
  Unknown,  // the compiler decides, in a way that is not known here
};

std::optional<Normalizer::Builtin> Normalizer::builtin_of(DefId trait) {
  static constexpr std::pair<std::string_view, Builtin> lang_items[] = {
      {"sized", Builtin::Sized},
      {"meta_sized", Builtin::Sized},
      {"pointee_sized", Builtin::Everything},
      {"copy", Builtin::Copy},
      {"clone", Builtin::Copy},
      {"fn", Builtin::Fn},
      {"fn_mut", Builtin::FnMut},
      {"fn_once", Builtin::FnOnce},
      {"future_trait", Builtin::Future},
      {"iterator", Builtin::Iterator},
      {"async_iterator", Builtin::AsyncIterator},
      {"coroutine", Builtin::Coroutine},
      {"generator", Builtin::Coroutine},
      {"discriminant_kind", Builtin::Everything},
      {"pointee_trait", Builtin::Everything},
      {"destruct", Builtin::Everything},
      {"fn_ptr_trait", Builtin::FnPtr},
      {"tuple_trait", Builtin::Tuple},
      {"async_destruct", Builtin::Everything},
      {"unsize", Builtin::Unsize},
      {"async_fn", Builtin::AsyncFn},
      {"async_fn_mut", Builtin::AsyncFnMut},
      {"async_fn_once", Builtin::AsyncFnOnce},
      {"async_fn_kind_helper", Builtin::AsyncFnKindHelper},
      {"bikeshed_guaranteed_no_drop", Builtin::Unknown},
      {"transmute_trait", Builtin::Unknown},
  };
  if (builtins_.empty())
    for (auto [name, what] : lang_items)
      if (auto d = cx_.lang_item(name)) builtins_.emplace(*d, what);
  auto it = builtins_.find(trait);
  if (it == builtins_.end()) return std::nullopt;
  return it->second;
}

Normalizer::Answer Normalizer::all(DefId trait, Terms types) {
  Answer least = Answer::Yes;
  for (Term t : types) {
    if (!t->is_type()) continue;
    least = std::min(least, holds(trait, settled(t)));
    if (least == Answer::No) break;
  }
  return least;
}

// A struct is as sized as its last field; the fields of other types have to be sized anyway.
Normalizer::Answer Normalizer::sized(DefId trait, Term self) {
  const bool meta = cx_.lang_item("meta_sized") == trait;
  switch (self->kind) {
    case Kind::Str:
    case Kind::Slice:
    case Kind::Dynamic:
      return meta ? Answer::Yes : Answer::No;
    case Kind::Foreign:
      return Answer::No;
    case Kind::Tuple:
      return self->kids.empty() ? Answer::Yes : all(trait, self->kids.last(1));
    case Kind::Adt: {
      const AdtDef& adt = cx_.adt_def(self->def);
      if (adt.what != AdtDef::What::Struct || adt.variants.empty() || adt.variants[0].fields.empty())
        return Answer::Yes;
      Term tail[] = {substitute(in_, cx_.type_of(adt.variants[0].fields.back().def), self->kids)};
      return all(trait, tail);
    }
    case Kind::Alias:
    case Kind::Param:
    case Kind::UnsafeBinder:
      return Answer::Maybe;
    default:
      return Answer::Yes;
  }
}

CoroutineFor coroutine_for(Context& cx, DefId d) {
  auto kind = cx.coroutine_kind(d);  // "desugared async fn", "async block" (older), "coroutine movable", "gen" (older)
  auto has = [&](std::string_view word) { return kind.find(word) != std::string::npos; };
  if (has("asyncgen")) return CoroutineFor::AsyncGen;
  if (has("async")) return CoroutineFor::Async;
  return has("desugared gen") ? CoroutineFor::Gen : CoroutineFor::General;
}

// Before futures became built in, an `async` body was a generator, and a type of the library around it the future.
bool is_general_coroutine(Context& cx, DefId d) {
  auto what = coroutine_for(cx, d);
  return what == CoroutineFor::General || (what == CoroutineFor::Async && cx.lang_item("from_generator"));
}

namespace {

/// Whether a coroutine may move once it runs: async code may not, `gen` may, of others it is written
/// (rustc_hir/src/hir.rs). Nothing where it is not known.
std::optional<bool> may_move(Context& cx, DefId coroutine) {
  switch (coroutine_for(cx, coroutine)) {
    case CoroutineFor::Async:
    case CoroutineFor::AsyncGen:
      return false;
    case CoroutineFor::Gen:
      return true;
    case CoroutineFor::General:
      break;
  }
  const std::string kind = cx.coroutine_kind(coroutine);
  if (kind.find("static") != std::string::npos) return false;
  return kind.find("movable") != std::string::npos ? std::optional(true) : std::nullopt;
}

}  // namespace

std::optional<std::vector<Term>> Normalizer::coroutine_parts(Term coroutine) {
  auto parts = cx_.coroutine_witnesses(coroutine);
  Term captured = synthetic_arg(cx_, coroutine, "<upvars>");
  if (!parts || !captured) return std::nullopt;
  parts->push_back(captured);
  return parts;
}

Normalizer::Answer Normalizer::builtin(Builtin what, Term trait_ref) {
  Term self = trait_ref->kids[0];
  auto is_coroutine = [&](CoroutineFor want) {
    return self->kind == Kind::Coroutine && coroutine_for(cx_, self->def) == want &&
                   !is_general_coroutine(cx_, self->def)
               ? Answer::Yes
               : Answer::No;
  };
  switch (what) {
    case Builtin::Sized:
      return sized(trait_ref->def, self);
    case Builtin::Fn:
      return callable(trait_ref, Width::W8);
    case Builtin::FnMut:
      return callable(trait_ref, Width::W16);
    case Builtin::FnOnce:
      return callable(trait_ref, Width::W32);
    case Builtin::AsyncFn:
      return async_callable(trait_ref, Width::W8);
    case Builtin::AsyncFnMut:
      return async_callable(trait_ref, Width::W16);
    case Builtin::AsyncFnOnce:
      return async_callable(trait_ref, Width::W32);
    case Builtin::AsyncFnKindHelper: {
      Term want = trait_ref->kids.size() > 1 ? trait_ref->kids[1] : self;
      return self->kind == Kind::Int && want->kind == Kind::Int && self->sub <= want->sub ? Answer::Yes : Answer::No;
    }
    case Builtin::Unsize:
      return unsizes(trait_ref);
    case Builtin::Future:
      return is_coroutine(CoroutineFor::Async);
    case Builtin::Iterator:
      return is_coroutine(CoroutineFor::Gen);
    case Builtin::AsyncIterator:
      return is_coroutine(CoroutineFor::AsyncGen);
    case Builtin::Coroutine: {
      if (self->kind != Kind::Coroutine || !is_general_coroutine(cx_, self->def)) return Answer::No;
      Term resume = settled(synthetic_arg(cx_, self, "<resume_ty>"));
      return trait_ref->kids.size() > 1 && trait_ref->kids[1] == resume ? Answer::Yes : Answer::No;
    }
    case Builtin::Everything:
      return Answer::Yes;
    case Builtin::FnPtr:
      return self->kind == Kind::FnPtr ? Answer::Yes : Answer::No;
    case Builtin::Tuple:
      return self->kind == Kind::Tuple ? Answer::Yes : Answer::No;
    case Builtin::Unknown:
      return Answer::Maybe;
    case Builtin::Copy:
      break;
  }
  // Copy and Clone of types that have no impl of their own.
  switch (self->kind) {
    case Kind::FnPtr:
    case Kind::FnDef:
    case Kind::Never:
      return Answer::Yes;
    case Kind::Ref:
      return self->sub == kMut ? Answer::No : Answer::Yes;
    case Kind::Tuple:
    case Kind::Array:
      return all(trait_ref->def, self->kids);
    case Kind::CoroutineClosure:
      if (!cx_.lang_item("async_fn_kind_upvars")) return Answer::No;  // the releases that had them first
      [[fallthrough]];
    case Kind::Closure: {
      Term captured[] = {synthetic_arg(cx_, self, "<upvars>")};
      return captured[0] ? all(trait_ref->def, captured) : Answer::Maybe;
    }
    case Kind::Coroutine: {
      // Never if it may not move. Else as its parts, but only for a crate with the feature `coroutine_clone`; which
      // crate will ask is not known.
      if (may_move(cx_, self->def) == false) return Answer::No;
      const auto parts = coroutine_parts(self);
      return parts && all(trait_ref->def, *parts) == Answer::No ? Answer::No : Answer::Maybe;
    }
    default:
      return Answer::No;
  }
}

// A trait object implements its trait, the supertraits of that, and the auto traits it names.
Normalizer::Answer Normalizer::object(Term trait_ref) {
  Term dyn = trait_ref->kids[0];
  std::vector<Term> todo;
  for (Term p : dyn->kids) {
    if (p->kind == Kind::ExAuto && p->def == trait_ref->def) return Answer::Yes;
    if (p->kind == Kind::ExTrait) todo.push_back(with_self(in_, p, dyn));
  }
  Answer best = Answer::No;
  constexpr std::size_t kMost = 1000;
  for (std::size_t i = 0; i < todo.size(); ++i) {
    if (todo[i] == trait_ref) return Answer::Yes;
    if (todo[i]->has(Node::kHasAlias | Node::kHasUnevaluated)) best = Answer::Maybe;
    if (todo.size() > kMost) throw Error(fmt::format("a trait object with more than {} supertraits", kMost));
    for (Term s : cx_.super_predicates_of(todo[i]->def)) {
      if (s->kind != Kind::TraitRef) continue;
      Term super = settled(substitute(in_, s, todo[i]->kids));
      if (std::find(todo.begin(), todo.end(), super) == todo.end()) todo.push_back(super);
    }
  }
  return best;
}

namespace {

/// Whether an impl for `pattern` could be one for a type like `self`, by its outermost constructor.
bool same_head(Term pattern, Term self) {
  if (pattern->kind == Kind::Param || pattern->kind == Kind::Alias) return true;
  // Of a pattern type by what is restricted: NonNull's has nothing to do with NonZero's.
  if (pattern->kind == Kind::Pat && self->kind == Kind::Pat) return same_head(pattern->kids[0], self->kids[0]);
  return pattern->kind == self->kind && pattern->sub == self->sub && pattern->def == self->def;
}

}  // namespace

// An auto trait holds for a type if it holds for all its parts, unless an impl, positive or negative, speaks of that
// type: then that decides.
Normalizer::Answer Normalizer::auto_trait(Term trait_ref) {
  Term self = trait_ref->kids[0];
  DefId trait = trait_ref->def;
  bool spoken_of = false;
  Answer best = Answer::No;
  for (bool positive : {true, false})
    for (DefId impl : positive ? cx_.impls_of(trait) : cx_.negative_impls_of(trait)) {
      Term head = cx_.impl_trait_ref(impl);
      if (!head || !same_head(head->kids[0], self)) continue;
      spoken_of = true;
      std::vector<Term> args;
      Answer a = applies(impl, trait_ref, args);
      if (positive)
        best = std::max(best, a);
      else if (a != Answer::No)
        return best == Answer::No && a == Answer::Yes ? Answer::No : Answer::Maybe;
    }
  if (spoken_of && self->kind != Kind::Dynamic) return best;
  switch (self->kind) {
    case Kind::Dynamic:
      return std::max(best, object(trait_ref));
    case Kind::Foreign:
      return Answer::No;
    case Kind::Array:
    case Kind::Slice:
    case Kind::RawPtr:
    case Kind::Ref:
    case Kind::Tuple:
    case Kind::Pat:
      return all(trait, self->kids);
    case Kind::Closure:
    case Kind::CoroutineClosure: {
      Term captured[] = {synthetic_arg(cx_, self, "<upvars>")};
      return captured[0] ? all(trait, captured) : Answer::Maybe;
    }
    case Kind::Coroutine: {
      if (trait == cx_.lang_item("unpin")) {  // whatever it keeps
        const auto moves = may_move(cx_, self->def);
        return !moves ? Answer::Maybe : *moves ? Answer::Yes : Answer::No;
      }
      const auto parts = coroutine_parts(self);
      return parts ? all(trait, *parts) : Answer::Maybe;
    }
    case Kind::CoroutineWitness:
    case Kind::UnsafeBinder:
      return Answer::Maybe;
    case Kind::Adt: {
      if (cx_.lang_item("phantom_data") == self->def) return all(trait, self->kids);
      Answer least = Answer::Yes;
      for (const auto& variant : cx_.adt_def(self->def).variants)
        for (const auto& f : variant.fields) {
          Term type[] = {substitute(in_, cx_.type_of(f.def), self->kids)};
          least = std::min(least, all(trait, type));
          if (least == Answer::No) return least;
        }
      return least;
    }
    default:
      return Answer::Yes;
  }
}

}  // namespace rmeta::types
