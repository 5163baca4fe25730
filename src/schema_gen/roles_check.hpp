// SPDX-License-Identifier: MIT OR Apache-2.0
// Whether everything C++ code asks for by role is in a schema (compat/SCHEMA.md, "Roles").
#pragma once

#include "codec_table.hpp"
#include "schema_out.hpp"

namespace rmeta::schema_gen {

/// One message per role that no alias binds and that is not optional.
std::vector<std::string> unbound_roles(const std::vector<Role>& roles, const OutSchema& schema);

}  // namespace rmeta::schema_gen
