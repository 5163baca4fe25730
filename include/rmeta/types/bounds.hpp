// SPDX-License-Identifier: MIT OR Apache-2.0
// What follows from declarations alone: supertraits, and which structs have an impl of a trait.
#pragma once

#include "rmeta/types/context.hpp"

namespace rmeta::types {

/// Whether what has a trait has the other one, too: it is the same, or a supertrait. Throws for supertraits without
/// end.
bool implies(Context&, DefId trait, DefId wanted);

/// Whether a struct, enum or union has an impl of a trait whose impls stand in the crate of their type, as those of
/// `Drop` do.
bool has_own_impl(Context&, DefId trait, DefId adt);

}  // namespace rmeta::types
