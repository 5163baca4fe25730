// SPDX-License-Identifier: MIT OR Apache-2.0
// The schema as it is written: see compat/SCHEMA.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rmeta::schema_gen {

using OutFields = std::vector<std::pair<std::string, std::string>>;

struct OutType {
  std::string kind;
  OutFields fields;                                         // struct
  std::vector<std::pair<std::string, OutFields>> variants;  // enum
  std::string bits;                                         // flags, packed
  std::vector<std::pair<std::string, uint64_t>> flags;
  struct Part {
    std::string name;
    uint64_t mask;
    std::string type;
  };
  std::vector<Part> parts;  // packed
  uint64_t max = 0;         // index
  std::string of;           // fixed_enum
  bool optional = false;
  std::vector<std::pair<std::string, std::string>> codes;
  std::string codec;  // codec
  std::vector<std::string> args;
  std::optional<uint64_t> n;
  std::string element;
  std::string why;  // unsupported
};

struct OutSymbol {
  std::string text;
  bool env = false;
};

struct OutSchema {
  std::string release, commit, date;
  std::vector<std::string> patterns;
  /// Name → JSON text of the value.
  std::vector<std::pair<std::string, std::string>> encoding;
  std::string root;
  std::map<std::string, OutType> types;
  std::vector<OutSymbol> symbols;
  std::vector<std::pair<std::string, std::string>> lang_items;
  /// Wanted fields that the release has, with their keys in JSON target specifications.
  std::vector<std::pair<std::string, std::vector<std::string>>> target_fields;
  /// Field → JSON text of the value; what a target says beyond its defaults.
  std::map<std::string, std::string> target_defaults;
  std::map<std::string, std::map<std::string, std::string>> targets;
};

/// One type per line, ordered by name: a release's changes are readable in a diff.
std::string write_json(const OutSchema& schema);
/// The keys `target_defaults` and `targets` alone.
std::string write_targets(const OutSchema& schema);
/// What differs from the schema in `base`; that one may be a difference too, with its own base beside it.
std::string write_difference(const OutSchema& schema, const std::filesystem::path& base);

}  // namespace rmeta::schema_gen
