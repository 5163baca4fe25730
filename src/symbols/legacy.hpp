// SPDX-License-Identifier: MIT OR Apache-2.0
// Legacy symbol names (rustc_symbol_mangling/src/legacy.rs): `_ZN` + components as length and text + `17h` + a hash +
// `E`. The components spell the item's path with the parameters of impls in place, generic arguments and the numbers of
// closures are in the hash alone, and that cannot be computed here. So what such a name can tell is which items have
// its path; where that is one item without generic parameters, and one symbol, they belong together.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rmeta/types/metadata.hpp"

namespace rmeta::symbols {

/// The name up to its hash, which is the same for all instances of an item; "" for what is no such name.
std::string_view legacy_stem(std::string_view name);

/// A crate's functions, methods, constructors, closures and statics by their stems.
class LegacyIndex {
 public:
  LegacyIndex(types::MetadataContext& cx, std::uint32_t crate);

  /// All items of that path, generic ones too; none if there is none.
  const std::vector<types::DefId>& items(std::string_view stem) const;
  /// Why these may not be all: an item whose path cannot be told ends in the same name. "" if there is none.
  std::string doubt(std::string_view stem) const;

 private:
  void add(types::MetadataContext& cx, types::DefId def);

  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, std::vector<types::DefId>, Hash, std::equal_to<>> items_;
  std::map<std::string, std::string> unprintable_;  // what a path ends in → which item it is, and why it is not known
};

}  // namespace rmeta::symbols
