// SPDX-License-Identifier: MIT OR Apache-2.0
// The symbols of a crate: all of them, those of a list, or the one that somebody means.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rmeta/symbols/names.hpp"
#include "rmeta/symbols/selection.hpp"

namespace rmeta::symbols {

struct Listed {
  Symbol symbol;
  bool exported = false;  // on the list of what the crate gives to others
};

/// Every function, method, constructor, closure and static that needs no generic arguments, what the crate exports
/// besides, and what its `extern` blocks declare, in order of name and path.
std::vector<Listed> list(types::MetadataContext& cx, std::uint32_t crate);
/// The items behind those names of a list that are the crate's.
std::vector<Listed> list(types::MetadataContext& cx, std::uint32_t crate, Selection& selection);

/// A symbol by its linker name or by its path; of several with that path each has to be named by its linker name.
/// `object`: a file whose symbols tell whether a legacy name's path is one symbol's alone. Throws if there is none.
Symbol find(types::MetadataContext& cx, std::uint32_t crate, const std::string& wanted,
            const std::optional<std::string>& object);

/// Generic arguments in order, lifetimes left out; those that the compiler adds to a closure's are among them.
std::vector<std::string> arguments_of(types::MetadataContext& cx, const Symbol& symbol);
/// A v0 name in words; nothing for other names.
std::optional<std::string> demangled(const Symbol& symbol);

}  // namespace rmeta::symbols
