// SPDX-License-Identifier: MIT OR Apache-2.0
// The pieces of one demangled name as definitions and terms of a crate graph: the way back from what v0.cpp does.
// Paths are looked up downwards from the crate that a StableCrateId names; the arguments an impl is used with are not
// in a name and follow from its self type and trait. What comes out is a proposal: resolve.cpp mangles it again.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "rmeta/symbols/demangle.hpp"
#include "rmeta/symbols/v0.hpp"
#include "rmeta/types/metadata.hpp"

namespace rmeta::symbols {

/// The crate of the graph with this name and disambiguator; nothing if none at hand has it.
std::optional<std::uint32_t> crate_of(const crate::Graph&, std::string_view name, std::uint64_t disambiguator);

class Translator {
 public:
  Translator(types::MetadataContext& cx, const Demangled& name) : cx_(cx), in_(cx.interner()), d_(name) {}

  /// The item at the end of a path.
  types::DefId def(PieceId path);
  /// All its arguments, those of its parents first.
  std::vector<types::Term> args(PieceId path);
  types::Term type(PieceId id);

 private:
  using Term = types::Term;
  using Terms = types::Terms;
  using DefId = types::DefId;

  // translate_path.cpp
  DefId child(DefId parent, char tag, const Piece& p);
  DefId impl(const Piece& p, PieceId parent);
  /// Arguments of `def`: `inherited`, then its own out of `given`, defaults where that ends.
  std::vector<Term> complete(DefId def, std::vector<Term> inherited, std::span<const PieceId> given, Term self);
  std::vector<Term> args_with(PieceId path, std::span<const PieceId> given, Term self);
  std::vector<Term> inherited(DefId def, PieceId parent);
  std::vector<Term> closure_args(DefId def, Terms inherited, std::span<const PieceId> given);
  std::vector<Term> trait_args(PieceId path, Term self);
  std::vector<Term> impl_args(PieceId id);
  bool match(Term pattern, Term target, std::vector<Term>& args);
  Term default_of(const types::GenericParam&, Terms args);

  // translate_type.cpp
  Term leaf(char tag);
  Term path_type(PieceId id);
  Term function(const Piece& p, std::span<const PieceId> parts);
  Term trait_object(const Piece& p, std::span<const PieceId> parts);
  void dyn_trait(PieceId id, std::uint64_t vars, std::vector<Term>& out);
  std::pair<DefId, std::vector<Term>> bound_item(DefId trait, Terms args, std::string_view name);
  Term pattern(PieceId id, Term base);
  Term lifetime(const Piece& p);
  /// A constant of a type.
  Term constant(PieceId id, Term type);
  Term value_tree(PieceId id, Term type);
  Term scalar(const Piece& p, Term type);
  Term adt_tree(const Piece& p, std::span<const PieceId> parts, Term type);
  Term settled(Term t) { return types::erase_regions(in_, cx_.normalize(t)); }

  types::MetadataContext& cx_;
  types::Interner& in_;
  const Demangled& d_;
  std::unordered_map<PieceId, DefId> defs_;
  std::unordered_map<PieceId, Term> types_;
  struct Level {
    std::uint64_t start, end;  // distances of its lifetimes from the outermost binder
  };
  std::vector<Level> binders_;
};

}  // namespace rmeta::symbols
