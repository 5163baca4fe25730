// SPDX-License-Identifier: MIT OR Apache-2.0
// Expansion of macro_rules macros, by the rules of the Rust reference (chapter "Macros By Example"). Hygiene is left
// out: it concerns local names only, and nothing here looks into function bodies.
#pragma once

#include "syntax.hpp"

namespace rmeta::schema_gen {

/// The tokens that `name!(args)` stands for. `crate` is where the macro was defined, for `$crate`. Throws when no rule
/// matches, or when a rule uses something that is not understood.
Trees expand(const Item& macro, const std::string& crate, const Trees& args, const Loc& call);

}  // namespace rmeta::schema_gen
