// SPDX-License-Identifier: MIT OR Apache-2.0
// The layout of a type: its parts' layouts, asked for one by one, put together by the rules of the release. Each type
// is laid out once. A type that contains itself, or is nested without end, is refused.
#pragma once

#include <functional>
#include <memory>
#include <memory_resource>
#include <optional>
#include <unordered_map>
#include <vector>

#include "rmeta/layout/data_layout.hpp"
#include "rmeta/layout/rules.hpp"
#include "rmeta/types/context.hpp"

namespace rmeta::types {
template <class T>
class DefMap;
}

namespace rmeta::layout {

class Calculator;
struct Repr;
class Vtables;

class Layouts final : public types::LayoutQuery {
 public:
  Layouts(types::Context& cx, const Rules& rules, const TargetDataLayout& target);
  ~Layouts() override;
  Layouts(const Layouts&) = delete;
  Layouts& operator=(const Layouts&) = delete;

  const types::Layout& layout_of(types::Term type) override;
  std::span<const types::Term> field_types(types::Term type, std::uint32_t variant) override;
  std::vector<types::I128> discriminants(const types::AdtDef&) override;
  std::vector<types::VtableEntry> vtable_entries(types::Term trait_ref) override;

  /// What types are shown as, instead of what they are. Null functions change nothing.
  struct Shown {
    /// An enum's definition with fewer variants; null for one that is shown as it is.
    std::function<const types::AdtDef*(const types::AdtDef&)> definition;
    /// The discriminant of a variant, if it is another one.
    std::function<std::optional<types::I128>(types::DefId variant)> discriminant;
    /// The types of a struct's or union's fields, `()` for one that is not shown. Such a layout counts only if size,
    /// alignment and the offsets of all other fields are the real ones.
    std::function<std::optional<std::vector<types::Term>>(types::Term adt)> fields;
  };
  /// Such layouts are for showing: constants have to be evaluated with real ones. To be called before other questions.
  void show(Shown shown) { shown_ = std::move(shown); }
  /// The definition that layouts go by.
  const types::AdtDef& definition(types::DefId);

  /// Normalised and without lifetimes; throws for a type that still depends on a parameter or cannot be resolved.
  types::Term settle(types::Term);
  bool discriminants_are_signed(const types::AdtDef&) const;
  const TargetDataLayout& target() const { return target_; }
  /// How many methods a vtable for the trait has slots for, those of supertraits included.
  std::uint64_t method_slots(types::DefId trait);
  /// Where following last fields from a type leads: to what decides about the metadata of a pointer to it.
  types::Term tail_of(types::Term type) { return tail(settle(type)); }
  /// Types of what a closure or coroutine captures.
  std::span<const types::Term> captures(types::Term);
  /// Types of the locals that a coroutine keeps.
  std::vector<types::Term> saved_locals(types::Term coroutine);

 private:
  using Fields = std::vector<const types::Layout*>;

  types::Layout compute(types::Term);
  types::Layout pointer(types::Term);
  types::Layout pattern_type(types::Term);
  types::Layout adt(types::Term);
  types::Layout of_fields(const types::AdtDef&, const Repr&, const Fields&);
  types::Layout coroutine(types::Term);
  types::Layout simd(types::Term, const types::AdtDef&);
  Fields layouts_of(std::span<const types::Term>);
  types::Term tail(types::Term);
  types::Term expand(types::Term);
  types::Term declared_tail(types::Term);
  bool maybe_unsized(const types::AdtDef&);
  bool has_sized_bound(const types::AdtDef&, types::Term);
  bool is_left_open(const types::AdtDef&, types::DefId trait, types::Term self);
  bool uninhabited_by_type(types::Term, int depth);
  bool implies_sized(types::DefId trait);
  bool is_rigid(const types::AdtDef&, types::Term projection);
  std::uint64_t array_length(types::Term constant);
  types::U128 bits(types::Term constant);

  struct Entry;
  Entry& entry_of(types::Term);
  types::Context& cx_;
  types::Interner& in_;
  Rules rules_;
  TargetDataLayout target_;
  std::unique_ptr<Calculator> calc_;
  std::unique_ptr<Vtables> vtables_;
  std::pmr::monotonic_buffer_resource memory_;
  std::vector<Entry*> entries_;  // by number of the term; in `memory_`
  std::unique_ptr<types::DefMap<bool>> unsized_tails_;
  std::unordered_map<types::Term, bool> uninhabited_;
  struct Marked {
    std::optional<types::DefId> unsafe_cell, unsafe_pinned, sized;
  };
  std::optional<Marked> marked_;  // lang items that structs are held against, once one has been
  Shown shown_;
  int depth_ = 0;
};

}  // namespace rmeta::layout
