// SPDX-License-Identifier: MIT OR Apache-2.0
// Which types and functions of a crate are asked about: by name, by pattern, or all that can be.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "rmeta/crate/crate.hpp"
#include "rmeta/types/metadata.hpp"

namespace rmeta::layout {

struct Wanted {
  std::string alias;           // the alias that was named, if any
  types::DefId def;            // an item, laid out when its turn comes
  types::Term type = nullptr;  // or a type that was written with arguments
};

class Requests {
 public:
  Requests(types::MetadataContext& cx, std::uint32_t crate)
      : cx_(cx), number_(crate), crate_(cx.graph().crate(crate)) {}

  /// All structs, enums and unions without type or const parameters, in order of path.
  std::vector<Wanted> all();
  /// Of this crate, those whose path the pattern matches; type aliases too. Throws if nothing does.
  std::vector<Wanted> matching(const std::string& pattern);
  /// A type with its arguments, `<TYPE as TRAIT>`, or a pattern. Throws for what is none of them.
  std::vector<Wanted> named(const std::string& text);
  /// One type, or `<TYPE as TRAIT>`.
  Wanted one(const std::string& text);
  /// Functions and aliases of function pointer types of this crate without type or const parameters whose path the
  /// pattern matches; closures and coroutines if the pattern speaks of them: most crates do not keep what all of theirs
  /// capture. Throws if nothing matches.
  std::vector<types::DefId> functions(const std::string& pattern);

  /// The type; a trait reference (Kind::TraitRef) where a vtable is asked for.
  types::Term type_of(const Wanted&);
  /// How it is called in messages.
  std::string name_of(const Wanted&);

 private:
  std::vector<Wanted> sorted(std::vector<Wanted> list);
  std::string path_of(types::DefId def);

  types::MetadataContext& cx_;
  std::uint32_t number_;
  const crate::Crate& crate_;
  std::unordered_map<crate::DefIndex, std::string> parents_;  // paths of what the items stand in
};

}  // namespace rmeta::layout
