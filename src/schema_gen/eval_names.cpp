// SPDX-License-Identifier: MIT OR Apache-2.0
// Names in the value namespace: functions, constants, variants, associated functions.
#include <fmt/format.h>

#include "eval.hpp"

namespace rmeta::schema_gen {

namespace {
constexpr int kMaxGlobs = 20;
}

const std::vector<const Item*>& Eval::impls_of(const Item* type) {
  auto [at, fresh] = impls_.try_emplace(type);
  if (!fresh) return at->second;
  for (const Item* impl : types_.index().impls()) {
    if (impl->type.kind != TypeExpr::path || impl->type.segs.empty() || impl->type.segs.back().name != type->name ||
        impl->type.qself)
      continue;
    std::vector<std::string> path;
    for (const PathSeg& s : impl->type.segs) path.push_back(s.name);
    if (types_.try_resolve(*impl->parent, path, impl->loc).item == type) at->second.push_back(impl);
  }
  return at->second;
}

Eval::Found Eval::find_in_type(const Item* type, const std::string& name) {
  Found out;
  for (const Variant& v : type->variants) {
    if (v.name != name) continue;
    out.kind = Found::variant;
    out.item = type;
    out.name = name;
    return out;
  }
  for (const Item* impl : impls_of(type)) {
    const Trees& body = impl->tokens;
    for (size_t i = 0; i + 2 < body.size(); ++i) {
      if (!body[i].is("fn") || !body[i + 1].is(name)) continue;
      out.kind = Found::function;
      out.item = impl;
      out.self = type;
      out.tokens = {body.begin() + static_cast<std::ptrdiff_t>(i) + 2, body.end()};
      out.loc = body[i].loc;
      return out;
    }
  }
  return out;
}

Eval::Found Eval::find_in_module(const Module& m, const std::string& name, const Loc& loc, int depth) {
  Found out;
  if (depth > kMaxGlobs) return out;
  if (auto v = m.values.find(name); v != m.values.end()) {
    out.kind = v->second->kind == Item::function ? Found::function : Found::constant;
    out.item = v->second;
    out.tokens = v->second->tokens;
    out.loc = v->second->loc;
    return out;
  }
  auto through = [&](const std::vector<std::string>& prefix, const std::string& last, const Loc& at) -> Found {
    const Module* where = &m;
    if (!prefix.empty()) {
      Def d = types_.try_resolve(m, prefix, at);
      if (d.item && d.item->kind == Item::enumeration) return find_in_type(d.item, last);
      where = d.module;
    }
    if (!where || (where == &m && last == name)) return {};
    return find_in_module(*where, last, at, depth + 1);
  };
  for (const UseDecl& u : m.uses) {
    if (u.glob || u.name != name) continue;
    Found found = through({u.path.begin(), u.path.end() - 1}, u.path.back(), u.loc);
    if (found.kind != Found::nothing) return found;
  }
  for (const UseDecl& u : m.uses) {
    if (!u.glob) continue;
    Found found = through(u.path, name, u.loc);
    if (found.kind != Found::nothing) return found;
  }
  Def d = types_.try_resolve(m, {name}, loc);
  if (d.item && d.item->kind == Item::structure) {
    out.kind = Found::structure;
    out.item = d.item;
  }
  return out;
}

Eval::Found Eval::find(const Frame& f, const std::vector<std::string>& path, const Loc& loc) {
  if (path.size() == 1) return find_in_module(*f.module, path[0], loc, 0);
  if (path.size() == 2 && path[0] == "Self" && f.self) return find_in_type(f.self, path[1]);
  Def d = types_.try_resolve(*f.module, {path.begin(), path.end() - 1}, loc);
  if (d.kind != Def::declared) return {};
  if (d.item && !d.module) return find_in_type(d.item, path.back());
  return d.module ? find_in_module(*d.module, path.back(), loc, 0) : Found{};
}

}  // namespace rmeta::schema_gen
