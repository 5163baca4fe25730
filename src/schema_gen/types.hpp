// SPDX-License-Identifier: MIT OR Apache-2.0
// Types with their names resolved, and how names are resolved.
#pragma once

#include <set>

#include "index.hpp"

namespace rmeta::schema_gen {

struct Type;
using TypeRef = const Type*;

struct Type {
  enum Kind {
    adt,        // item (struct, enum, union of the compiler), args
    external,   // name (a type of std or of another crate), args
    primitive,  // name: u8 … str
    tuple,      // args
    ref,        // args[0]
    slice,      // args[0]
    array,      // args[0], name = length
    never,
    param,       // name: a generic parameter of an impl that is being looked at
    projection,  // args[0]::name, through item (a trait) if known
    constant,    // name: value of a const argument
    opaque,      // name: text of something that is never decoded
  };
  Kind kind;
  const Item* item = nullptr;
  std::string name;
  std::vector<TypeRef> args;
  bool maybe_unsized = false;  // param
};

/// What a path in type position leads to.
struct Def {
  enum Kind { none, declared, external, primitive } kind = none;
  Item* item = nullptr;      // null for the root of a crate
  Module* module = nullptr;  // what the item holds, if it is a module
  std::string name;          // external: the whole path; primitive
};

using Env = std::map<std::string, TypeRef>;

/// Where an expression stands: names are looked up in `module`, parameters and `Self` in `env`.
struct Scope {
  const Module* module = nullptr;
  Env env;
  const Generics* generics = nullptr;  // for the bounds of projections
};

class Types {
 public:
  explicit Types(Index& index) : index_(index) {}

  Index& index() { return index_; }

  /// Lowers a written type; aliases are expanded, projections resolved as soon as their self type is known.
  TypeRef lower(const TypeExpr& e, const Scope& scope);
  TypeRef substitute(TypeRef t, const Env& env, const Loc& loc);
  /// Finds bindings of `pattern`'s params that make it equal to `t`.
  static bool unify(TypeRef pattern, TypeRef t, Env& env);
  /// The item a path leads to from `m`; throws if there is none.
  Def resolve(const Module& m, const std::vector<std::string>& path, const Loc& loc);
  Def try_resolve(const Module& m, const std::vector<std::string>& path, const Loc& loc);
  /// The item declared at an absolute path like "rustc_metadata::rmeta::CrateRoot".
  Item* item(const std::string& path);
  /// A type given by its absolute path and no arguments.
  TypeRef of_item(const Item* it, std::vector<TypeRef> args = {}) {
    return make({Type::adt, it, "", std::move(args), false});
  }
  TypeRef make(Type t);
  /// `I::Name` for a concrete I.
  TypeRef project(TypeRef self, const Item* trait, const std::string& name, const Loc& loc);
  /// Fields of an instantiated ADT have their types lowered in this scope.
  static Scope scope_of(TypeRef adt);

  /// The name of a type in a schema.
  std::string name(TypeRef t) const;
  std::string path(const Item* it) const;
  /// The self type of an impl, with its parameters as params; null if it cannot be lowered.
  TypeRef impl_self(const Item* impl);
  /// The trait an impl is for, null if it is unknown here.
  const Item* impl_trait(const Item* impl);
  /// A constant's value as an array length or a bit.
  uint64_t constant(const Trees& tokens, const Module& m, const Loc& loc, const Env& env = {});
  uint64_t constant(const std::vector<std::string>& path, const Module& m, const Loc& loc, const Env& env = {});

 private:
  const Item* find_constant(const Module& m, const std::vector<std::string>& path, const Loc& loc);
  Def lookup(const Module& m, const std::string& name, const Loc& loc,
             std::set<std::pair<const Module*, std::string>>& seen);
  Def lookup_path(const Module& m, const std::vector<std::string>& path, const Loc& loc,
                  std::set<std::pair<const Module*, std::string>>& seen);
  Def first_segment(const Module& m, const std::string& name, const Loc& loc,
                    std::set<std::pair<const Module*, std::string>>& seen);
  TypeRef lower_path(const TypeExpr& e, const Scope& scope);
  TypeRef instantiate(const Def& d, const PathSeg& seg, const Scope& scope, const Loc& loc);
  TypeRef external(std::string name, std::vector<TypeRef> args);
  bool interner(TypeRef t) const;

  Index& index_;
  std::map<std::string, std::unique_ptr<Type>> interned_;
  std::map<const Item*, TypeRef> impl_self_;
  std::map<const Item*, const Item*> impl_trait_;
  int depth_ = 0;
};

}  // namespace rmeta::schema_gen
