// SPDX-License-Identifier: MIT OR Apache-2.0
// The rules for what is content (rules.hpp) looked up for every type, variant and field of one release's schema, so
// that nothing is compared by name while values are read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/content/rules.hpp"
#include "rmeta/schema/model.hpp"

namespace rmeta::content {

struct Plan {
  Plan(const schema::Schema& schema, const Rules& rules);

  std::vector<Action> types;          ///< by TypeId
  std::vector<Action> variants;       ///< by Type::first + variant
  std::vector<Action> fields;         ///< by Variant::first_field + field
  std::vector<std::string> labels;    ///< of fields: "name: ", "" for numbered ones
  std::vector<bool> attribute_kinds;  ///< by TypeId: enums whose variants are attributes
};

}  // namespace rmeta::content
