// SPDX-License-Identifier: MIT OR Apache-2.0
// From a linker name to the item behind it, the reverse of Names: a v0 name says by StableCrateIds which crates to look
// into, and by paths and types which item with which generic arguments is meant; any other name is one that an item
// was given by an attribute (`#[no_mangle]`, `#[export_name]`, `#[rustc_std_internal_symbol]`), or that an `extern`
// block declares.
//
// Nothing is guessed: what was found is mangled again, and must give the same bytes.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rmeta/symbols/demangle.hpp"
#include "rmeta/symbols/names.hpp"

namespace rmeta::symbols {

class LegacyIndex;

class Resolver {
 public:
  Resolver(types::MetadataContext& cx, Names& names);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// The crate in whose object a v0 name stands: the one that instantiated it, or the item's own. Nothing if none of
  /// the crates at hand is it.
  std::optional<std::uint32_t> home(const Demangled& name) const;
  /// Of the pseudo-crate `__rustc`: whichever crate has the item has the symbol.
  static bool is_internal(const Demangled& name);
  /// Throws rmeta::Error with what is missing, or if the item's name is another one.
  Symbol resolve(const Demangled& name);
  /// What a crate gives or declares under a name that is not made of its path; null if nothing.
  const Symbol* named(std::uint32_t crate, const std::string& name);
  /// The items of a crate that have this path in the legacy scheme (legacy.hpp); and those of all crates at hand but
  /// `given`.
  const std::vector<types::DefId>& with_legacy_stem(std::uint32_t crate, std::string_view stem);
  const std::vector<types::DefId>& with_legacy_stem_in_dependencies(const std::set<std::uint32_t>& given,
                                                                    std::string_view stem);
  /// Why these may not be all items of that path; "" if they are.
  std::string legacy_doubt(std::uint32_t crate, std::string_view stem);
  /// An item as a symbol, without generic arguments where it has parameters.
  Symbol item(types::DefId def);
  /// All such names of a crate.
  const std::map<std::string, Symbol>& own_names(std::uint32_t crate);

 private:
  Symbol internal(const Demangled& name);
  const LegacyIndex& legacy(std::uint32_t crate);

  types::MetadataContext& cx_;
  Names& names_;
  std::unordered_map<std::uint32_t, std::map<std::string, Symbol>> own_names_;
  std::unordered_map<std::uint32_t, std::unique_ptr<LegacyIndex>> legacy_;
};

}  // namespace rmeta::symbols
