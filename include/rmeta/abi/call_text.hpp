// SPDX-License-Identifier: MIT OR Apache-2.0
// How a value is passed, in words.
#pragma once

#include <string>

#include "rmeta/layout/fn_abi.hpp"

namespace rmeta::abi {

/// "direct noalias readonly align 8 dereferenceable 16", "pair (), ()", "as i64, f32", "indirect on stack align 8", ...
/// Without `all` only what does not follow from the value's type and its layout alone.
std::string passing_text(const layout::ArgAbi&, bool all);
/// "noundef", "captures(address)", ...: one by one, in a fixed order.
std::vector<std::string> attribute_words(const layout::ArgAttributes&, bool all);
/// "i64", "f32", "v16": kind and size; vectors in bytes.
std::string register_text(const layout::Reg&);

}  // namespace rmeta::abi
