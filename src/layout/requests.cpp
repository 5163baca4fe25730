// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/layout/requests.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <utility>

#include "rmeta/error.hpp"
#include "rmeta/types/parse.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::layout {

using crate::DefKind;
using types::DefId;
using types::Term;

namespace {

bool takes_arguments(types::Context& cx, DefId def) {
  const DefKind kind = cx.def_kind(def);
  // A closure's own parameters stand for what it is, not for what it is given.
  if (kind != DefKind::Closure && kind != DefKind::Generator)
    for (const auto& p : cx.generics_of(def).own)
      if (p.what != types::GenericParam::What::Lifetime) return true;
  const auto& parent = cx.generics_of(def).parent;
  return parent && takes_arguments(cx, *parent);
}

}  // namespace

std::vector<Wanted> Requests::all() {
  std::vector<Wanted> out;
  for (crate::DefIndex i = 0; i < crate_.def_count(); ++i) {
    auto kind = crate_.def_kind(i);
    if (kind && crate::is_adt(kind->kind) && !takes_arguments(cx_, {number_, i})) out.push_back({"", {number_, i}});
  }
  return sorted(std::move(out));
}

std::vector<Wanted> Requests::matching(const std::string& pattern) {
  std::vector<Wanted> out;
  for (crate::DefIndex i = 0; i < crate_.def_count(); ++i) {
    auto kind = crate_.def_kind(i);
    if (!kind || (!crate::is_adt(kind->kind) && kind->kind != DefKind::TyAlias)) continue;
    const DefId def{number_, i};
    std::string path = path_of(def);
    if (fnmatch(pattern.c_str(), path.c_str(), 0) != 0 || takes_arguments(cx_, def)) continue;
    out.push_back({kind->kind == DefKind::TyAlias ? path : "", def});
  }
  if (out.empty()) throw Error(fmt::format("no type of crate {} matches \"{}\"", crate_.name(), pattern));
  return sorted(std::move(out));
}

std::vector<DefId> Requests::functions(const std::string& pattern) {
  std::vector<std::pair<std::string, DefId>> found;
  const bool wants_closures = pattern.find("{closure") != std::string::npos;
  for (crate::DefIndex i = 0; i < crate_.def_count(); ++i) {
    auto kind = crate_.def_kind(i);
    if (!kind) continue;
    const bool code =
        kind->kind == DefKind::Fn || kind->kind == DefKind::AssocFn || (kind->kind == DefKind::Ctor && kind->has("Fn"));
    const bool closure = kind->kind == DefKind::Closure || kind->kind == DefKind::Generator;
    if (!code && kind->kind != DefKind::TyAlias && !(closure && wants_closures)) continue;
    const DefId def{number_, i};
    std::string path = path_of(def);
    if (fnmatch(pattern.c_str(), path.c_str(), 0) != 0 || takes_arguments(cx_, def)) continue;
    if (!code && !closure && cx_.type_of(def)->kind != types::Kind::FnPtr) continue;
    found.emplace_back(std::move(path), def);
  }
  if (found.empty()) throw Error(fmt::format("no function of crate {} matches \"{}\"", crate_.name(), pattern));
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<DefId> out;
  for (const auto& [path, def] : found) out.push_back(def);
  return out;
}

std::vector<Wanted> Requests::named(const std::string& text) {
  if (text.find_first_of("*?") != std::string::npos && text.find_first_of("<& ;") == std::string::npos)
    return matching(text);
  return {one(text)};
}

Wanted Requests::one(const std::string& text) {
  types::TypeParser parser(cx_, number_);
  if (const Term pair = parser.parse_trait_ref(text)) return {"", {}, pair};
  return {"", {}, parser.parse(text)};
}

// As the graph writes it; what many items have in common is read once.
std::string Requests::path_of(DefId def) {
  const crate::DefKey key = cx_.def_key(def);
  if (!key.parent) return std::string(cx_.crate_name(def.crate));
  std::string& around = parents_[*key.parent];
  if (around.empty()) around = cx_.graph().path({def.crate, *key.parent});
  return around + "::" + key.text();
}

std::vector<Wanted> Requests::sorted(std::vector<Wanted> list) {
  std::vector<std::pair<std::string, Wanted>> keyed;
  for (Wanted& w : list) keyed.emplace_back(path_of(w.def), std::move(w));
  std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  list.clear();
  for (auto& [key, w] : keyed) list.push_back(std::move(w));
  return list;
}

Term Requests::type_of(const Wanted& w) {
  if (w.type) return w.type;
  const auto args = cx_.erased_args(w.def);
  if (!crate::is_adt(cx_.def_kind(w.def))) return types::substitute(cx_.interner(), cx_.type_of(w.def), args);
  return cx_.interner().make(types::Kind::Adt, args, w.def);
}

std::string Requests::name_of(const Wanted& w) {
  if (!w.alias.empty()) return w.alias;
  return w.type ? types::print(cx_, w.type) : path_of(w.def);
}

}  // namespace rmeta::layout
