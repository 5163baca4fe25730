// SPDX-License-Identifier: MIT OR Apache-2.0
// Resolves `<T as Trait>::A` where no real trait solving is needed: `T` is concrete and exactly one impl can apply, or
// the compiler itself defines the type (output of a closure or function pointer, metadata of a pointee, what a `dyn`
// binds). Opaque types become the type they hide, type aliases the type they stand for. What cannot be decided stays as
// it is; whoever needs it resolved then says so (fail closed).
#pragma once

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
  /// Throws rmeta::Error if a crate that could hold an impl of this is missing.
  void require_crates(Term trait_ref);
  /// The one impl that applies to a concrete trait reference and its arguments; null def if none or not certain.
  struct Selected {
    DefId item;
    std::vector<Term> args;
  };
  std::optional<Selected> select(Term trait_ref);
  /// The item that an associated constant of a trait stands for: the impl's, or the trait's own if the impl has none.
  /// Other constants are themselves. Nothing if it cannot be decided.
  std::optional<Selected> resolve_const(DefId def, Terms args);

 private:
  Term alias(Term);
  Term projection(Term);
  Term builtin_projection(Term, Term self, std::string_view name, DefId trait);
  Term dyn_projection(Term, Term dyn);
  Term impl_projection(Term alias, const Selected&);
  Answer builtin(DefId trait, Term self);
  /// Answer of an impl for the trait reference; fills `args`.
  Answer applies(DefId impl, Term trait_ref, std::vector<Term>& args);
  bool match(Term pattern, Term target, std::vector<Term>& args);
  Term without_regions(Term);

  Context& cx_;
  Interner& in_;
  std::unordered_map<Term, Term> done_, stripped_;
  std::unordered_map<Term, Answer> held_;
  std::unordered_set<std::uint32_t> at_hand_;  // crates that were looked at already
  int depth_ = 0;
};

}  // namespace rmeta::types
