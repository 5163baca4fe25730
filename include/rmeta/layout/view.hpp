// SPDX-License-Identifier: MIT OR Apache-2.0
// A type and its layout in the words of its source: what everything that shows layouts shows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rmeta/layout/layouts.hpp"

namespace rmeta::layout {

struct FieldView {
  std::string name, type;
  std::uint64_t offset = 0, size = 0;
  bool sized = true;
  const types::Layout* layout = nullptr;
};

struct VariantView {
  std::string name;
  types::I128 discriminant = 0;
  const types::Layout* layout = nullptr;  // none for a variant that no value has and that has no layout of its own
  std::vector<FieldView> fields;
  std::optional<types::U128> tag;  // none: uninhabited and without a tag, or told by any other value of a niche
};

/// One slot of a vtable.
struct SlotView {
  std::string kind;  // "drop in place", "size", "align", "method", "vacant", "supertrait"
  std::string trait, method, signature;
};

struct TypeView {
  std::string alias;  // the alias it was asked for by, if any
  std::string name, kind, repr;
  const types::Layout* layout = nullptr;
  std::vector<FieldView> fields;      // of a coroutine: its captures
  std::vector<VariantView> variants;  // of an enum; states of a coroutine
  std::string untagged;               // of a niche: the variant told by any other value
  std::vector<SlotView> vtable;       // of a trait object, or of a type for a trait
  std::uint64_t pointer_size = 0;     // bytes from slot to slot
};

/// Of a type, or, for a trait reference (Kind::TraitRef), of the vtable of its type for that trait.
TypeView view_of(types::Context&, Layouts&, types::Term type);

/// "struct", "enum", "reference", ...
std::string kind_of(types::Context&, types::Term type);

/// The values that no valid one has: what a niche has to give.
types::WrappingRange spare_values(const types::Niche&);

/// "u8", "f64", "pointer"; "pointer(3)" of another address space.
std::string primitive_text(const types::Primitive&);

}  // namespace rmeta::layout
