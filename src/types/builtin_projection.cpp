// SPDX-License-Identifier: MIT OR Apache-2.0
// Associated types that the compiler defines itself (rustc_trait_selection/src/traits/project.rs).
#include <fmt/format.h>

#include <algorithm>

#include "rmeta/error.hpp"
#include "rmeta/types/normalize.hpp"

namespace rmeta::types {

Term Normalizer::builtin_projection(Term t, Term self, std::string_view name, DefId trait) {
  auto lang = [&](std::string_view item) { return cx_.lang_item(item) == trait; };
  if (lang("pointee_trait") && name == "Metadata") return pointee_metadata(self);
  if (lang("discriminant_kind") && name == "Discriminant") return discriminant_type(self);
  if (Term out = callable_projection(t, self, name, trait)) return out;
  return self->kind == Kind::Coroutine ? coroutine_projection(self, name, trait) : nullptr;
}

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

}  // namespace

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

Term Normalizer::coroutine_projection(Term self, std::string_view name, DefId trait) {
  auto lang = [&](std::string_view item) { return cx_.lang_item(item) == trait; };
  auto what = coroutine_for(cx_, self->def);
  if (lang("coroutine") || lang("generator")) {
    if (!is_general_coroutine(cx_, self->def)) return nullptr;
    if (name == "Yield") return synthetic_arg(cx_, self, "<yield_ty>");
    return name == "Return" ? synthetic_arg(cx_, self, "<return_ty>") : nullptr;
  }
  if (is_general_coroutine(cx_, self->def)) return nullptr;
  if (what == CoroutineFor::Async && lang("future_trait") && name == "Output")
    return synthetic_arg(cx_, self, "<return_ty>");
  if (what == CoroutineFor::Gen && lang("iterator") && name == "Item") return synthetic_arg(cx_, self, "<yield_ty>");
  if (what != CoroutineFor::AsyncGen || !lang("async_iterator") || name != "Item") return nullptr;
  // It yields Poll<Option<Item>>.
  Term item = settled(synthetic_arg(cx_, self, "<yield_ty>"));
  for (int i = 0; i < 2; ++i) {
    if (item->kind != Kind::Adt || item->kids.size() != 1) return nullptr;
    item = item->kids[0];
  }
  return item;
}

Term Normalizer::pointee_metadata(Term type) {
  constexpr int kMost = 200;
  for (int i = 0; i < kMost; ++i) {
    type = settled(type);
    switch (type->kind) {
      case Kind::Str:
      case Kind::Slice:
        return in_.leaf(Kind::Uint, static_cast<std::uint8_t>(Width::Size));
      case Kind::Dynamic: {
        auto meta = cx_.lang_item("dyn_metadata");
        if (!meta) return nullptr;
        return in_.make(Kind::Adt, {&type, 1}, *meta);
      }
      case Kind::Adt: {
        const AdtDef& adt = cx_.adt_def(type->def);
        if (adt.what != AdtDef::What::Struct || adt.variants.empty() || adt.variants[0].fields.empty())
          return in_.leaf(Kind::Tuple);
        type = substitute(in_, cx_.type_of(adt.variants[0].fields.back().def), type->kids);
        continue;
      }
      case Kind::Tuple:
        if (type->kids.empty()) return type;
        type = type->kids.back();
        continue;
      case Kind::Param:
      case Kind::Alias:
      case Kind::InferTy:
      case Kind::ErrorTy:
        return nullptr;
      default:
        return in_.leaf(Kind::Tuple);
    }
  }
  throw Error("a type whose last field never ends");
}

// An enum's is the type of its `repr`, isize without one; a coroutine's is u32, and that of anything else u8.
Term Normalizer::discriminant_type(Term type) {
  auto named = [&](std::string_view name) {
    static constexpr std::pair<std::string_view, Width> widths[] = {{"8", Width::W8},     {"16", Width::W16},
                                                                    {"32", Width::W32},   {"64", Width::W64},
                                                                    {"128", Width::W128}, {"size", Width::Size}};
    for (auto [text, width] : widths)
      if (name.substr(1) == text)
        return in_.leaf(name[0] == 'i' ? Kind::Int : Kind::Uint, static_cast<std::uint8_t>(width));
    throw Error(fmt::format("integer type {} is not understood", name));
  };
  switch (type->kind) {
    case Kind::Adt: {
      const AdtDef& adt = cx_.adt_def(type->def);
      if (adt.what != AdtDef::What::Enum) return named("u8");
      return named(adt.repr.int_type.empty() ? "isize" : adt.repr.int_type);
    }
    case Kind::Coroutine:
      return named("u32");
    case Kind::Param:
    case Kind::Alias:
    case Kind::InferTy:
    case Kind::ErrorTy:
      return nullptr;
    default:
      return named("u8");
  }
}

Term Normalizer::dyn_projection(Term t, Term dyn) {
  for (Term p : dyn->kids)
    if (p->kind == Kind::ExProjection && p->def == t->def)
      return p->escapes() || p->vars > 0 ? nullptr : p->kids.back();
  return nullptr;
}

}  // namespace rmeta::types
