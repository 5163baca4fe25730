// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/crate/def_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace rmeta::crate {

namespace {

struct Row {
  DefPathKind kind;
  std::string_view name, older;  // variant names in rustc's sources
  std::string_view word;         // what stands in the braces of an anonymous component; "" for named ones
};

constexpr std::array kRows{
    Row{DefPathKind::CrateRoot, "CrateRoot", "", "crate"},
    Row{DefPathKind::Impl, "Impl", "", "impl"},
    Row{DefPathKind::ForeignMod, "ForeignMod", "", "extern"},
    Row{DefPathKind::Use, "Use", "", "use"},
    Row{DefPathKind::GlobalAsm, "GlobalAsm", "", "global_asm"},
    Row{DefPathKind::TypeNs, "TypeNs", "", ""},
    Row{DefPathKind::ValueNs, "ValueNs", "", ""},
    Row{DefPathKind::MacroNs, "MacroNs", "", ""},
    Row{DefPathKind::LifetimeNs, "LifetimeNs", "", ""},
    Row{DefPathKind::Closure, "Closure", "ClosureExpr", "closure"},
    Row{DefPathKind::Ctor, "Ctor", "", "constructor"},
    Row{DefPathKind::AnonConst, "AnonConst", "", "constant"},
    Row{DefPathKind::LateAnonConst, "LateAnonConst", "", "constant"},
    Row{DefPathKind::DesugaredAnonymousLifetime, "DesugaredAnonymousLifetime", "", ""},
    Row{DefPathKind::OpaqueTy, "OpaqueTy", "ImplTrait", "opaque"},
    Row{DefPathKind::OpaqueLifetime, "OpaqueLifetime", "", ""},
    Row{DefPathKind::AnonAssocTy, "AnonAssocTy", "", "anon_assoc"},
    Row{DefPathKind::SyntheticCoroutineBody, "SyntheticCoroutineBody", "", "synthetic"},
    Row{DefPathKind::NestedStatic, "NestedStatic", "", "nested"},
    Row{DefPathKind::Misc, "Misc", "", "misc"},
};
static_assert(std::ranges::all_of(kRows, [](const Row& r) { return &kRows[static_cast<std::size_t>(r.kind)] == &r; }));

const Row& row(DefPathKind kind) {
  return kRows.at(static_cast<std::size_t>(kind));
}

}  // namespace

std::string_view name(DefPathKind kind) {
  return row(kind).name;
}

std::optional<DefPathKind> def_path_kind_named(std::string_view name) {
  auto it = std::ranges::find_if(kRows,
                                 [&](const Row& r) { return r.name == name || (!r.older.empty() && r.older == name); });
  if (it == kRows.end()) return std::nullopt;
  return it->kind;
}

bool DefKey::named() const {
  return kind == DefPathKind::TypeNs || kind == DefPathKind::ValueNs || kind == DefPathKind::MacroNs ||
         kind == DefPathKind::LifetimeNs;
}

std::string DefKey::text() const {
  auto word = row(kind).word;
  if (!word.empty()) {
    auto anon = fmt::format("{{{}#{}}}", word, disambiguator);
    return kind == DefPathKind::AnonAssocTy ? fmt::format("{}::{}", name, anon) : anon;
  }
  auto shown = kind == DefPathKind::DesugaredAnonymousLifetime ? std::string_view("'_") : name;
  return disambiguator == 0 ? std::string(shown) : fmt::format("{}#{}", shown, disambiguator);
}

std::string DefPath::text() const {
  std::string s = krate;
  for (const auto& c : components) fmt::format_to(std::back_inserter(s), "::{}", c.text());
  return s;
}

}  // namespace rmeta::crate
