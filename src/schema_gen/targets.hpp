// SPDX-License-Identifier: MIT OR Apache-2.0
// What a release knows of each of its built-in compilation targets, and what it assumes where a JSON target
// specification is silent.
#pragma once

#include <filesystem>

#include "schema_out.hpp"
#include "types.hpp"

namespace rmeta::schema_gen {

/// Fills `target_defaults` and `targets`. Which fields are wanted, and what the compiler called them over time, is in
/// compat/target_fields.json. Throws, naming file and line, where the value of a wanted field cannot be worked out.
void read_targets(Types& types, OutSchema& out, const std::filesystem::path& fields);

}  // namespace rmeta::schema_gen
