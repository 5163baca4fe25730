// SPDX-License-Identifier: MIT OR Apache-2.0
// The words of the ABI text for how a type lies in memory (compat/ABI-TEXT.md).
#pragma once

#include <string>

#include "rmeta/types/context.hpp"

namespace rmeta::abi {

/// "  size 16 align 8 pair u32 0..=1, u64", then lines for what there is of: alignment without `repr(align)`, having no
/// values, the largest niche.
std::string layout_lines(const types::Layout&);
/// How variants are told apart; "" where there is nothing to tell.
std::string tag_line(const types::Layout&, const types::AdtDef&);
/// The value of a discriminant in its own type.
std::string discriminant_text(const types::AdtDef&, types::I128);
/// What follows a variant's discriminant: " tag 3", " absent", " uninhabited".
std::string variant_text(const types::Layout&, std::uint32_t index, types::I128 discriminant);
/// The layout of one variant's fields; null for one that is absent.
const types::Layout* variant_layout(const types::Layout&, std::uint32_t index);
/// " at 8"
std::string offset_text(const types::Layout*, std::size_t field);

}  // namespace rmeta::abi
