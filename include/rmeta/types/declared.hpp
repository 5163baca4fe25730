// SPDX-License-Identifier: MIT OR Apache-2.0
// What an item's declaration says of types, in words.
#pragma once

#include <string>

#include "rmeta/types/context.hpp"

namespace rmeta::types {

/// Functions, methods, statics, constants, fields, type aliases and impls.
bool has_declared_type(crate::DefKind kind);
/// The signature of a function or method, the type of a static, constant, field or alias, the type that an impl is for.
/// Throws for items of other kinds, and where a type is in a crate that is not there.
std::string declared_type(Context&, DefId);
/// The trait that an impl of one implements.
std::string implemented_trait(Context&, DefId impl);

}  // namespace rmeta::types
