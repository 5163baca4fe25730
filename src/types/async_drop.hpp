// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

#include "rmeta/types/normalize.hpp"

namespace rmeta::types {

/// `<type as AsyncDestruct>::AsyncDestructor`, of a type without parameters. Null for a coroutine, for which that
/// rustc has none.
Term async_destructor(Context&, Normalizer&, Term type);

}  // namespace rmeta::types
