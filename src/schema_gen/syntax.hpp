// SPDX-License-Identifier: MIT OR Apache-2.0
// The syntax tree of Rust items, as far as a schema needs it: what types look like, who implements what, where names
// come from. Function bodies stay token trees.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tokens.hpp"

namespace rmeta::schema_gen {

struct Module;
struct Crate;
struct TypeExpr;

/// `Item = u32` inside `<...>`.
struct AssocBinding {
  std::string name;
  std::shared_ptr<TypeExpr> type;  // null for a bound (`Item: Trait`)
};

struct PathSeg {
  std::string name;
  std::vector<TypeExpr> args;  // lifetimes are dropped
  std::vector<AssocBinding> assoc;
};

/// A type as written.
struct TypeExpr {
  enum Kind {
    path,        // segs, maybe with qself: `<qself as segs[..trait_len]>::rest`
    tuple,       // elems
    ref,         // elems[0]; pointers too
    slice,       // elems[0]
    array,       // elems[0], len
    never,       // !
    infer,       // _
    opaque,      // fn pointers, dyn, impl: kept as text, never decodable
    constant,    // a literal or block as a generic argument: len
    macro_call,  // segs name the macro, len are the tokens it gets
  };
  Kind kind = path;
  bool global = false;  // leading `::`
  std::vector<PathSeg> segs;
  std::shared_ptr<TypeExpr> qself;
  size_t trait_len = 0;
  std::vector<TypeExpr> elems;
  Trees len;
  std::string text;
  Loc loc;
};

struct Attr {
  std::string path;  // "derive", "cfg_attr", "rustc_foo::bar"
  Trees args;        // inside the delimiters, or after `=`
  Loc loc;
};

struct Field {
  std::string name;
  TypeExpr type;
  Loc loc;
};

struct Variant {
  std::string name;
  std::vector<Field> fields;
  Trees discriminant;
  Loc loc;
};

struct GenericParam {
  std::string name;
  bool is_const = false;
  bool maybe_unsized = false;
  std::shared_ptr<TypeExpr> fallback;
};
struct Bound {
  TypeExpr type;
  std::vector<TypeExpr> traits;
};
struct Generics {
  std::vector<GenericParam> params;  // without lifetimes
  std::vector<Bound> bounds;
};

struct Item {
  enum Kind { module, structure, enumeration, union_, alias, trait, impl, constant, function, macro, use, other };
  Kind kind = other;
  std::string name;
  Loc loc;
  Module* parent = nullptr;
  std::vector<Attr> attrs;
  std::vector<std::string> derives;  // last path segments, cfg_attr resolved
  Generics generics;
  std::vector<Field> fields;      // struct, union
  std::vector<Variant> variants;  // enum
  TypeExpr type;                  // alias target, impl self type, type of a constant
  std::shared_ptr<TypeExpr> trait_path;
  std::map<std::string, TypeExpr> assoc_types;  // impl
  Trees header;                                 // impl: `Trait<..> for Type`
  Trees tokens;  // impl, trait: the body; constant: the value; function: what follows its name; macro: its rules
  Module* inner = nullptr;  // module
  // What function-like macros of others would have made of a struct:
  std::optional<uint64_t> index_max;  // newtype_index!
  bool index_codable = false;
  bool is_bitflags = false;                                // bitflags! { struct … }
  std::vector<std::pair<std::string, Trees>> flag_consts;  // of either form of bitflags!
  std::vector<std::string> via_macros;                     // the macros it came out of, innermost last
};

struct UseDecl {
  std::vector<std::string> path;  // first segment may be crate, self, super, "$crate::x", or "" for a leading `::`
  std::string name;               // what it is called here; "" for a glob
  bool glob = false;
  Loc loc;
};

/// A macro call at item level that was not expanded, and why.
struct MacroCall {
  std::vector<std::string> path;
  Trees args;
  Loc loc;
  std::string why;
  bool failed = false;  // the macro is known, expanding it was not possible
  std::vector<Attr> attrs;
};

/// Reads tokens one by one; everything that parses Rust syntax does so through it.
class Cursor {
 public:
  Cursor(const Trees& trees, Loc end) : t_(&trees), end_(end) {}
  bool done() const { return i_ >= t_->size(); }
  const Tree* peek(size_t k = 0) const { return i_ + k < t_->size() ? &(*t_)[i_ + k] : nullptr; }
  bool at(std::string_view text, size_t k = 0) const { return peek(k) && peek(k)->is(text); }
  /// Two or three characters of punctuation written together, such as `::` or `->`.
  bool at_joined(std::string_view text) const;
  bool at_group(char d, size_t k = 0) const { return peek(k) && peek(k)->group(d); }
  bool at_ident(size_t k = 0) const { return peek(k) && peek(k)->ident(); }
  const Tree& next();
  bool eat(std::string_view text);
  bool eat_joined(std::string_view text);
  void expect(std::string_view text);
  std::string ident();
  const Tree& group(char d);
  Loc loc() const { return done() ? end_ : (*t_)[i_].loc; }
  size_t pos() const { return i_; }
  void seek(size_t p) { i_ = p; }
  Trees slice(size_t from) const;
  Trees rest();

 private:
  const Trees* t_;
  size_t i_ = 0;
  Loc end_;
};

TypeExpr parse_type(Cursor& c);
std::vector<TypeExpr> parse_bounds(Cursor& c);
/// All of `file` as one type. Locations in it point into `file`, which must stay.
TypeExpr parse_type_text(const SourceFile& file);
/// `#[...]` and `#![...]` in front of an item, `cfg` and `cfg_attr` not yet looked at.
std::vector<Attr> parse_attrs(Cursor& c);
void skip_visibility(Cursor& c);
Generics parse_generics(Cursor& c);
void parse_where(Cursor& c, Generics& g);

/// The configuration a release compiler is built with. Resolves `cfg_attr` and says whether the thing is there at all.
bool cfg_true(const Trees& predicate, const Loc& loc);
bool apply_cfg(std::vector<Attr>& attrs);
std::vector<std::string> derives_of(const std::vector<Attr>& attrs);

std::vector<Field> parse_named_fields(const Tree& braces);
std::vector<Field> parse_tuple_fields(const Tree& parens);
std::vector<Variant> parse_variants(const Tree& braces);

/// Called for everything an item list holds.
struct ItemSink {
  std::function<void(std::unique_ptr<Item>)> item;
  std::function<void(UseDecl)> use;
  std::function<void(MacroCall)> call;
  /// `mod name;` or `mod name { body }`.
  std::function<void(const std::string& name, const Tree* body, std::vector<Attr>, const Loc&)> module;
  /// `extern crate name as alias`.
  std::function<void(const std::string& name, const std::string& alias, std::vector<Attr>, const Loc&)> extern_crate;
};
void parse_items(Cursor& c, const ItemSink& sink);
void skip_one_item(Cursor& c);

}  // namespace rmeta::schema_gen
