// SPDX-License-Identifier: MIT OR Apache-2.0
// What kind of definition a DefIndex stands for (rustc_hir/src/def.rs, `DefKind`), release-neutral: the union of the
// variants all supported releases have. Metadata keeps it in a table of fixed-width codes (one byte per definition);
// the schema gives each code the variant's name and, as text, the values of its fields ("safety: Safe, mutability: Mut,
// nested: false"). The text stays with the value so that everything a release distinguishes can be shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rmeta::crate {

enum class DefKind : std::uint8_t {
  Mod,
  Struct,
  Union,
  Enum,
  Variant,
  Trait,
  TyAlias,
  ForeignTy,
  TraitAlias,
  AssocTy,
  TyParam,
  Fn,
  Const,
  ConstParam,
  Static,
  Ctor,
  AssocFn,
  AssocConst,
  Macro,
  ExternCrate,
  Use,
  ForeignMod,
  AnonConst,
  InlineConst,
  OpaqueTy,
  ImplTraitPlaceholder,
  Field,
  LifetimeParam,
  GlobalAsm,
  Impl,
  Closure,
  Generator,
  SyntheticCoroutineBody,
};

/// The variant's name as rustc spells it ("AssocFn").
std::string_view name(DefKind kind);
/// The kind with this name; nothing if no supported release has such a variant.
std::optional<DefKind> def_kind_named(std::string_view name);
/// All names, in the order of the enumeration.
std::vector<std::string_view> def_kind_names();
/// Namespace as shown in JSON: "type", "value", "macro", or "" for what no path can name.
std::string_view namespace_of(DefKind kind);

inline bool is_adt(DefKind k) {
  return k == DefKind::Struct || k == DefKind::Union || k == DefKind::Enum;
}
inline bool is_assoc(DefKind k) {
  return k == DefKind::AssocTy || k == DefKind::AssocFn || k == DefKind::AssocConst;
}
/// A "module" as name resolution sees it: something with named children.
inline bool is_module_like(DefKind k) {
  return k == DefKind::Mod || k == DefKind::Enum || k == DefKind::Trait;
}

/// A kind with the fields of its variant as the schema words them ("0: Struct, 1: Fn" for a tuple struct's
/// constructor).
struct DefKindInfo {
  DefKind kind;
  std::string_view detail;  // lives as long as the schema, or for ever

  /// `Ctor(Struct, Fn)`, `Static { safety: Safe, mutability: Not, nested: false }`: as `-Zls=items` prints it.
  std::string text() const;
  bool has(std::string_view field_value) const { return detail.find(field_value) != std::string_view::npos; }
};

/// What a variant of `EntryKind` stands for in releases without a table of kinds (rustc_metadata/src/rmeta/decoder.rs
/// of 1.48, `EntryKind::def_kind`); a constructor has its struct's or variant's.
std::optional<DefKindInfo> def_kind_of_entry(std::string_view entry);

}  // namespace rmeta::crate
