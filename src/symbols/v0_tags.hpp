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
/// The whole encoding of a basic type; "" for any other.
std::string_view basic_type(types::Term t);

}  // namespace rmeta::symbols
