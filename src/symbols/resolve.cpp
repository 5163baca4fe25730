// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/symbols/resolve.hpp"

#include <fmt/format.h>

#include "legacy.hpp"
#include "rmeta/crate/exports.hpp"
#include "rmeta/crate/items.hpp"
#include "rmeta/error.hpp"
#include "translate.hpp"

namespace rmeta::symbols {

using crate::DefKind;
using types::DefId;

namespace {

// The crate at the bottom of a path: where its item is defined.
PieceId root_of(const Demangled& d, PieceId id) {
  for (;;) {
    id = d.target(id);
    switch (d[id].part) {
      case Part::Nested:
      case Part::Generic:
      case Part::Impl:
      case Part::TraitImpl:
        id = d.parts(id)[0];
        break;
      case Part::TraitItems:
        id = d.parts(id)[1];
        break;
      case Part::Crate:
        return id;
      default:
        throw Error("a symbol name whose path leads to no crate");
    }
  }
}

bool is_shim(const Piece& p) {
  return p.part == Part::Nested && p.tag == 'S' && p.number == 0;
}

// The pseudo-crate of what the compiler, not a path, gives a name to.
constexpr std::string_view kInternal = "__rustc";

}  // namespace

Resolver::Resolver(types::MetadataContext& cx, Names& names) : cx_(cx), names_(names) {}
Resolver::~Resolver() = default;

std::optional<std::uint32_t> Resolver::home(const Demangled& d) const {
  const Piece& crate = d[d.target(d.instantiating_crate().value_or(root_of(d, d.path())))];
  return crate_of(cx_.graph(), crate.text, crate.number);
}

bool Resolver::is_internal(const Demangled& d) {
  return d[root_of(d, d.path())].text == kInternal;
}

Symbol Resolver::resolve(const Demangled& d) {
  PieceId path = d.target(d.path());
  if (is_internal(d)) return internal(d);
  std::string_view shim;
  if (is_shim(d[path])) {
    shim = d[path].text;
    path = d.target(d.parts(path)[0]);
  }
  Translator translator(cx_, d);
  const DefId def = translator.def(path);
  const auto kind = cx_.graph().crate(def.crate).def_kind(def.index);
  if (!kind) throw Error(fmt::format("{} is no item that can have a symbol", cx_.graph().path(def)));
  std::optional<std::uint32_t> instantiated_in;
  if (auto c = d.instantiating_crate()) instantiated_in = translator.def(*c).crate;
  Symbol s = names_.symbol_of(def, translator.args(path), instantiated_in, shim);
  if (s.name != d.stem()) throw Error(fmt::format("what it leads to, {}, has another name: {}", s.path, s.name));
  s.name = d.name();
  return s;
}

// `_RNvC…7___rustc12__rust_alloc`: an item with that name in whatever crate has it, defined rather than declared.
Symbol Resolver::internal(const Demangled& d) {
  const Symbol* found = nullptr;
  const std::string name(d.stem());
  for (std::uint32_t c = 0; c < cx_.graph().size(); ++c) {
    if (cx_.graph().find(c) == nullptr) continue;
    const Symbol* s = named(c, name);
    if (s != nullptr && (found == nullptr || (found->declared && !s->declared))) found = s;
  }
  if (found == nullptr)
    throw Error("no item of the crates at hand has this name: the compiler makes such symbols when it links");
  Symbol s = *found;
  s.name = d.name();
  return s;
}

const Symbol* Resolver::named(std::uint32_t crate, const std::string& name) {
  const auto& all = own_names(crate);
  auto it = all.find(name);
  return it == all.end() ? nullptr : &it->second;
}

const LegacyIndex& Resolver::legacy(std::uint32_t crate) {
  auto& index = legacy_[crate];
  if (!index) index = std::make_unique<LegacyIndex>(cx_, crate);
  return *index;
}

const std::vector<DefId>& Resolver::with_legacy_stem(std::uint32_t crate, std::string_view stem) {
  return legacy(crate).items(stem);
}

std::string Resolver::legacy_doubt(std::uint32_t crate, std::string_view stem) {
  return legacy(crate).doubt(stem);
}

const std::vector<DefId>& Resolver::with_legacy_stem_in_dependencies(const std::set<std::uint32_t>& given,
                                                                     std::string_view stem) {
  static const std::vector<DefId> none;
  for (std::uint32_t c = 0; c < cx_.graph().size(); ++c) {
    if (given.contains(c) || cx_.graph().find(c) == nullptr) continue;
    if (const auto& items = with_legacy_stem(c, stem); !items.empty()) return items;
  }
  return none;
}

Symbol Resolver::item(DefId def) {
  return names_.item(def);
}

const std::map<std::string, Symbol>& Resolver::own_names(std::uint32_t number) {
  auto [slot, fresh] = own_names_.try_emplace(number);
  if (!fresh) return slot->second;
  std::map<std::string, Symbol> all;
  const auto& c = cx_.graph().crate(number);
  const crate::Items items(c);
  for (crate::DefIndex i = 0; i < c.def_count(); ++i) {
    const auto kind = c.def_kind(i);
    if (!kind || (kind->kind != DefKind::Fn && kind->kind != DefKind::AssocFn && kind->kind != DefKind::Static))
      continue;
    const DefId def{number, i};
    const bool declared = items.is_foreign(i);
    if (!declared) {
      // All functions of the crate come by here, so what is kept of attributes for later is not made.
      const auto attrs = crate::codegen_attrs(c, i);
      if (!attrs || (!attrs->no_mangle && !attrs->std_internal && attrs->symbol_name.empty())) continue;
    }
    if (names_.takes_arguments(def)) continue;  // its name is the item's, but an instance has none of its own
    Symbol s = names_.symbol_of(def, cx_.erased_args(def), std::nullopt, {});
    s.declared = declared;
    auto [at, first] = all.try_emplace(s.name, s);
    // A declaration beside the definition, as in a crate that calls itself through C's eyes.
    if (!first && at->second.declared && !declared) at->second = std::move(s);
  }
  // What the compiler makes for the crate and lists by name alone.
  for (const auto& e : crate::Exports(c).listed()) {
    if (e.what != crate::Export::What::NoDefId) continue;
    Symbol s;
    s.what = e.what;
    s.name = s.path = std::string(e.symbol);
    s.kind = "generated";
    all.try_emplace(s.name, s);
  }
  return slot->second = std::move(all);
}

}  // namespace rmeta::symbols
