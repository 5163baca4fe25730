// SPDX-License-Identifier: MIT OR Apache-2.0
// Name resolution in the type namespace: declarations, `use` declarations with renames, globs and re-exports, the
// extern prelude, std's prelude.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "types.hpp"
#include "values.hpp"

namespace rmeta::schema_gen {

namespace {

constexpr std::array<std::string_view, 17> kPrimitives = {"u8",   "u16",  "u32", "u64", "u128", "usize",
                                                          "i8",   "i16",  "i32", "i64", "i128", "isize",
                                                          "bool", "char", "str", "f32", "f64"};
constexpr std::array<std::string_view, 5> kPrelude = {"Option", "Vec", "String", "Box", "Result"};
// Traits of the prelude occur in paths too (`<T as Iterator>::Item`), they have no meaning for decoding.
constexpr std::array<std::string_view, 22> kPreludeTraits = {
    "Iterator",  "IntoIterator", "Copy",   "Clone",   "Send",       "Sync", "Sized", "Drop",
    "Fn",        "FnMut",        "FnOnce", "Default", "Eq",         "Ord",  "From",  "Into",
    "PartialEq", "ToOwned",      "AsRef",  "Extend",  "PartialOrd", "Unpin"};

}  // namespace

Def Types::try_resolve(const Module& m, const std::vector<std::string>& path, const Loc& loc) {
  std::set<std::pair<const Module*, std::string>> seen;
  return lookup_path(m, path, loc, seen);
}

Def Types::resolve(const Module& m, const std::vector<std::string>& path, const Loc& loc) {
  Def d = try_resolve(m, path, loc);
  if (d.kind != Def::none) return d;
  std::string text;
  for (const std::string& p : path) text += (text.empty() ? "" : "::") + p;
  std::string hint;
  for (const Module* at = &m; at; at = at->parent)
    for (const MacroCall& c : at->calls)
      if (hint.size() < 600) hint += fmt::format(" {}! at {} ({});", c.path.back(), str(c.loc), c.why);
  throw Error(fmt::format("'{}' is not found from module {}", text, m.path))
      .file(str(loc))
      .hint(hint.empty() ? "" : fmt::format("macros there that were not expanded:{}", hint));
}

Def Types::first_segment(const Module& m, const std::string& name, const Loc& loc,
                         std::set<std::pair<const Module*, std::string>>& seen) {
  Def d = lookup(m, name, loc, seen);
  if (d.kind != Def::none) return d;
  std::string real = index_.crate_name(*m.crate, name);
  bool local = real == m.crate->name || m.crate->local_deps.contains(real);
  if (local) {
    Crate* c = real == m.crate->name ? m.crate : index_.crate(real);
    if (c && c->root) return {Def::declared, nullptr, c->root, ""};
    fail(loc, fmt::format("crate '{}' is not in compiler/", real));
  }
  if (index_.is_external(*m.crate, name)) {
    d.kind = Def::external;
    d.name = name;
    return d;
  }
  if (std::ranges::find(kPrimitives, name) != kPrimitives.end()) {
    d.kind = Def::primitive;
    d.name = name;
    return d;
  }
  if (std::ranges::find(kPrelude, name) != kPrelude.end() ||
      std::ranges::find(kPreludeTraits, name) != kPreludeTraits.end()) {
    d.kind = Def::external;
    d.name = fmt::format("std::prelude::{}", name);
    return d;
  }
  return d;
}

Def Types::lookup(const Module& m, const std::string& name, const Loc& loc,
                  std::set<std::pair<const Module*, std::string>>& seen) {
  auto it = m.types.find(name);
  if (it != m.types.end()) return {Def::declared, it->second, it->second->inner, ""};
  if (!seen.emplace(&m, name).second) return {};
  for (const UseDecl& u : m.uses) {
    if (u.glob || u.name != name) continue;
    std::set<std::pair<const Module*, std::string>> own = seen;
    Def d = lookup_path(m, u.path, u.loc, own);
    if (d.kind != Def::none) {
      seen.erase({&m, name});
      return d;
    }
  }
  for (const UseDecl& u : m.uses) {
    if (!u.glob) continue;
    // Finding the globbed module must not depend on the name looked for, hence a set of its own; a cycle of globs is
    // cut by the entries for (module, name).
    std::set<std::pair<const Module*, std::string>> own = seen;
    Def base = lookup_path(m, u.path, u.loc, own);
    const Module* target = base.module;
    if (!target || target == &m) continue;
    Def d = lookup(*target, name, loc, seen);
    if (d.kind != Def::none) {
      seen.erase({&m, name});
      return d;
    }
  }
  return {};
}

Def Types::lookup_path(const Module& m, const std::vector<std::string>& path, const Loc& loc,
                       std::set<std::pair<const Module*, std::string>>& seen) {
  const Module* at = &m;
  size_t i = 0;
  Def d;
  auto enter_crate = [&](const std::string& name) {
    Crate* c = name == m.crate->name ? m.crate : index_.crate(name);
    if (!c || !c->root) fail(loc, fmt::format("crate '{}' is not in compiler/", name));
    at = c->root;
  };
  bool rooted = true;
  if (path[0] == "crate") {
    enter_crate(m.crate->name);
    i = 1;
  } else if (path[0].starts_with("$crate::")) {
    enter_crate(path[0].substr(8));
    i = 1;
  } else if (path[0] == "self" || path[0] == "super") {
    i = path[0] == "self" ? 1 : 0;
    while (i < path.size() && path[i] == "super") {
      at = at->parent;
      if (!at) fail(loc, "'super' above the crate root");
      ++i;
    }
  } else if (path[0].empty()) {
    std::string real = index_.crate_name(*m.crate, path.at(1));
    i = 2;
    if (index_.is_external(*m.crate, path[1])) {
      d.kind = Def::external;
      d.name = path[1];
      rooted = false;
    } else {
      enter_crate(real);
    }
  } else {
    d = first_segment(m, path[0], loc, seen);
    if (d.kind == Def::none) return {};
    i = 1;
    rooted = false;
  }
  if (rooted && i == path.size()) {
    Item* decl = nullptr;
    if (at->parent) decl = at->parent->types.at(at->path.substr(at->path.rfind(':') + 1));
    return {Def::declared, decl, const_cast<Module*>(at), ""};
  }
  bool first = rooted;
  for (; i < path.size(); ++i) {
    if (!first) {
      if (d.kind == Def::external) {
        d.name += "::" + path[i];
        continue;
      }
      if (!d.module) return {};  // a variant or an associated item: not in this namespace
      at = d.module;
    }
    first = false;
    std::set<std::pair<const Module*, std::string>> own = seen;
    d = lookup(*at, path[i], loc, own);
    if (d.kind == Def::none) return {};
  }
  return d;
}

Item* Types::item(const std::string& path) {
  std::vector<std::string> parts;
  size_t b = 0;
  for (;;) {
    size_t e = path.find("::", b);
    parts.push_back(path.substr(b, e == std::string::npos ? e : e - b));
    if (e == std::string::npos) break;
    b = e + 2;
  }
  Crate* c = index_.crate(parts[0]);
  if (!c || !c->root) return nullptr;
  parts[0] = "crate";
  Def d = try_resolve(*c->root, parts, c->root->loc);
  return d.kind == Def::declared ? d.item : nullptr;
}

std::string Types::path(const Item* it) const {
  return fmt::format("{}::{}", it->parent ? it->parent->path : "?", it->name);
}

uint64_t Types::constant(const Trees& tokens, const Module& m, const Loc& loc, const Env& env) {
  return evaluate(tokens, loc,
                  [&](const std::vector<std::string>& p, const Loc& at) { return constant(p, m, at, env); });
}

uint64_t Types::constant(const std::vector<std::string>& path, const Module& m, const Loc& loc, const Env& env) {
  if (path.size() == 1) {
    auto e = env.find(path[0]);
    if (e != env.end() && e->second->kind == Type::constant) return std::stoull(e->second->name);
  }
  const Item* found = find_constant(m, path, loc);
  if (!found) fail(loc, fmt::format("constant '{}' is not found from module {}", path.back(), m.path));
  return constant(found->tokens, *found->parent, found->loc);
}

const Item* Types::find_constant(const Module& m, const std::vector<std::string>& path, const Loc& loc) {
  const Module* where = &m;
  if (path.size() > 1) {
    where = try_resolve(m, {path.begin(), path.end() - 1}, loc).module;
    if (!where) return nullptr;
  }
  auto v = where->values.find(path.back());
  if (v != where->values.end() && v->second->kind == Item::constant) return v->second;
  for (const UseDecl& u : where->uses)
    if (!u.glob && u.name == path.back() && u.path.size() > 1)
      if (const Item* found = find_constant(*where, u.path, loc)) return found;
  return nullptr;
}

}  // namespace rmeta::schema_gen
