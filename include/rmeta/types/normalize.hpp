// SPDX-License-Identifier: MIT OR Apache-2.0
// Resolves `<T as Trait>::A` for types without parameters, as code generation sees them: by the most special impl that
// applies, or by what the compiler itself defines (output of a closure, metadata of a pointee, what an `async` block
// returns, what a `dyn` binds). Opaque types become the type they hide, type aliases the type they stand for. What
// cannot be decided stays as it is; whoever needs it resolved then says so (fail closed).
//
// Lifetimes never decide between impls, so everything here works on terms without them.
#pragma once

#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "rmeta/types/context.hpp"

namespace rmeta::types {

class Normalizer {
 public:
  explicit Normalizer(Context& cx) : cx_(cx), in_(cx.interner()) {}

  Term normalize(Term);

  enum class Answer : std::uint8_t { No, Maybe, Yes };
  /// Whether a trait reference without parameters holds.
  Answer holds(Term trait_ref);
  Answer holds(DefId trait, Term self);
  /// Whether a bound without parameters holds: a trait reference, or `<T as Trait>::A == X`.
  Answer satisfied(Term predicate) { return check(predicate, {}); }
  /// Throws rmeta::Error if a crate that could hold an impl of this is missing.
  void require_crates(Term trait_ref);
  /// The impl that applies to a concrete trait reference, the most special of several, and its arguments; nothing if
  /// there is none or it is not certain.
  struct Selected {
    DefId item;
    std::vector<Term> args;
  };
  std::optional<Selected> select(Term trait_ref);
  /// The item that an associated constant or function of a trait stands for: the impl's, or the trait's own if the impl
  /// has none. Other items are themselves. Nothing if it cannot be decided.
  std::optional<Selected> resolve(DefId def, Terms args);
  /// Whether an impl is for a type (an inherent one) or a trait reference, and the arguments it is used with then.
  Answer is_for(DefId impl, Term target, std::vector<Term>& args);

 private:
  // normalize.cpp
  Term alias(Term);
  Term inherent(Term alias);
  Term projection(Term);
  Term impl_projection(Term alias, const Selected&);
  // builtin_projection.cpp: null where the compiler defines nothing
  Term builtin_projection(Term, Term self, std::string_view name, DefId trait);
  Term coroutine_projection(Term self, std::string_view name, DefId trait);
  Term pointee_metadata(Term type);
  Term discriminant_type(Term type);
  Term dyn_projection(Term, Term dyn);
  // select.cpp
  using Deferred = std::vector<std::pair<Term, Term>>;
  /// Answer of an impl for the trait reference; fills `args`.
  Answer applies(DefId impl, Term trait_ref, std::vector<Term>& args);
  Answer fits(DefId impl, Term head, Term target, std::vector<Term>& args);
  bool match(Term pattern, Term target, std::vector<Term>& args, Deferred& deferred);
  Answer check(Term predicate, const std::vector<Term>& args);
  Answer evaluate(Term trait_ref);
  std::optional<Selected> item_of(const Selected& impl, DefId trait_item, Term trait_ref);
  bool specializes(DefId special, DefId general);
  // builtin.cpp
  enum class Builtin : std::uint8_t;
  std::optional<Builtin> builtin_of(DefId trait);
  Answer builtin(Builtin, Term trait_ref);
  Answer sized(DefId trait, Term self);
  Answer object(Term trait_ref);
  Answer auto_trait(Term trait_ref);
  Answer all(DefId trait, Terms types);
  /// What traits that look into a coroutine ask about: the type of its captures, and what it keeps across suspension.
  std::optional<std::vector<Term>> coroutine_parts(Term coroutine);
  // callables.cpp
  Term signature(Term callable);
  Answer callable(Term trait_ref, Width most);
  Answer async_closure_callable(Term trait_ref, Width most);
  Answer async_callable(Term trait_ref, Width most);
  Term callable_projection(Term, Term self, std::string_view name, DefId trait);
  Term async_closure_future(Term closure, Width kind);
  // unsize.cpp
  Answer unsizes(Term trait_ref);
  Answer upcasts(Term from, Term to);
  Answer becomes_object(Term from, Term to);
  Answer last_field_unsizes(DefId trait, Term from, Term to);

  Term without_regions(Term);
  Term settled(Term t) { return without_regions(normalize(without_regions(t))); }

  Context& cx_;
  Interner& in_;
  std::unordered_map<Term, Term> done_, stripped_;
  std::unordered_map<Term, Answer> held_;
  std::unordered_map<Term, int> active_;  // what is being evaluated, and how deep
  std::unordered_map<DefId, Builtin> builtins_;
  std::unordered_set<std::uint32_t> at_hand_;  // crates that were looked at already
  int depth_ = 0;
  int lowest_ = 1 << 30;  // the outermost active question that an answer so far relies on
};

inline std::optional<bool> decided(Normalizer::Answer a) {
  return a == Normalizer::Answer::Maybe ? std::nullopt : std::optional(a == Normalizer::Answer::Yes);
}

/// What a coroutine is for, from Context::coroutine_kind.
enum class CoroutineFor : std::uint8_t { General, Async, Gen, AsyncGen };
CoroutineFor coroutine_for(Context&, DefId);
/// Whether it implements the trait of coroutines themselves.
bool is_general_coroutine(Context&, DefId);

}  // namespace rmeta::types
