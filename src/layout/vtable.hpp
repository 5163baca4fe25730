// SPDX-License-Identifier: MIT OR Apache-2.0
// What stands in the vtable of a type for a trait, slot by slot, by the rules of the release.
#pragma once

#include <unordered_map>
#include <vector>

#include "rmeta/layout/rules.hpp"
#include "rmeta/types/context.hpp"

namespace rmeta::layout {

class Vtables {
 public:
  Vtables(types::Context& cx, const Rules& rules) : cx_(cx), in_(cx.interner()), rules_(rules) {}

  /// LayoutQuery::vtable_entries; the trait reference is normalised and without lifetimes.
  std::vector<types::VtableEntry> entries(types::Term trait_ref);
  /// How many methods have slots in a vtable for the trait, whatever its arguments (rustc's `vtable_min_entries`).
  std::uint64_t method_slots(types::DefId trait);

 private:
  struct Method {
    types::DefId def;
    bool needs_sized;  // `where Self: Sized`: never called through a vtable
  };

  void in_segments(types::Term root, std::vector<types::VtableEntry>& out);
  void by_elaboration(types::Term root, std::vector<types::VtableEntry>& out);
  void add_methods(types::Term trait_ref, std::vector<types::VtableEntry>& out);
  types::Term supertrait(types::Term predicate, types::Term of);
  types::Term settle(types::Term);
  const std::vector<Method>& methods(types::DefId trait);
  bool has_slots(types::DefId trait);
  bool has_slots_anywhere(types::DefId trait);
  bool requires_sized_self(types::DefId method);
  bool callable(types::Term trait_ref, types::DefId method);

  types::Context& cx_;
  types::Interner& in_;
  const Rules& rules_;
  std::unordered_map<types::DefId, std::vector<Method>> methods_;
};

}  // namespace rmeta::layout
