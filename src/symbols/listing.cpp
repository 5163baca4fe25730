// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/symbols/listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <tuple>
#include <utility>

#include "rmeta/error.hpp"
#include "rmeta/symbols/demangle.hpp"
#include "rmeta/symbols/export_list.hpp"
#include "rmeta/symbols/resolve.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::symbols {

std::vector<Listed> list(types::MetadataContext& cx, std::uint32_t crate) {
  Names names(cx);
  std::vector<Listed> rows;
  std::set<std::string> exported;
  for (Symbol& symbol : names.exports(crate)) {
    exported.insert(symbol.name);
    rows.push_back({std::move(symbol), true});
  }
  for (Symbol& symbol : names.items(crate)) {
    if (!exported.contains(symbol.name)) rows.push_back({std::move(symbol), false});
  }
  Resolver resolver(cx, names);
  for (const auto& [name, symbol] : resolver.own_names(crate))
    if (symbol.declared) rows.push_back({symbol, false});
  std::ranges::sort(rows, {}, [](const Listed& row) { return std::tie(row.symbol.name, row.symbol.path); });
  return rows;
}

std::vector<Listed> list(types::MetadataContext& cx, std::uint32_t crate, Selection& selection) {
  std::vector<Listed> rows;
  std::set<std::string> exported;
  std::set<types::DefId> unnamed;  // exported under a legacy name
  for (const Symbol& symbol : Names(cx).exports(crate)) {
    exported.insert(symbol.name);
    if (!symbol.linker_name && symbol.what == crate::Export::What::NonGeneric) unnamed.insert(symbol.def);
  }
  for (Symbol& symbol : selection.take(cx, crate)) {
    const bool listed = exported.contains(symbol.name) ||
                        (looks_like_legacy(symbol.name) && symbol.ambiguous.empty() && unnamed.contains(symbol.def));
    rows.push_back({std::move(symbol), listed});
  }
  return rows;
}

namespace {

// As `crc --symbols` does: the object says whether a legacy name's path is one symbol's alone.
Symbol find_legacy(types::MetadataContext& cx, std::uint32_t crate, const std::string& wanted,
                   const std::optional<std::string>& object) {
  std::istringstream name(wanted);
  auto list = ExportList::read(name, "the command line");
  if (object) list.through_object(*object);
  Selection selection(std::move(list));
  if (auto found = selection.take(cx, crate); !found.empty()) return found.front();
  throw Error(fmt::format("symbol {}: {}", wanted, selection.failures().at(0).reason));
}

}  // namespace

Symbol find(types::MetadataContext& cx, std::uint32_t crate, const std::string& wanted,
            const std::optional<std::string>& object) {
  Names names(cx);
  for (bool exported : {true, false}) {
    std::vector<Symbol> found = exported ? names.exports(crate) : names.items(crate);
    std::erase_if(found, [&](const Symbol& s) { return s.name != wanted && s.path != wanted; });
    auto exact = std::ranges::find(found, wanted, &Symbol::name);
    if (exact != found.end()) return *exact;
    if (found.size() == 1) return found.front();
    if (found.size() < 2) continue;
    std::vector<std::string> all;
    for (const Symbol& s : found) all.push_back(s.name);
    throw Error(fmt::format("{} symbols have the path {}", found.size(), wanted))
        .hint(fmt::format("give one of their names: {}", fmt::join(all, ", ")));
  }
  if (looks_like_legacy(wanted)) return find_legacy(cx, crate, wanted, object);
  Resolver resolver(cx, names);
  if (looks_like_v0(wanted)) return resolver.resolve(demangle(wanted));
  if (const Symbol* own = resolver.named(crate, wanted)) return *own;
  throw Error(fmt::format("the crate has no symbol {}", wanted)).hint("`rmetacrc symbols` lists names and paths");
}

std::vector<std::string> arguments_of(types::MetadataContext& cx, const Symbol& symbol) {
  std::vector<std::string> out;
  for (types::Term argument : symbol.args)
    if (!argument->is_region()) out.push_back(types::print(cx, argument));
  return out;
}

std::optional<std::string> demangled(const Symbol& symbol) {
  if (!symbol.linker_name || !looks_like_v0(symbol.name)) return std::nullopt;
  return print(demangle(symbol.name), true);
}

}  // namespace rmeta::symbols
