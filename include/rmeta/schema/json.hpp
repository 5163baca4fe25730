// SPDX-License-Identifier: MIT OR Apache-2.0
// From schema files (compat/SCHEMA.md) to packed schemas. Shared by the build (src/pack), by --compat-dir at run time
// and by rmeta-schema's check.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/schema/model.hpp"

namespace rmeta::schema {

struct SchemaFile {
  std::string name;  ///< for messages
  std::string text;  ///< JSON
};

/// compat/roles.json as it was when the program was built.
std::string_view builtin_roles();

struct PackResult {
  std::string release;
  Packed packed;
  std::vector<std::string> unbound;  ///< roles that are not optional and lead nowhere, with the aliases tried
};

/// Resolves bases among the files, checks everything and binds the roles. Throws rmeta::Error that names file and
/// place; unbound roles are returned, not thrown.
std::vector<PackResult> pack_schemas(const std::vector<SchemaFile>& files, std::string_view roles_json);

/// A row of compat/verified.json; see registry.hpp.
struct VerifiedRow {
  std::string release, check;
  std::uint64_t compared, equal, skipped;
};
std::vector<VerifiedRow> read_verified(const SchemaFile& file);

/// For tests and tools: one complete schema; unbound roles are an error unless `allow_unbound`.
Schema load_schema(const SchemaFile& file, bool allow_unbound = false);

}  // namespace rmeta::schema
