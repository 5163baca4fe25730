// SPDX-License-Identifier: MIT OR Apache-2.0
// A type as a person writes it: `core::option::Option<alloc::boxed::Box<u8>>`, `&mut [u8; 4]`, `(bool, *const str)`,
// `fn(u8) -> u8`, `dyn core::fmt::Debug + core::marker::Send`. Paths start with the name of a crate, or of something in
// the crate that is looked at; they may lead through re-exports and type aliases. Arguments that have a default may be
// left out, lifetimes are ignored. The associated types of a trait object are given by name
// (`dyn core::iter::Iterator<Item = u8>`).
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
  Term path();
  Term existential(Kind kind, DefId def, std::span<const Term> kids);
  void principal(DefId trait, std::vector<Term>& parts);
  Term item(DefId def);
  /// `Item = u8` behind the arguments of a trait: name and type.
  using Bindings = std::vector<std::pair<std::string_view, Term>>;
  std::vector<Term> arguments(DefId def, std::size_t from, Term self, Bindings* bindings = nullptr);
  bool at_binding();
  Term argument(const GenericParam&);
  Term number(Term type);
  DefId resolve();
  std::optional<DefId> child(DefId parent, std::string_view name, int depth = 0);
  std::optional<std::uint32_t> crate_named(std::string_view name);

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
