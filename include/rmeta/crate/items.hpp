// SPDX-License-Identifier: MIT OR Apache-2.0
// What an item consists of, the same for every release. This is the one place that knows two models:
//   - up to 1.66 a table `kind` holds an `EntryKind` per definition, whose variants carry the details
//     (`EntryKind::Struct(VariantData)`, `EntryKind::Mod(re-exports)`, `EntryKind::AssocFn(AssocFnData)`), and one
//     table `children` serves modules, enums, structs, variants, traits and impls;
//   - later ones have a table per fact (`variant_data`, `assoc_container`, `module_children_non_reexports`,
//     `module_children_reexports`, `associated_item_or_field_def_ids`).
// (rustc_metadata/src/rmeta/{mod,encoder,decoder}.rs of 1.63.0 and 1.95.0)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/crate/crate.hpp"

namespace rmeta::crate {

enum class CtorKind : std::uint8_t { None, Fn, Const };

/// A struct, union, or enum variant.
struct VariantData {
  CtorKind ctor_kind = CtorKind::None;
  std::optional<DefIndex> ctor;
  /// Discriminant of an enum's variant: the constant that gives it, or the distance from the last variant with one (or
  /// from the first variant, which is 0).
  std::optional<decode::DefIdRef> explicit_discr;
  std::uint32_t relative_discr = 0;
  bool is_non_exhaustive = false;
};

/// What a path resolves to: a definition, or (kind absent) a primitive type or the like, described by `text`.
struct Resolution {
  std::optional<DefKindInfo> kind;
  decode::DefIdRef def;
  std::string_view text;
};

/// A name that a module gives to something defined elsewhere (`use`), public or not.
struct Reexport {
  std::string_view name;
  Resolution target;
  Visibility visibility;
};

struct AssocItem {
  enum class Container : std::uint8_t { Trait, InherentImpl, TraitImpl };
  Container container = Container::InherentImpl;
  /// TraitImpl: the item of the trait that is implemented.
  std::optional<decode::DefIdRef> trait_item;
  /// Trait: whether the trait provides it. Always true in impls.
  bool has_value = true;
  /// Trait: whether it is `final`, which no impl may replace.
  bool is_final = false;
};

/// One impl of a trait, listed in the crate that contains the impl.
struct TraitImpl {
  decode::DefIdRef trait;
  DefIndex impl;
  std::optional<decode::Cursor> simplified_self;
};

class Items {
 public:
  explicit Items(const Crate& crate) : crate_(crate) {}

  // ---- name resolution
  /// Items with a name declared in a module or crate root, foreign items included; an enum's variants; a trait's items.
  std::vector<DefIndex> module_children(DefIndex module) const;
  std::vector<Reexport> reexports(DefIndex module) const;

  // ---- types
  std::vector<DefIndex> variants(DefIndex enumeration) const;  // in declaration order
  std::vector<DefIndex> fields(DefIndex struct_union_or_variant) const;
  /// Of a struct, union, variant or constructor; nothing for others.
  std::optional<VariantData> variant_data(DefIndex i) const;

  // ---- traits and impls
  std::vector<DefIndex> associated_items(DefIndex trait_or_impl) const;
  AssocItem assoc_item(DefIndex i) const;
  std::vector<DefIndex> inherent_impls(DefIndex type) const;
  std::vector<TraitImpl> trait_impls() const;
  /// Impls for primitive types and such, which no DefIndex of this crate stands for.
  std::vector<DefIndex> incoherent_impls() const;
  /// The `TraitRef` (as encoded, possibly in an `EarlyBinder`) an impl implements; nothing for an inherent impl.
  std::optional<decode::Cursor> impl_trait_ref(DefIndex impl) const;
  bool is_trait_impl(DefIndex impl) const;

  // ---- values
  /// A declaration in an `extern` block.
  bool is_foreign(DefIndex i) const;
  /// Parameter names, "" for patterns.
  std::vector<std::string_view> parameter_names(DefIndex fn) const;
  /// `FnData` of a function, in releases that keep it in EntryKind.
  std::optional<decode::Cursor> fn_data(DefIndex fn) const;
  /// `ReprOptions` of a struct, enum or union.
  std::optional<decode::Cursor> repr_options(DefIndex adt) const;
  /// Whether metadata says which item of its trait an item of an impl implements.
  bool stores_trait_items() const;
  /// "Positive", "Negative" or "Reservation", in releases that keep that in EntryKind.
  std::string_view polarity_of_entry(DefIndex impl) const;
  /// The impl that this one specialises, likewise.
  std::optional<decode::DefIdRef> parent_impl_of_entry(DefIndex impl) const;
  /// Whether `auto trait` declares it.
  bool trait_is_auto(DefIndex trait) const;
  bool has_self_parameter(DefIndex fn) const;
  bool is_macro_rules(DefIndex macro) const;

  // ---- tables of the root
  struct LangItem {
    std::string_view name;
    DefIndex index;
  };
  std::vector<LangItem> lang_items() const;
  struct DiagnosticItem {
    std::string_view name;
    DefIndex index;
  };
  std::vector<DiagnosticItem> diagnostic_items() const;
  std::vector<DefIndex> traits() const;
  /// Items of a proc-macro crate.
  std::vector<DefIndex> proc_macros() const;

  /// What a `Res` says.
  Resolution resolution(const decode::Cursor& res) const;

 private:
  std::optional<decode::Cursor> entry_kind(DefIndex i) const;
  AssocItem assoc_item_of_entry(DefIndex i) const;
  AssocItem trait_assoc_item(DefIndex i) const;
  AssocItem impl_assoc_item(DefIndex i) const;
  std::optional<decode::Elements> parameter_idents(DefIndex fn) const;

  const Crate& crate_;
};

/// "public", "invisible", or "in " and the path of the module the item is visible in.
std::string visibility_text(const Crate& crate, const Visibility& visibility);

}  // namespace rmeta::crate
