// SPDX-License-Identifier: MIT OR Apache-2.0
// Binding of roles to a release's types, variants and fields (compat/SCHEMA.md, "Roles").
#pragma once

#include <string>
#include <vector>

#include "builder.hpp"

namespace rmeta::schema {

struct RoleSpec {
  enum What { TypeRole, VariantRole, FieldRole };
  What what = TypeRole;
  std::string name;
  std::vector<std::string> aliases;
  bool optional = false;
};

/// Fills in the builder's role arrays; `specs` must be in the order of the generated enums. Returns the roles that are
/// not optional and lead nowhere.
std::vector<std::string> bind_roles(SchemaBuilder& b, const std::vector<RoleSpec>& specs);

}  // namespace rmeta::schema
