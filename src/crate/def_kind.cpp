// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/crate/def_kind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace rmeta::crate {

namespace {

struct Row {
  DefKind kind;
  std::string_view name, ns;
};

// In the order of the enumeration, so that a kind is its own row's index.
constexpr std::array kRows{
    Row{DefKind::Mod, "Mod", "type"},
    Row{DefKind::Struct, "Struct", "type"},
    Row{DefKind::Union, "Union", "type"},
    Row{DefKind::Enum, "Enum", "type"},
    Row{DefKind::Variant, "Variant", "type"},
    Row{DefKind::Trait, "Trait", "type"},
    Row{DefKind::TyAlias, "TyAlias", "type"},
    Row{DefKind::ForeignTy, "ForeignTy", "type"},
    Row{DefKind::TraitAlias, "TraitAlias", "type"},
    Row{DefKind::AssocTy, "AssocTy", "type"},
    Row{DefKind::TyParam, "TyParam", "type"},
    Row{DefKind::Fn, "Fn", "value"},
    Row{DefKind::Const, "Const", "value"},
    Row{DefKind::ConstParam, "ConstParam", "value"},
    Row{DefKind::Static, "Static", "value"},
    Row{DefKind::Ctor, "Ctor", "value"},
    Row{DefKind::AssocFn, "AssocFn", "value"},
    Row{DefKind::AssocConst, "AssocConst", "value"},
    Row{DefKind::Macro, "Macro", "macro"},
    Row{DefKind::ExternCrate, "ExternCrate", ""},
    Row{DefKind::Use, "Use", ""},
    Row{DefKind::ForeignMod, "ForeignMod", ""},
    Row{DefKind::AnonConst, "AnonConst", ""},
    Row{DefKind::InlineConst, "InlineConst", ""},
    Row{DefKind::OpaqueTy, "OpaqueTy", ""},
    Row{DefKind::ImplTraitPlaceholder, "ImplTraitPlaceholder", ""},
    Row{DefKind::Field, "Field", ""},
    Row{DefKind::LifetimeParam, "LifetimeParam", ""},
    Row{DefKind::GlobalAsm, "GlobalAsm", ""},
    Row{DefKind::Impl, "Impl", ""},
    Row{DefKind::Closure, "Closure", ""},
    Row{DefKind::Generator, "Generator", ""},
    Row{DefKind::SyntheticCoroutineBody, "SyntheticCoroutineBody", ""},
};
static_assert(std::ranges::all_of(kRows, [](const Row& r) { return &kRows[static_cast<std::size_t>(r.kind)] == &r; }));

const Row& row(DefKind kind) {
  return kRows.at(static_cast<std::size_t>(kind));
}

}  // namespace

std::string_view name(DefKind kind) {
  return row(kind).name;
}

std::string_view namespace_of(DefKind kind) {
  return row(kind).ns;
}

std::optional<DefKind> def_kind_named(std::string_view name) {
  auto it = std::ranges::find(kRows, name, &Row::name);
  if (it == kRows.end()) return std::nullopt;
  return it->kind;
}

std::vector<std::string_view> def_kind_names() {
  std::vector<std::string_view> out;
  for (const Row& r : kRows) out.push_back(r.name);
  return out;
}

std::optional<DefKindInfo> def_kind_of_entry(std::string_view entry) {
  static constexpr std::pair<std::string_view, DefKindInfo> others[] = {
      {"ImmStatic", {DefKind::Static, "0: Not"}},
      {"MutStatic", {DefKind::Static, "0: Mut"}},
      {"ForeignImmStatic", {DefKind::Static, "0: Not"}},
      {"ForeignMutStatic", {DefKind::Static, "0: Mut"}},
      {"ForeignType", {DefKind::ForeignTy, ""}},
      {"ForeignFn", {DefKind::Fn, ""}},
      {"Type", {DefKind::TyAlias, ""}},
      {"TypeParam", {DefKind::TyParam, ""}},
      {"AssocType", {DefKind::AssocTy, ""}},
      {"MacroDef", {DefKind::Macro, "0: Bang"}},
  };
  for (const auto& [name, kind] : others)
    if (name == entry) return kind;
  const auto same = def_kind_named(entry);
  if (!same) return std::nullopt;
  return DefKindInfo{*same, ""};
}

std::string DefKindInfo::text() const {
  auto n = name(kind);
  if (detail.empty()) return std::string(n);
  if (!detail.starts_with("0: ")) return fmt::format("{} {{ {} }}", n, detail);
  // A tuple variant: the schema numbers its fields, rustc does not show the numbers.
  std::string fields;
  for (std::size_t at = 0; at < detail.size();) {
    const std::size_t comma = std::min(detail.find(", ", at), detail.size());
    const std::string_view field = detail.substr(at, comma - at);
    if (!fields.empty()) fields += ", ";
    fields += field.substr(std::min(field.find(": ") + 2, field.size()));
    at = comma + 2;
  }
  return fmt::format("{}({})", n, fields);
}

}  // namespace rmeta::crate
