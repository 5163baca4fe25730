// SPDX-License-Identifier: MIT OR Apache-2.0
// One release's schema: what every encoded type is made of. Flat arrays of 32-bit numbers without pointers, so that the
// schemas packed into the program are used where they lie, with nothing to parse or to relocate at start-up.
//
// Types are ground: generic types appear once per set of arguments (`Binder<FnSig>`), named by full path. The *head* of
// a name is the part before its arguments (`Binder`), shared by all its instances.
//
// C++ code never compares names: it asks by *role* (roles.json: a name of ours bound, per release, to the type, variant
// or path of fields that plays that part).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/schema/codec.hpp"
#include "rmeta/schema/roles.hpp"  // generated from compat/roles.json

namespace rmeta::schema {

enum class TypeId : std::uint32_t {};
inline constexpr TypeId kNoType{0xffffffff};
constexpr std::uint32_t index(TypeId t) {
  return static_cast<std::uint32_t>(t);
}

enum class StrId : std::uint32_t {};  ///< number of a string in the schema's pool

enum class Kind : std::uint8_t {
  Struct,     ///< fields in order; tuples have fields "0", "1", ...
  Enum,       ///< tag (none if there is one variant only), then the variant's fields
  Flags,      ///< bitflags: an unsigned number of `bits`
  Index,      ///< newtype index: u32, at most `max`
  FixedEnum,  ///< one byte of a table or bits of a number: code k stands for codes[k] (optional: 0 = absent, then
              ///< codes[k - 1])
  Packed,     ///< several small values in the bits of one unsigned number: bool, or FixedEnum without `optional`
  Codec,      ///< see codec.hpp
};

/// A struct and a packed number have exactly one variant, without name.
struct Variant {
  StrId name;
  std::uint32_t first_field, field_count;
};
struct Field {
  StrId name;
  TypeId type;
};
/// A flag (name, value), a fixed enum's code (variant name, fields as written in rustc) or a packed part (name, mask).
struct Constant {
  StrId name, detail;
  std::uint32_t low, high;
  std::uint64_t value() const { return std::uint64_t{high} << 32 | low; }
};

struct Type {
  StrId name, head;
  std::uint32_t bits;   ///< kind | codec << 8 | table element << 16 | flags << 24 (Packed: bytes of the number)
  std::uint32_t first;  ///< Struct, Enum, Packed: variants. Flags, FixedEnum: constants. Codec: args
  std::uint32_t count;
  std::uint32_t extra;  ///< Index: max. Codec: n. Flags: bytes of the number. FixedEnum: the enum's TypeId. Packed: the
                        ///< first of its masks among the constants
  std::uint32_t
      min_size;  ///< bytes its shortest value takes (saturated); 0 = every value takes none; kNever = no value

  static constexpr std::uint32_t kOptionalCodes = 1, kHasN = 2;
  static constexpr std::uint32_t kNever = 0xffffffff;
  Kind kind() const { return static_cast<Kind>(bits & 0xff); }
  Codec codec() const { return static_cast<Codec>(bits >> 8 & 0xff); }
  TableElement element() const { return static_cast<TableElement>(bits >> 16 & 0xff); }
  bool optional_codes() const { return bits >> 24 & kOptionalCodes; }
  bool has_n() const { return bits >> 24 & kHasN; }
  std::uint32_t packed_bytes() const { return bits >> 24; }
  /// Has exactly one list of named fields.
  bool is_record() const { return kind() == Kind::Struct || kind() == Kind::Packed; }
};

/// What is the same for all values of a release.
struct Encoding {
  enum RootPosition : std::uint32_t { U32Be, U64Le };
  enum Number : std::uint32_t { Byte, Leb128, Fixed };
  std::uint32_t metadata_version;
  std::uint32_t root_position;  ///< "u32be", "u64le"
  std::uint32_t footer;         ///< 1: the blob ends in "rust-end-file", which decoders do not see
  std::uint32_t enum_tag;       ///< "u8" = Byte, "usize" = Leb128
  std::uint32_t option_tag;     ///< the same for Option and Result
  std::uint32_t int16;          ///< "fixed" = two bytes, "leb128"
  std::uint32_t str_sentinel;   ///< byte after a string; 256 = none
  std::uint32_t byte_str_sentinel;
  std::uint32_t shorthand_offset;
  std::uint32_t table_width;  ///< "runtime" = 1: width and length are stored with the table; "fixed" = 0: bytes
};

/// Where a role leads in this release. `owner` is a TypeId, or with `by_head` a StrId that all instances share.
struct TypeBinding {
  std::uint32_t owner, by_head;
};
struct VariantBinding {
  std::uint32_t owner, by_head, variant;
};
struct FieldBinding {
  std::uint32_t owner, by_head, variant;  ///< variant 0 of a struct
  std::uint32_t first_step, step_count;   ///< field indexes, outermost first; 0 steps = unbound
};
inline constexpr std::uint32_t kUnbound = 0xffffffff;  ///< `owner` of a role that this release does not have

/// A predefined symbol: text, or (env) the name of an environment variable of rustc's own build that held the text.
struct Predefined {
  StrId text;
  std::uint32_t env;
};
struct LangItem {
  StrId variant, name;
};

/// A fact about compilation targets: its name (a member of TargetData) and its keys in JSON specifications, separated
/// by blanks.
struct TargetField {
  StrId name, keys;
};
inline constexpr StrId kNoText{0xffffffff};

class Schema {
 public:
  std::string_view release() const { return str(release_); }
  std::string_view commit() const { return str(commit_); }
  std::string_view date() const { return str(date_); }
  const Encoding& encoding() const { return *encoding_; }
  TypeId root() const { return root_; }

