// SPDX-License-Identifier: MIT OR Apache-2.0
// compat/codecs.json: which of our codecs stands for which hand-written impl of the compiler.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rmeta::schema_gen {

struct CodecField;
struct CodecVariant;

/// "1.85.1" as numbers, to be compared. Throws if it is anything else.
using ReleaseNumber = std::array<unsigned, 3>;
ReleaseNumber release_number(const std::string& release);

/// The release since which a list holds, and its items, FILE#SELECTOR: the impl itself first.
using Watch = std::pair<const ReleaseNumber, std::vector<std::string>>;

/// A Rust type, or (with `codec`) a type of ours that has no name in rustc.
struct CodecType {
  std::string text;
  std::string name, codec, in;
  std::string tags;  // the compiler's enum that `variants` are tagged with: it must have the same names in that order
  std::vector<CodecType> args;
  std::vector<CodecField> fields;
  std::vector<CodecVariant> variants;
};
struct CodecField {
  std::string name;
  CodecType type;
};
struct CodecVariant {
  std::string name;
  std::vector<CodecField> fields;
};

struct CodecEntry {
  std::string type;
  CodecType what;    // codec, args, fields, variants
  std::string n;     // number or name of a const parameter
  std::string bits;  // flags
  /// FILE#SELECTOR of a function that gives an enum's variants their tags, where it is not the order of declaration.
  std::string order;
  bool optional = false;
  std::map<ReleaseNumber, std::vector<std::string>> watch;
};

/// One part of a number that the compiler packs by hand: `mask` and `codes` are FILE#SELECTOR of the constant and of
/// the macro call that lists the enum's values in the order of their codes; without `codes`, `variants` are these
/// values. Without `of` it is a bool.
struct PackedPart {
  std::string name, mask, of, codes;
  std::vector<std::string> variants;
};
/// A field of a derived struct whose number has parts.
struct PackedField {
  std::string type, field;
  std::vector<PackedPart> parts;
  std::vector<std::string> watch;  // FILE#SELECTOR of the code that packs and unpacks
};

struct CodecTable {
  std::string file;
  std::vector<PackedField> packed;
  std::vector<CodecEntry> impls, elements;
  std::set<std::string> not_metadata;
};

CodecTable load_codecs(const std::filesystem::path& file);

/// compat/fingerprints.json: FILE#SELECTOR → fingerprints of texts that were reviewed.
using Accepted = std::map<std::string, std::set<std::string>>;
Accepted load_accepted(const std::filesystem::path& file);
void save_accepted(const std::filesystem::path& file, const Accepted& accepted);

/// Type, variant and field roles with their aliases, as compat/roles.json has them: (name, aliases, optional).
struct Role {
  std::string section, name;
  std::vector<std::string> aliases;
  bool optional = false;
  /// Of an optional role: first and last release in which it is bound; no last one where it still is.
  std::vector<std::pair<std::string, std::string>> bound = {};
};
std::vector<Role> load_roles(const std::filesystem::path& file);

}  // namespace rmeta::schema_gen
