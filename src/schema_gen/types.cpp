// SPDX-License-Identifier: MIT OR Apache-2.0
// Lowering of written types, substitution, unification, projections.
#include "types.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "macro.hpp"

namespace rmeta::schema_gen {

namespace {

constexpr std::string_view kStd[] = {"std", "core", "alloc"};

// The one name an external type goes by. std's types are known by their last segment whatever way they were imported;
// a few crates only re-export or rename std's.
std::string canonical(const std::string& path) {
  std::string crate = path.substr(0, path.find("::"));
  std::string last = path.substr(path.rfind(':') + 1);
  if (std::ranges::find(kStd, crate) != std::end(kStd)) return last;
  return fmt::format("{}::{}", crate, last);
}

}  // namespace

TypeRef Types::make(Type t) {
  std::string key = fmt::format("{}|{}|{}|", static_cast<int>(t.kind), static_cast<const void*>(t.item), t.name);
  for (TypeRef a : t.args) key += fmt::format("{},", static_cast<const void*>(a));
  if (t.maybe_unsized) key += "?";
  auto& slot = interned_[key];
  if (!slot) slot = std::make_unique<Type>(std::move(t));
  return slot.get();
}

TypeRef Types::external(std::string name, std::vector<TypeRef> args) {
  // rustc-hash: type aliases of std's maps with its own hasher, which plays no part in decoding.
  if (name == "rustc_hash::FxHashMap") name = "HashMap";
  if (name == "rustc_hash::FxHashSet") name = "HashSet";
  if ((name == "HashMap" || name == "indexmap::IndexMap") && args.size() > 2) args.erase(args.begin() + 2, args.end());
  bool one = name == "HashSet" || name == "indexmap::IndexSet" || name == "Vec" || name == "Box" || name == "Rc" ||
             name == "Arc";
  if (one && args.size() > 1) args.erase(args.begin() + 1, args.end());
  return make({Type::external, nullptr, std::move(name), std::move(args), false});
}

Scope Types::scope_of(TypeRef adt) {
  Scope s;
  s.module = adt->item->parent;
  s.generics = &adt->item->generics;
  for (size_t i = 0; i < adt->item->generics.params.size(); ++i)
    s.env[adt->item->generics.params[i].name] = adt->args.at(i);
  s.env["Self"] = adt;
  return s;
}

TypeRef Types::lower(const TypeExpr& e, const Scope& scope) {
  if (depth_ > 100) fail(e.loc, "types nest without end");
  struct Guard {
    int& d;
    explicit Guard(int& x) : d(x) { ++d; }
    ~Guard() { --d; }
  } guard(depth_);
  auto one = [&](Type::Kind k) { return make({k, nullptr, "", {lower(e.elems[0], scope)}, false}); };
  switch (e.kind) {
    case TypeExpr::path:
      return lower_path(e, scope);
    case TypeExpr::tuple: {
      std::vector<TypeRef> args;
      for (const TypeExpr& x : e.elems) args.push_back(lower(x, scope));
      return make({Type::tuple, nullptr, "", std::move(args), false});
    }
    case TypeExpr::ref:
      return one(Type::ref);
    case TypeExpr::slice:
      return one(Type::slice);
    case TypeExpr::array: {
      if (e.len.size() == 1 && e.len[0].ident()) {
        auto it = scope.env.find(e.len[0].text);
        if (it != scope.env.end())
          return make({Type::array, nullptr, "", {lower(e.elems[0], scope), it->second}, false});
      }
      TypeRef n = make(
          {Type::constant, nullptr, fmt::format("{}", constant(e.len, *scope.module, e.loc, scope.env)), {}, false});
      return make({Type::array, nullptr, "", {lower(e.elems[0], scope), n}, false});
    }
    case TypeExpr::never:
      return make({Type::never, nullptr, "", {}, false});
    case TypeExpr::opaque:
      return make({Type::opaque, nullptr, e.text, {}, false});
    case TypeExpr::constant:
      return make({Type::constant,
                   nullptr,
                   e.len.size() == 1 && e.len[0].ident()
                       ? e.len[0].text
                       : fmt::format("{}", constant(e.len, *scope.module, e.loc, scope.env)),
                   {},
                   false});
    case TypeExpr::macro_call: {
      // `Lazy!([T])` of rustc_metadata up to 1.5x; the macro stands in the same crate.
      const auto& macros = scope.module->crate->macros;
      auto macro = macros.find(e.segs.back().name);
      if (macro == macros.end() || macro->second.size() != 1)
        fail(e.loc, fmt::format("macro '{}' in a type is not found, or not the only one", e.segs.back().name));
      Trees type = expand(*macro->second[0], scope.module->crate->name, e.len, e.loc);
      Cursor c(type, e.loc);
      TypeExpr made = parse_type(c);
      if (!c.done()) fail(c.loc(), "unexpected tokens after a type that a macro made");
      return lower(made, scope);
    }
    case TypeExpr::infer:
      break;
  }
  fail(e.loc, "'_' where a type is needed");
}

TypeRef Types::lower_path(const TypeExpr& e, const Scope& scope) {
  if (e.qself) {
    TypeRef self = lower(*e.qself, scope);
    if (e.segs.size() != e.trait_len + 1) fail(e.loc, "a qualified path with more than one associated item");
    const Item* trait = nullptr;
    if (e.trait_len > 0) {
      std::vector<std::string> p;
      if (e.global) p.push_back("");
      for (size_t i = 0; i < e.trait_len; ++i) p.push_back(e.segs[i].name);
      Def d = resolve(*scope.module, p, e.loc);
      if (d.kind == Def::declared) trait = d.item;
    }
    return project(self, trait, e.segs.back().name, e.loc);
  }
  // A parameter, Self, or an associated type of one.
  if (!e.global) {
    auto it = scope.env.find(e.segs[0].name);
    if (it != scope.env.end()) {
      if (e.segs.size() == 1) return it->second;
      if (e.segs.size() == 2) return project(it->second, nullptr, e.segs[1].name, e.loc);
      fail(e.loc, "a path of associated types");
    }
  }
  std::vector<std::string> p;
  if (e.global) p.push_back("");
  for (const PathSeg& s : e.segs) p.push_back(s.name);
  return instantiate(resolve(*scope.module, p, e.loc), e.segs.back(), scope, e.loc);
}

TypeRef Types::instantiate(const Def& d, const PathSeg& seg, const Scope& scope, const Loc& loc) {
  std::vector<TypeRef> args;
  for (const TypeExpr& a : seg.args) {
    // A name among the arguments can be a constant's.
    if (a.kind == TypeExpr::path && !a.qself && !a.global && !a.segs.empty() && !scope.env.contains(a.segs[0].name)) {
      std::vector<std::string> p;
      for (const PathSeg& s : a.segs) p.push_back(s.name);
      if (try_resolve(*scope.module, p, a.loc).kind == Def::none && find_constant(*scope.module, p, a.loc)) {
        args.push_back(
            make({Type::constant, nullptr, fmt::format("{}", constant(p, *scope.module, a.loc)), {}, false}));
        continue;
      }
    }
    args.push_back(lower(a, scope));
  }
  if (d.kind == Def::primitive) return make({Type::primitive, nullptr, d.name, {}, false});
  if (d.kind == Def::external) return external(canonical(d.name), std::move(args));
  if (!d.item) fail(loc, "a crate where a type is expected");
  const Item* it = d.item;
  if (it->kind == Item::trait) return make({Type::opaque, it, path(it), {}, false});
  if (it->kind != Item::alias && it->kind != Item::structure && it->kind != Item::enumeration &&
      it->kind != Item::union_)
    fail(loc, fmt::format("'{}' ({}) is not a type", path(it), str(it->loc)));
  const auto& params = it->generics.params;
  if (args.size() > params.size())
    fail(loc, fmt::format("'{}' takes {} arguments, not {}", path(it), params.size(), args.size()));
  Scope inner;
  inner.module = it->parent;
  inner.generics = &it->generics;
  for (size_t i = 0; i < params.size(); ++i) {
    if (i == args.size()) {
      if (!params[i].fallback) fail(loc, fmt::format("argument '{}' of '{}' is missing", params[i].name, path(it)));
      args.push_back(lower(*params[i].fallback, inner));
    }
    inner.env[params[i].name] = args[i];
  }
  if (it->kind == Item::alias) return lower(it->type, inner);
  return make({Type::adt, it, "", std::move(args), false});
}

TypeRef Types::substitute(TypeRef t, const Env& env, const Loc& loc) {
  if (t->kind == Type::param) {
    auto it = env.find(t->name);
    return it == env.end() ? t : it->second;
  }
  if (t->args.empty()) return t;
  Type copy = *t;
  for (TypeRef& a : copy.args) a = substitute(a, env, loc);
  if (copy.kind == Type::projection) return project(copy.args[0], copy.item, copy.name, loc);
  return make(std::move(copy));
}

bool Types::unify(TypeRef p, TypeRef t, Env& env) {
  if (p->kind == Type::param) {
    if (!p->maybe_unsized && (t->kind == Type::slice || (t->kind == Type::primitive && t->name == "str"))) return false;
    auto [it, fresh] = env.emplace(p->name, t);
    return fresh || it->second == t;
  }
  if (p == t) return true;
  // A default such as `Meta = <T as LazyMeta>::Meta` follows from T once that is bound.
  if (p->kind == Type::projection && p->args[0]->kind == Type::param) return env.contains(p->args[0]->name);
  if (p->kind != t->kind || p->item != t->item || p->name != t->name || p->args.size() != t->args.size()) return false;
  if (p->kind == Type::projection) return false;
  for (size_t i = 0; i < p->args.size(); ++i)
    if (!unify(p->args[i], t->args[i], env)) return false;
  return !p->args.empty();
}

TypeRef Types::impl_self(const Item* impl) {
  auto found = impl_self_.find(impl);
  if (found != impl_self_.end()) return found->second;
  Scope s;
  s.module = impl->parent;
  s.generics = &impl->generics;
  for (const GenericParam& g : impl->generics.params)
    s.env[g.name] = make({Type::param, nullptr, g.name, {}, g.maybe_unsized});
  TypeRef t = nullptr;
  try {
    t = lower(impl->type, s);
  } catch (const Error&) {
    t = nullptr;  // an impl for a type that cannot be followed cannot be an impl for one that was
  }
  return impl_self_[impl] = t;
}

const Item* Types::impl_trait(const Item* impl) {
  auto found = impl_trait_.find(impl);
  if (found != impl_trait_.end()) return found->second;
  const Item* out = nullptr;
  if (impl->trait_path && impl->trait_path->kind == TypeExpr::path && !impl->trait_path->qself) {
    std::vector<std::string> p;
    if (impl->trait_path->global) p.push_back("");
    for (const PathSeg& s : impl->trait_path->segs) p.push_back(s.name);
    Def d = try_resolve(*impl->parent, p, impl->loc);
    if (d.kind == Def::declared) out = d.item;
  }
  return impl_trait_[impl] = out;
}

TypeRef Types::project(TypeRef self, const Item* trait, const std::string& name, const Loc& loc) {
  if (self->kind == Type::param || self->kind == Type::projection)
    return make({Type::projection, trait, name, {self}, false});
  // smallvec's Array is implemented for [T; N] with Item = T.
  if (self->kind == Type::array && name == "Item") return self->args[0];
  auto value = [&](const Item* impl, const Env& env) {
    Scope s;
    s.module = impl->parent;
    s.env = env;
    s.env["Self"] = self;
    s.generics = &impl->generics;
    return lower(impl->assoc_types.at(name), s);
  };
  TypeRef out = nullptr;
  const Item* blanket = nullptr;  // `impl<T> Trait for T`: for the sized types that no other impl is for
  for (size_t i = 0; i < index_.impls().size(); ++i) {
    const Item* impl = index_.impls()[i];
    if (!impl->assoc_types.contains(name) || !impl->trait_path) continue;
    if (trait && impl_trait(impl) != trait) continue;
    TypeRef head = impl_self(impl);
    Env env;
    if (!head) continue;
    if (head->kind == Type::param) {
      if (trait && unify(head, self, env)) blanket = impl;
      continue;
    }
    if (!unify(head, self, env)) continue;
    TypeRef t = value(impl, env);
    if (out && out != t)
      fail(loc,
           fmt::format("'{}::{}' is ambiguous: {} and {}", this->name(self), name, this->name(out), this->name(t)));
    out = t;
  }
  if (!out && blanket) {
    Env env;
    unify(impl_self(blanket), self, env);
    out = value(blanket, env);
  }
  if (!out) fail(loc, fmt::format("no impl gives '{}::{}'", this->name(self), name));
  return out;
}

bool Types::interner(TypeRef t) const {
  return t->kind == Type::adt && t->item->name == "TyCtxt" && t->item->parent->crate->name == "rustc_middle";
}

std::string Types::name(TypeRef t) const {
  auto list = [&](std::string_view sep) {
    std::string out;
    for (TypeRef a : t->args) {
      if (interner(a)) continue;
      if (!out.empty()) out += sep;
      out += name(a);
    }
    return out;
  };
  switch (t->kind) {
    case Type::adt: {
      std::string args = list(", ");
      return args.empty() ? path(t->item) : fmt::format("{}<{}>", path(t->item), args);
    }
    case Type::external: {
      std::string args = t->name == "PhantomData" ? "" : list(", ");
      return args.empty() ? t->name : fmt::format("{}<{}>", t->name, args);
    }
    case Type::tuple:
      return t->args.size() == 1 ? fmt::format("({},)", list("")) : fmt::format("({})", list(", "));
    case Type::ref:
      return fmt::format("&{}", name(t->args[0]));
    case Type::slice:
      return fmt::format("[{}]", name(t->args[0]));
    case Type::array:
      return fmt::format("[{}; {}]", name(t->args[0]), name(t->args[1]));
    case Type::never:
      return "!";
    case Type::projection:
      return fmt::format("{}::{}", name(t->args[0]), t->name);
    case Type::primitive:
    case Type::param:
    case Type::constant:
    case Type::opaque:
      return t->name;
  }
  return {};
}

}  // namespace rmeta::schema_gen
