// SPDX-License-Identifier: MIT OR Apache-2.0
// Layout of a packed schema: kHeaderWords words (release, commit, date, root), then for each section the word it starts
// at and its number of entries, then the sections. Strings are numbered; their texts follow each other in a pool apart.
#pragma once

#include <cstdint>

namespace rmeta::schema {

enum class Section : std::uint32_t {
  Encoding,
  Types,
  Variants,
  Fields,
  Constants,
  Args,
  ByName,
  Symbols,
  LangItems,
  Patterns,
  TypeRoles,
  VariantRoles,
  FieldRoles,
  Steps,
  TargetFields,
  TargetRows,
  StringEnds,
  Count,
};
inline constexpr std::uint32_t kHeaderWords = 4;

}  // namespace rmeta::schema