  std::span<const Type> types() const { return types_; }
  const Type& type(TypeId t) const { return types_[index(t)]; }
  std::string_view name(TypeId t) const { return str(type(t).name); }
  std::string_view head(TypeId t) const { return str(type(t).head); }
  std::string_view str(StrId s) const;
  /// Type of that full name; kNoType if there is none. Logarithmic; for tests and messages, not for decoding.
  TypeId find(std::string_view name) const;

  std::span<const Variant> variants(const Type& t) const { return variants_.subspan(t.first, t.count); }
  std::span<const Field> fields(const Variant& v) const { return fields_.subspan(v.first_field, v.field_count); }
  std::span<const Constant> constants(const Type& t) const { return constants_.subspan(t.first, t.count); }
  /// Of a packed number: part i is made of the bits in the value of constant i.
  std::span<const Constant> masks(const Type& t) const {
    return constants_.subspan(t.extra, variants_[t.first].field_count);
  }
  std::span<const TypeId> args(const Type& t) const { return args_.subspan(t.first, t.count); }
  TypeId arg(const Type& t, unsigned i = 0) const { return args_[t.first + i]; }

  std::span<const Predefined> symbols() const { return symbols_; }
  std::span<const LangItem> lang_items() const { return lang_items_; }
  std::span<const StrId> patterns() const { return patterns_; }
  /// Built-in targets; schema/targets.hpp reads them. Rows are a target's name, then a text or kNoText per field; the
  /// first, without a name, holds what is assumed where a JSON specification is silent. The others are ordered by name.
  std::span<const TargetField> target_fields() const { return target_fields_; }
  std::span<const StrId> target_rows() const { return target_rows_; }

  // Roles. `bound` says whether the release has the part at all (only roles marked optional may lack it).
  bool bound(TypeRole r) const { return type_roles_[static_cast<std::size_t>(r)].owner != kUnbound; }
  bool bound(VariantRole r) const { return variant_roles_[static_cast<std::size_t>(r)].owner != kUnbound; }
  bool bound(FieldRole r) const { return field_roles_[static_cast<std::size_t>(r)].owner != kUnbound; }
  bool is(TypeId t, TypeRole r) const;
  bool owns(TypeId t, VariantRole r) const;
  bool owns(TypeId t, FieldRole r) const;
  /// The type a role is bound to. Throws rmeta::Error for a role bound by head (several types) or unbound.
  TypeId type(TypeRole r) const;
  const VariantBinding& binding(VariantRole r) const { return variant_roles_[static_cast<std::size_t>(r)]; }
  const FieldBinding& binding(FieldRole r) const { return field_roles_[static_cast<std::size_t>(r)]; }
  std::span<const std::uint32_t> steps(const FieldBinding& b) const {
    return steps_.subspan(b.first_step, b.step_count);
  }

  /// "rustc_middle::ty::TyKind::Adt.0", for messages.
  std::string describe_field(TypeId t, std::uint32_t variant, std::uint32_t field) const;

 private:
  friend Schema view_packed(std::span<const std::uint32_t>, std::string_view, std::shared_ptr<const void>);

  StrId release_{}, commit_{}, date_{};
  TypeId root_ = kNoType;
  const Encoding* encoding_ = nullptr;
  std::span<const Type> types_;
  std::span<const Variant> variants_;
  std::span<const Field> fields_;
  std::span<const Constant> constants_;
  std::span<const TypeId> args_;
  std::span<const TypeId> by_name_;  ///< types ordered by name
  std::span<const Predefined> symbols_;
  std::span<const LangItem> lang_items_;
  std::span<const StrId> patterns_;
  std::span<const TypeBinding> type_roles_;
  std::span<const VariantBinding> variant_roles_;
  std::span<const FieldBinding> field_roles_;
  std::span<const std::uint32_t> steps_;
  std::span<const TargetField> target_fields_;
  std::span<const StrId> target_rows_;
  std::span<const std::uint32_t> string_ends_;  ///< string i is pool_[ends[i - 1] .. ends[i]]
  std::string_view pool_;
  std::shared_ptr<const void> keep_;
};

/// The packed form of a schema: what the program carries and what a schema file becomes when it is loaded.
struct Packed {
  std::vector<std::uint32_t> words;
  std::string pool;
};
/// A schema over its packed form, which must stay alive as long as the schema and its copies: `keep` may own it. The
/// packed form is trusted: it comes out of `pack_schemas` (schema/json.hpp), at build time or in this process.
Schema view_packed(std::span<const std::uint32_t> words, std::string_view pool,
                   std::shared_ptr<const void> keep = nullptr);
Schema view_packed(Packed packed);

}  // namespace rmeta::schema
