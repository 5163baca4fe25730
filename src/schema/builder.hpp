// SPDX-License-Identifier: MIT OR Apache-2.0
// Collects a schema's parts and packs them. Types are declared first (so that they can refer to each other), then
// defined.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rmeta/schema/model.hpp"

namespace rmeta::schema {

class SchemaBuilder {
 public:
  StrId intern(std::string_view text);
  TypeId declare(const std::string& name);  ///< throws if declared twice
  TypeId find(std::string_view name) const;

  struct FieldSpec {
    std::string name;
    TypeId type;
  };
  struct VariantSpec {
    std::string name;
    std::vector<FieldSpec> fields;
  };
  void define_variants(TypeId t, Kind kind, const std::vector<VariantSpec>& variants);
  struct ConstantSpec {
    std::string name, detail;
    std::uint64_t value = 0;
  };
  void define_flags(TypeId t, std::uint32_t bytes, const std::vector<ConstantSpec>& flags);
  /// `masks`: one for each field, in their order.
  void define_packed(TypeId t, std::uint32_t bytes, const VariantSpec& parts, const std::vector<ConstantSpec>& masks);
  void define_index(TypeId t, std::uint32_t max);
  void define_fixed_enum(TypeId t, TypeId of, bool optional, const std::vector<ConstantSpec>& codes);
  void define_codec(TypeId t, Codec codec, const std::vector<TypeId>& args, bool has_n, std::uint32_t n,
                    TableElement element);

  std::string release, commit, date;
  TypeId root = kNoType;
  Encoding encoding{};
  std::vector<Predefined> symbols;
  std::vector<LangItem> lang_items;
  std::vector<StrId> patterns;
  std::vector<TypeBinding> type_roles;
  std::vector<VariantBinding> variant_roles;
  std::vector<FieldBinding> field_roles;
  std::vector<std::uint32_t> steps;
  std::vector<TargetField> target_fields;
  std::vector<StrId> target_rows;

  const std::vector<Type>& types() const { return types_; }
  std::string_view text(StrId s) const { return strings_[static_cast<std::uint32_t>(s)]; }
  const std::vector<Variant>& variants() const { return variants_; }
  const std::vector<Field>& fields() const { return fields_; }
  const std::vector<TypeId>& args() const { return args_; }

  /// Fills in min_size and packs. Every declared type must have been defined.
  Packed pack();

 private:
  Type& at(TypeId t) { return types_[index(t)]; }
  void compute_min_sizes();

  std::vector<std::string> strings_;
  std::map<std::string, StrId, std::less<>> interned_;
  std::map<std::string, TypeId, std::less<>> by_name_;
  std::vector<Type> types_;
  std::vector<bool> defined_;
  std::vector<Variant> variants_;
  std::vector<Field> fields_;
  std::vector<Constant> constants_;
  std::vector<TypeId> args_;
};

/// Name without its arguments: "Binder" of "Binder<FnSig>"; tuples, arrays and the like are their own heads.
std::string_view head_of(std::string_view name);

}  // namespace rmeta::schema
