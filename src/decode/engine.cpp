// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/decode/cursor.hpp"
#include "rmeta/decode/walk.hpp"
#include "rmeta/schema/registry.hpp"
namespace rmeta::decode {
template class Walker<NullVisitor>;
}
