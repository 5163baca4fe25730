// SPDX-License-Identifier: MIT OR Apache-2.0
// A type as a person writes it: `core::option::Option<alloc::boxed::Box<u8>>`, `&mut [u8; 4]`, `(bool, *const str)`,
// `fn(u8) -> u8`, `dyn core::fmt::Debug + core::marker::Send`. Paths start with the name of a crate, or of something in
// the crate that is looked at; they may lead through re-exports and type aliases. Arguments that have a default may be
// left out, lifetimes are ignored. The associated types of a trait object are given by name
// (`dyn core::iter::Iterator<Item = u8>`).
//
// Types that have no name of their own are told by where they are: closures and the bodies of `async` blocks and
// functions by the item around them and their number in it (`krate::run<u8>::{closure#0}`), functions themselves as
// `fn{krate::run<u8>}`. Items of impls are those of a type (`alloc::vec::Vec<u8>::push`), of a type for a trait (`<u8
// as core::clone::Clone>::clone`), or of an impl in a module (`alloc::slice::<impl [u8]>::join<&str>`): all as rustc
// prints them. `_` stands for an argument that nothing depends on (`alloc::vec::Vec<_, _>::splice::Inner`).
#pragma once

#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "rmeta/types/metadata.hpp"

namespace rmeta::types {

class TypeParser {
 public:
  /// Paths that name no crate start in `crate`.
  TypeParser(MetadataContext& cx, std::uint32_t crate) : cx_(cx), in_(cx.interner()), crate_(crate) {}

  /// Finds the item of a whole path as debug information writes it, `krate::module::{impl#0}::Type`; throws.
  using FindItem = std::function<DefId(std::string_view path)>;
  /// Names as rustc puts them into debug information: a tuple of one is `(T)`, paths are those of definitions.
  TypeParser(MetadataContext& cx, FindItem find) : cx_(cx), in_(cx.interner()), crate_(0), find_(std::move(find)) {}

  /// Throws for what is no type, naming the place.
  Term parse(std::string_view text);
  /// `<TYPE as TRAIT>` as a Kind::TraitRef; null for a text that is not of this form.
  Term parse_trait_ref(std::string_view text);

 private:
  Term type();
  Term pointer();
  Term bracketed();
  Term function();
  Term trait_object();
  Term function_item();
  Term existential(Kind kind, DefId def, std::span<const Term> kids);
  void principal(DefId trait, std::vector<Term>& parts);
  Term number(Term type);

  // parse_path.cpp
  /// An item and all the arguments that it is used with, those of its parents first. None, where a path leads on from
  /// an item without saying them.
  struct Place {
    DefId def;
    std::vector<Term> args;
  };
  Term path();
  Place place();
  Place qualified();
  Place step(const Place& from);
  Place numbered(const Place& from);
  Place associated(Term self, std::string_view name);
  Place impl_of(DefId module);
  Place only_impl(const std::vector<DefId>& impls, Term target, std::string_view item);
  Place inside(const Place& from, DefId def);
  Place inside_impl(const Place& impl, std::string_view name);
  std::vector<DefId> inherent_impls(Term self);
  std::optional<DefId> nested(DefId parent, std::string_view name);
  Term item(const Place&);
  Term closure(const Place&);
  /// `Item = u8` behind the arguments of a trait: name and type.
  using Bindings = std::vector<std::pair<std::string_view, Term>>;
  /// Arguments of an item, of which the first ones are known: its parents', or `Self`.
  std::vector<Term> arguments(DefId def, std::vector<Term> known, Bindings* bindings = nullptr);
  bool at_arguments();
  bool at_binding();
  Term argument(const GenericParam&);
  DefId resolve();
  DefId trait_path();
  std::optional<DefId> child(DefId parent, std::string_view name);
  std::optional<std::uint32_t> crate_named(std::string_view name);

  static bool word_char(char);
  void blanks();
  bool take(std::string_view token);
  void expect(std::string_view token);
  bool take_word(std::string_view word);
  std::string_view word();
  void lifetime();
  [[noreturn]] void fail(std::string_view what);

  MetadataContext& cx_;
  Interner& in_;
  std::uint32_t crate_;
  FindItem find_;
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace rmeta::types
