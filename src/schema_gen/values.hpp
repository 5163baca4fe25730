// SPDX-License-Identifier: MIT OR Apache-2.0
// Constant expressions, as far as declarations use them.
#pragma once

#include <cstdint>
#include <functional>

#include "syntax.hpp"

namespace rmeta::schema_gen {

/// An integer literal (any base, underscores, suffix).
uint64_t integer(const Trees& literal, const Loc& loc);

/// Literals, names (through `name`), `Self::NAME.bits()`, `! | & ^ + - * << >>`, parentheses, `as` casts. Refuses
/// everything else.
using NameValue = std::function<uint64_t(const std::vector<std::string>& path, const Loc&)>;
uint64_t evaluate(const Trees& expression, const Loc& loc, const NameValue& name);

}  // namespace rmeta::schema_gen
