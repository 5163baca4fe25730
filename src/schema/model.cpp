// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/schema/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <utility>

#include "packed.hpp"
#include "rmeta/error.hpp"

namespace rmeta::schema {

std::string_view Schema::str(StrId s) const {
  const auto i = static_cast<std::uint32_t>(s);
  const std::uint32_t from = i == 0 ? 0 : string_ends_[i - 1];
  return pool_.substr(from, string_ends_[i] - from);
}

TypeId Schema::find(std::string_view wanted) const {
  const auto it = std::ranges::lower_bound(by_name_, wanted, {}, [this](TypeId t) { return name(t); });
  return it != by_name_.end() && name(*it) == wanted ? *it : kNoType;
}

namespace {
template <class Binding>
bool owned(const Schema& s, TypeId t, const Binding& b) {
  if (b.owner == kUnbound || t == kNoType) return false;
  return b.by_head != 0 ? static_cast<std::uint32_t>(s.type(t).head) == b.owner : index(t) == b.owner;
}
}  // namespace

bool Schema::is(TypeId t, TypeRole r) const {
  return owned(*this, t, type_roles_[static_cast<std::size_t>(r)]);
}
bool Schema::owns(TypeId t, VariantRole r) const {
  return owned(*this, t, binding(r));
}
bool Schema::owns(TypeId t, FieldRole r) const {
  return owned(*this, t, binding(r));
}

TypeId Schema::type(TypeRole r) const {
  const TypeBinding& b = type_roles_[static_cast<std::size_t>(r)];
  if (b.owner == kUnbound)
    throw Error(
        fmt::format("rustc {} has no type in the role {}", release(), kTypeRoleNames[static_cast<std::size_t>(r)]));
  if (b.by_head != 0)
    throw Error(fmt::format("the role {} stands for several types", kTypeRoleNames[static_cast<std::size_t>(r)]));
  return TypeId{b.owner};
}

std::string Schema::describe_field(TypeId t, std::uint32_t variant, std::uint32_t field) const {
  const Type& ty = type(t);
  if (!ty.is_record() && ty.kind() != Kind::Enum) return fmt::format("{}", field);
  const Variant& v = variants(ty)[variant];
  const auto list = fields(v);
  const std::string_view name = field < list.size() ? str(list[field].name) : "?";
  return ty.is_record() ? std::string(name) : fmt::format("{}.{}", str(v.name), name);
}

namespace {
// Sections are arrays of structs of 32-bit numbers, seen in place.
template <class T>
std::span<const T> section(std::span<const std::uint32_t> words, Section which) {
  static_assert(sizeof(T) % sizeof(std::uint32_t) == 0 && alignof(T) == alignof(std::uint32_t));
  static_assert(std::is_trivially_copyable_v<T>);
  const std::uint32_t offset = words[kHeaderWords + 2 * static_cast<std::uint32_t>(which)];
  const std::uint32_t count = words[kHeaderWords + 2 * static_cast<std::uint32_t>(which) + 1];
  return {reinterpret_cast<const T*>(words.data() + offset), count};
}
}  // namespace

Schema view_packed(std::span<const std::uint32_t> words, std::string_view pool, std::shared_ptr<const void> keep) {
  Schema s;
  s.keep_ = std::move(keep);
  s.pool_ = pool;
  s.release_ = StrId{words[0]};
  s.commit_ = StrId{words[1]};
  s.date_ = StrId{words[2]};
  s.root_ = TypeId{words[3]};
  s.encoding_ = section<Encoding>(words, Section::Encoding).data();
  s.types_ = section<Type>(words, Section::Types);
  s.variants_ = section<Variant>(words, Section::Variants);
  s.fields_ = section<Field>(words, Section::Fields);
  s.constants_ = section<Constant>(words, Section::Constants);
  s.args_ = section<TypeId>(words, Section::Args);
  s.by_name_ = section<TypeId>(words, Section::ByName);
  s.symbols_ = section<Predefined>(words, Section::Symbols);
  s.lang_items_ = section<LangItem>(words, Section::LangItems);
  s.patterns_ = section<StrId>(words, Section::Patterns);
  s.type_roles_ = section<TypeBinding>(words, Section::TypeRoles);
  s.variant_roles_ = section<VariantBinding>(words, Section::VariantRoles);
  s.field_roles_ = section<FieldBinding>(words, Section::FieldRoles);
  s.steps_ = section<std::uint32_t>(words, Section::Steps);
  s.target_fields_ = section<TargetField>(words, Section::TargetFields);
  s.target_rows_ = section<StrId>(words, Section::TargetRows);
  s.string_ends_ = section<std::uint32_t>(words, Section::StringEnds);
  return s;
}

Schema view_packed(Packed packed) {
  const auto keep = std::make_shared<const Packed>(std::move(packed));
  return view_packed(keep->words, keep->pool, keep);
}

}  // namespace rmeta::schema
