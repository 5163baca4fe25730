// SPDX-License-Identifier: MIT OR Apache-2.0
// What can be called: functions, closures, and `async` closures, whose call gives a coroutine. Which of the traits `Fn`
// and `AsyncFn` (and their `Mut` and `Once`) they have, and what a call gives
// (rustc_trait_selection/src/traits/select/candidate_assembly.rs and traits/project.rs).
#include <algorithm>

#include "rmeta/error.hpp"
#include "rmeta/types/normalize.hpp"

namespace rmeta::types {

namespace {

/// The parts of an `async` closure's signature: `fn(resume, (inputs...)) -> (yield, return)`.
struct AsyncSignature {
  Term resume, inputs, yield, result;
};

AsyncSignature async_signature(Context& cx, Term closure) {
  Term sig = synthetic_arg(cx, closure, "<closure_signature_parts>");
  if (!sig || sig->kind != Kind::FnPtr || sig->kids.size() != 3 || sig->kids[1]->kind != Kind::Tuple ||
      sig->kids[2]->kind != Kind::Tuple || sig->kids[2]->kids.size() != 2)
    throw Error("an async closure without its signature");
  return {sig->kids[0], sig->kids[1], sig->kids[2]->kids[0], sig->kids[2]->kids[1]};
}

/// Whether calling it by reference gives a coroutine that borrows from the closure itself: then there is no `Fn` whose
/// result could be named (rustc_type_ir/src/ty_kind/closure.rs, `has_self_borrows`). Its declaration says so, by a
/// lifetime of the captures' own binder. The releases that had async closures first ask whether it captures anything.
bool borrows_from_itself(Context& cx, Term closure) {
  if (!cx.lang_item("async_fn_kind_upvars")) {
    Term captured = synthetic_arg(cx, closure, "<upvars>");
    return !captured || !captured->is_unit();
  }
  Term own = cx.type_of(closure->def);
  Term borrowed = own->kind == Kind::CoroutineClosure ? synthetic_arg(cx, own, "<bound_captures_by_ref>") : nullptr;
  if (!borrowed || borrowed->kind != Kind::FnPtr) throw Error("an async closure without the captures it borrows");
  return borrowed->kids.back()->escapes();
}

}  // namespace

Term Normalizer::signature(Term f) {
  Term sig = nullptr;
  if (f->kind == Kind::FnPtr) sig = f;
  if (f->kind == Kind::FnDef) sig = substitute(in_, cx_.fn_sig(f->def), f->kids);
  if (f->kind == Kind::Closure) sig = synthetic_arg(cx_, f, "<closure_signature>");
  return sig ? settled(sig) : nullptr;
}

// Closures say what they can do by the integer type that stands for their kind: i8 Fn, i16 FnMut, i32 FnOnce. Functions
// can do all of it if they are safe and of Rust's own calling convention.
Normalizer::Answer Normalizer::callable(Term trait_ref, Width most) {
  Term self = trait_ref->kids[0];
  if (self->kind == Kind::CoroutineClosure) return async_closure_callable(trait_ref, most);
  Term sig = signature(self);
  if (!sig || sig->kind != Kind::FnPtr) return Answer::No;
  Terms inputs = sig->kids.first(sig->kids.size() - 1);
  if (self->kind == Kind::Closure) {
    Term kind = synthetic_arg(cx_, self, "<closure_kind>");
    if (!kind || kind->kind != Kind::Int) return Answer::Maybe;
    if (kind->sub > static_cast<std::uint8_t>(most)) return Answer::No;
    if (inputs.size() != 1 || inputs[0]->kind != Kind::Tuple) return Answer::Maybe;
    inputs = inputs[0]->kids;
  } else if ((sig->sub & (kFnUnsafe | kFnVariadic)) != 0 || sig->text != "Rust") {
    return Answer::No;
  } else if (self->kind == Kind::FnDef && !cx_.codegen_attrs(self->def).target_features.empty()) {
    return Answer::Maybe;
  }
  if (trait_ref->kids.size() < 2) return Answer::Maybe;
  Term want = trait_ref->kids[1];
  if (want->kind != Kind::Tuple) return Answer::Maybe;
  if (std::equal(inputs.begin(), inputs.end(), want->kids.begin(), want->kids.end())) return Answer::Yes;
  return sig->has(Node::kHasAlias | Node::kHasUnevaluated) ? Answer::Maybe : Answer::No;
}

// Once it can always be called; with another of the traits only if that gives what does not borrow from the closure.
Normalizer::Answer Normalizer::async_closure_callable(Term trait_ref, Width most) {
  Term self = trait_ref->kids[0];
  Term kind = synthetic_arg(cx_, self, "<closure_kind>");
  if (!kind || kind->kind != Kind::Int || trait_ref->kids.size() < 2) return Answer::Maybe;
  if (most != Width::W32 && (kind->sub > static_cast<std::uint8_t>(most) || borrows_from_itself(cx_, self)))
    return Answer::No;
  return settled(async_signature(cx_, self).inputs) == trait_ref->kids[1] ? Answer::Yes : Answer::No;
}

// An `async` closure has them by its kind; anything else that can be called, if that gives a future.
Normalizer::Answer Normalizer::async_callable(Term trait_ref, Width most) {
  Term self = trait_ref->kids[0];
  if (self->kind != Kind::CoroutineClosure) {
    const Answer called = callable(trait_ref, most);
    const bool function = self->kind == Kind::FnDef || self->kind == Kind::FnPtr;
    // The releases that had these traits first take unsafe functions too.
    if (called == Answer::No) return function && !cx_.lang_item("async_fn_kind_upvars") ? Answer::Maybe : Answer::No;
    const auto future = cx_.lang_item("future_trait");
    return future ? std::min(called, holds(*future, signature(self)->kids.back())) : Answer::Maybe;
  }
  Term kind = synthetic_arg(cx_, self, "<closure_kind>");
  const auto body = cx_.coroutine_in_closure(self->def);
  if (!body || !kind || kind->kind != Kind::Int || trait_ref->kids.size() < 2) return Answer::Maybe;
  if (kind->sub > static_cast<std::uint8_t>(most) || coroutine_for(cx_, *body) != CoroutineFor::Async)
    return Answer::No;
  return settled(async_signature(cx_, self).inputs) == trait_ref->kids[1] ? Answer::Yes : Answer::No;
}

// What calling an async closure gives: the coroutine inside of it, with the closure's inputs and captures as its own
// captures. Called as FnOnce it takes the captures along; otherwise it borrows them from the closure
// (rustc_type_ir/src/ty_kind/closure.rs).
Term Normalizer::async_closure_future(Term closure, Width kind) {
  auto sig = async_signature(cx_, closure);
  auto body = cx_.coroutine_in_closure(closure->def);
  if (!body) return nullptr;
  Term captured = synthetic_arg(cx_, closure, "<upvars>");
  if (kind != Width::W32) {
    Term borrowed = synthetic_arg(cx_, closure, "<bound_captures_by_ref>");
    if (!borrowed || borrowed->kind != Kind::FnPtr) return nullptr;
    captured = borrowed->kids.back();
  }
  captured = settled(captured);
  if (captured->kind != Kind::Tuple) return nullptr;
  std::vector<Term> upvars(sig.inputs->kids.begin(), sig.inputs->kids.end());
  upvars.insert(upvars.end(), captured->kids.begin(), captured->kids.end());
  Node tuple;
  tuple.kind = Kind::Tuple;
  tuple.kids = upvars;
  std::vector<Term> args(closure->kids.begin(), closure->kids.begin() + cx_.generics_of(closure->def).parent_count);
  const Generics& g = cx_.generics_of(*body);
  Term witness = synthetic_arg(cx_, closure, "<witness>");  // up to 1.9x
  args.insert(args.end(), {in_.leaf(Kind::Int, static_cast<std::uint8_t>(kind)), sig.resume, sig.yield, sig.result});
  if (witness) args.push_back(witness);
  args.push_back(in_.intern(tuple));
  if (args.size() != g.count()) throw Error("an async closure whose coroutine has other parameters");
  return without_regions(in_.make(Kind::Coroutine, args, *body));
}

Term Normalizer::callable_projection(Term t, Term self, std::string_view name, DefId trait) {
  auto lang = [&](std::string_view item) { return cx_.lang_item(item) == trait; };
  const bool once = lang("fn_once"), async = lang("async_fn_once") || lang("async_fn_mut");
  if (!once && !async) return nullptr;
  if (self->kind == Kind::CoroutineClosure) {
    if (once && name == "Output") return async_closure_future(self, Width::W32);
    if (name == "Output") return async_signature(cx_, self).result;
    if (name == "CallOnceFuture") return async_closure_future(self, Width::W32);
    if (name != "CallRefFuture") return nullptr;
    // The closure's own kind decides whether there is anything to borrow.
    Term kind = synthetic_arg(cx_, self, "<closure_kind>");
    return kind && kind->kind == Kind::Int ? async_closure_future(self, static_cast<Width>(kind->sub)) : nullptr;
  }
  Term sig = signature(self);
  if (!sig || sig->kind != Kind::FnPtr || sig->kids.back()->escapes()) return nullptr;
  Term result = sig->kids.back();
  if (once) return name == "Output" ? result : nullptr;
  if (name == "CallOnceFuture" || name == "CallRefFuture") return result;
  if (name != "Output") return nullptr;
  auto output = cx_.lang_item("future_output");
  if (!output) return nullptr;
  Node n = *t;
  n.def = *output;
  Term args[] = {result};
  n.kids = args;
  return in_.intern(n);
}

}  // namespace rmeta::types
