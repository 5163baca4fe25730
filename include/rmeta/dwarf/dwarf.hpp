// SPDX-License-Identifier: MIT OR Apache-2.0
// Layouts out of an object's debug information, to hold layouts from metadata against what code generation used.
//
// rustc describes types in DWARF by full path: namespaces stand for crates and modules, generic arguments are part of
// the name (rustc_codegen_ssa/src/debuginfo/type_names.rs). A struct is DW_TAG_structure_type with members; an enum
// without fields is DW_TAG_enumeration_type; any other enum is a structure whose DW_TAG_variant_part holds one
// DW_TAG_variant for each variant: its discriminant's value in the tag's place (absent for the one that a niche leaves
// over) and one member whose type is a nested structure with the variant's fields
// (rustc_codegen_llvm/src/debuginfo/metadata/enums/native.rs).
//
// This header must be good C++17, as object.hpp of container/ explains.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rmeta::dwarf {

/// Offsets and sizes are in bytes.
struct Member {
  std::string name;  ///< `__0` for the fields of tuples and tuple structs.
  std::uint64_t offset = 0;
};

struct Variant {
  std::string name;
  std::optional<std::uint64_t>
      tag;  ///< What the tag holds, in the tag's width (of 128 bits the low 64); absent for the untagged variant.
  std::vector<Member> fields;  ///< Offsets from the begin of the enum.
};

enum class Kind { structure, union_, enumeration };

struct Type {
  std::string name;  ///< As rustc spells it: `core::option::Option<core::alloc::layout::Layout>`.
  Kind kind = Kind::structure;
  std::uint64_t size = 0;
  std::optional<std::uint64_t> align;
  std::vector<Member> members;
  std::vector<Variant> variants;  ///< Of enums.
  std::optional<Member> tag;      ///< Where the tag lies; its name is empty.
};

/// Every complete structure, union and enumeration in the object's .debug_info, in file order, each name once per unit.
/// Throws rmeta::Error (with the file's name) when the file is no object or its debug information is damaged.
std::vector<Type> read_types(const std::string& path);

}  // namespace rmeta::dwarf
