// SPDX-License-Identifier: MIT OR Apache-2.0
#include "builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "packed.hpp"
#include "rmeta/error.hpp"

namespace rmeta::schema {

std::string_view head_of(std::string_view name) {
  if (name.starts_with('(') || name.starts_with('[') || name.starts_with('&') || name.starts_with('<')) return name;
  return name.substr(0, name.find('<'));
}

StrId SchemaBuilder::intern(std::string_view text) {
  const auto it = interned_.find(text);
  if (it != interned_.end()) return it->second;
  const StrId id{static_cast<std::uint32_t>(strings_.size())};
  strings_.emplace_back(text);
  interned_.emplace(text, id);
  return id;
}

TypeId SchemaBuilder::declare(const std::string& name) {
  const TypeId id{static_cast<std::uint32_t>(types_.size())};
  if (!by_name_.emplace(name, id).second) throw Error(fmt::format("type {} is there twice", name));
  Type t{};
  t.name = intern(name);
  t.head = intern(head_of(name));
  types_.push_back(t);
  defined_.push_back(false);
  return id;
}

TypeId SchemaBuilder::find(std::string_view name) const {
  const auto it = by_name_.find(name);
  return it == by_name_.end() ? kNoType : it->second;
}

namespace {
std::uint32_t bits(Kind kind, Codec codec = Codec::None, TableElement element = TableElement::None,
                   std::uint32_t flags = 0) {
  return static_cast<std::uint32_t>(kind) | static_cast<std::uint32_t>(codec) << 8 |
         static_cast<std::uint32_t>(element) << 16 | flags << 24;
}
std::uint32_t size32(std::size_t n) {
  if (n >= 0xffffffff) throw Error("the schema is too big");
  return static_cast<std::uint32_t>(n);
}
}  // namespace

void SchemaBuilder::define_variants(TypeId t, Kind kind, const std::vector<VariantSpec>& list) {
  Type& type = at(t);
  type.bits = bits(kind);
  type.first = size32(variants_.size());
  type.count = size32(list.size());
  for (const VariantSpec& spec : list) {
    variants_.push_back({intern(spec.name), size32(fields_.size()), size32(spec.fields.size())});
    for (const FieldSpec& f : spec.fields) fields_.push_back({intern(f.name), f.type});
  }
  defined_[index(t)] = true;
}

void SchemaBuilder::define_flags(TypeId t, std::uint32_t bytes, const std::vector<ConstantSpec>& flags) {
  define_fixed_enum(t, kNoType, false, flags);
  at(t).bits = bits(Kind::Flags);
  at(t).extra = bytes;
}

void SchemaBuilder::define_packed(TypeId t, std::uint32_t bytes, const VariantSpec& parts,
                                  const std::vector<ConstantSpec>& masks) {
  define_fixed_enum(t, kNoType, false, masks);
  const std::uint32_t first_mask = at(t).first;
  define_variants(t, Kind::Packed, {parts});
  at(t).bits = bits(Kind::Packed, Codec::None, TableElement::None, bytes);
  at(t).extra = first_mask;
}

void SchemaBuilder::define_index(TypeId t, std::uint32_t max) {
  at(t).bits = bits(Kind::Index);
  at(t).extra = max;
  defined_[index(t)] = true;
}

void SchemaBuilder::define_fixed_enum(TypeId t, TypeId of, bool optional, const std::vector<ConstantSpec>& codes) {
  Type& type = at(t);
  type.bits = bits(Kind::FixedEnum, Codec::None, TableElement::None, optional ? Type::kOptionalCodes : 0);
  type.first = size32(constants_.size());
  type.count = size32(codes.size());
  type.extra = index(of);
  for (const ConstantSpec& c : codes)
    constants_.push_back({intern(c.name), intern(c.detail), static_cast<std::uint32_t>(c.value),
                          static_cast<std::uint32_t>(c.value >> 32)});
  defined_[index(t)] = true;
}

void SchemaBuilder::define_codec(TypeId t, Codec codec, const std::vector<TypeId>& args, bool has_n, std::uint32_t n,
                                 TableElement element) {
  Type& type = at(t);
  type.bits = bits(Kind::Codec, codec, element, has_n ? Type::kHasN : 0);
  type.first = size32(args_.size());
  type.count = size32(args.size());
  type.extra = n;
  args_.insert(args_.end(), args.begin(), args.end());
  defined_[index(t)] = true;
}

// The least fixed point of "shortest value" over all types: types without a finite value keep kNever, all others settle
// within as many rounds as the longest chain of types, since a round never makes a size grow.
void SchemaBuilder::compute_min_sizes() {
  constexpr std::uint64_t never = Type::kNever;
  const auto add = [](std::uint64_t a, std::uint64_t b) {
    return a == never || b == never ? never : std::min<std::uint64_t>(a + b, never - 1);
  };
  for (Type& t : types_) t.min_size = Type::kNever;
  const auto size_of = [&](TypeId t) { return std::uint64_t{types_[index(t)].min_size}; };
  const auto variant_size = [&](const Variant& v) {
    std::uint64_t size = 0;
    for (std::uint32_t i = 0; i < v.field_count; ++i) size = add(size, size_of(fields_[v.first_field + i].type));
    return size;
  };
  const auto codec_size = [&](const Type& t) {
    const CodecInfo& c = info(t.codec());
    const auto arg = [&](std::uint32_t i) { return size_of(args_[t.first + i]); };
    std::uint64_t size = c.min_size;
    switch (c.shape) {
      case Shape::Transparent:
        return arg(0);
      case Shape::Tuple:
        for (std::uint32_t i = 0; i < t.count; ++i) size = add(size, arg(i));
        return size;
      case Shape::Result:
        return add(1, std::min(arg(0), arg(1)));
      case Shape::Array:
        if (t.extra == 0) return size;
        return arg(0) == never ? never : std::min<std::uint64_t>(arg(0) * t.extra, never - 1);
      case Shape::Shorthand:
        return arg(0) == never ? never : size;
      case Shape::Bound:
        return add(arg(0), arg(1) == never ? never : 1);
      default:
        break;
    }
    if (t.codec() == Codec::Never) return never;
    if (t.codec() == Codec::FixedBytes) return std::uint64_t{t.extra};
    if (t.codec() == Codec::CountedBytes && t.has_n()) return add(1, t.extra);
    return size;
  };
  const auto compute = [&](const Type& t) -> std::uint64_t {
    switch (t.kind()) {
      case Kind::Struct:
        return variant_size(variants_[t.first]);
      case Kind::Enum: {
        std::uint64_t size = never;
        for (std::uint32_t i = 0; i < t.count; ++i) size = std::min(size, variant_size(variants_[t.first + i]));
        return t.count == 1 ? size : add(size, 1);
      }
      case Kind::Codec:
        return codec_size(t);
      default:
        return 1;
    }
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (Type& t : types_) {
      const auto size = static_cast<std::uint32_t>(compute(t));
      changed |= size != t.min_size;
      t.min_size = size;
    }
  }
}

Packed SchemaBuilder::pack() {
  for (std::size_t i = 0; i < types_.size(); ++i)
    if (!defined_[i]) throw Error(fmt::format("type {} is not defined", text(types_[i].name)));
  compute_min_sizes();

  Packed out;
  constexpr auto sections = static_cast<std::uint32_t>(Section::Count);
  const StrId ids[] = {intern(release), intern(commit), intern(date)};
  out.words = {static_cast<std::uint32_t>(ids[0]), static_cast<std::uint32_t>(ids[1]),
               static_cast<std::uint32_t>(ids[2]), index(root)};
  out.words.resize(kHeaderWords + 2 * sections);
  const auto add = [&out](Section which, const auto& list) {
    using T = std::remove_cvref_t<decltype(list[0])>;
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) % 4 == 0);
    const std::size_t at = kHeaderWords + 2 * static_cast<std::size_t>(which), start = out.words.size();
    out.words[at] = size32(start);
    out.words[at + 1] = size32(list.size());
    out.words.resize(start + list.size() * sizeof(T) / 4);
    if (!list.empty()) std::memcpy(out.words.data() + start, list.data(), list.size() * sizeof(T));
  };
  std::vector<TypeId> by_name;
  for (const auto& [name, id] : by_name_) by_name.push_back(id);
  std::vector<std::uint32_t> ends;
  for (const std::string& s : strings_) {
    out.pool += s;
    ends.push_back(size32(out.pool.size()));
  }
  add(Section::Encoding, std::vector<Encoding>{encoding});
  add(Section::Types, types_);
  add(Section::Variants, variants_);
  add(Section::Fields, fields_);
  add(Section::Constants, constants_);
  add(Section::Args, args_);
  add(Section::ByName, by_name);
  add(Section::Symbols, symbols);
  add(Section::LangItems, lang_items);
  add(Section::Patterns, patterns);
  add(Section::TypeRoles, type_roles);
  add(Section::VariantRoles, variant_roles);
  add(Section::FieldRoles, field_roles);
  add(Section::Steps, steps);
  add(Section::TargetFields, target_fields);
  add(Section::TargetRows, target_rows);
  add(Section::StringEnds, ends);
  return out;
}

}  // namespace rmeta::schema
