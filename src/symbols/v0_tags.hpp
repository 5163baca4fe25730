// SPDX-License-Identifier: MIT OR Apache-2.0
// The letters v0 names are written with: namespaces of path components, and types that have no parts.
#pragma once

#include <string_view>

#include "rmeta/crate/def_path.hpp"
#include "rmeta/symbols/v0.hpp"
#include "rmeta/types/node.hpp"

namespace rmeta::symbols {

/// Tag of a nested path; throws for a component that no symbol name can hold.
char namespace_tag(const crate::DefKey& key, const Rules& rules);
/// Whether it is a component that namespace_tag() has a tag for.
bool has_namespace_tag(const crate::DefKey& key);
/// The whole encoding of a basic type is one letter or a path; the type behind a letter, null for none and for `p`.
types::Term type_of_letter(types::Interner& in, char letter);
/// The whole encoding of a basic type; "" for any other.
std::string_view basic_type(types::Term t);

}  // namespace rmeta::symbols
