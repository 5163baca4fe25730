// SPDX-License-Identifier: MIT OR Apache-2.0
// The templates of walk.hpp. Included by it; not for direct use.
#pragma once

#include <type_traits>

#include "rmeta/decode/rows.hpp"
#include "rmeta/decode/walk.hpp"

namespace rmeta::decode {

using schema::Codec;
using schema::Kind;
using schema::Shape;

inline std::uint32_t Decoder::enum_tag(std::uint32_t variants) {
  const bool byte = enc.enum_tag == schema::Encoding::Byte && variants < 255;
  const std::uint64_t tag = byte ? r.u8() : r.leb_usize();
  if (tag >= variants) [[unlikely]]
    bad_tag(tag, variants);
  return static_cast<std::uint32_t>(tag);
}

inline bool Decoder::option_tag() {
  const std::uint64_t tag = enc.option_tag == schema::Encoding::Byte ? r.u8() : r.leb_usize();
  if (tag > 1) [[unlikely]]
    bad_tag(tag, 2);
  return tag == 1;
}

inline std::uint64_t Decoder::uint_value(const schema::Type& t) {
  if (t.kind() == Kind::Index) {
    const std::uint64_t n = r.leb_u32();
    if (n > t.extra) [[unlikely]]
      r.fail(fmt::format("{} is more than the index type's maximum of {}", n, t.extra));
    return n;
  }
  if (t.kind() == Kind::Flags) return number(t.extra);
  switch (t.codec()) {
    case Codec::U8:
      return r.u8();
    case Codec::U16:
      return number(2);
    case Codec::U32:
    case Codec::F32:
    case Codec::CrateNum:
    case Codec::DefIndex:
      return r.leb_u32();
    default:
      return r.leb_u64();
  }
}

inline bool Decoder::bool_value() {
  const std::uint8_t b = r.u8();
  if (b > 1) [[unlikely]]
    bad_tag(b, 2);
  return b != 0;
}

/// The bits of `mask`, as a number.
inline std::uint32_t packed_part(std::uint64_t number, std::uint64_t mask) {
  return static_cast<std::uint32_t>((number & mask) / (mask & -mask));
}

inline std::uint64_t Decoder::number(std::uint32_t bytes) {
  switch (bytes) {
    case 1:
      return r.u8();
    case 2:
      return enc.int16 == schema::Encoding::Fixed ? r.fixed_u16() : r.leb_u16();
    case 4:
      return r.leb_u32();
    default:
      return r.leb_u64();
  }
}

namespace detail {
/// Adds a component's name to an error on its way out. Very deep paths keep their inner end.
void add_field(Error& e, const schema::Schema& s, TypeId t, std::uint32_t variant, std::uint32_t field);
void add_element(Error& e, std::uint64_t index);
void add_origin(Error& e, const Context& ctx);

class Depth {
 public:
  Depth(unsigned& depth, const Reader& r) : depth_(depth) {
    if (++depth_ > kMaxDepth) [[unlikely]] {
      --depth_;
      r.fail(fmt::format("values are nested more than {} deep", kMaxDepth));
    }
  }
  ~Depth() { --depth_; }
  Depth(const Depth&) = delete;
  Depth& operator=(const Depth&) = delete;

 private:
  unsigned& depth_;
};
}  // namespace detail

template <class V>
void Walker<V>::value(TypeId t) {
  const schema::Type& type = schema.type(t);
  switch (type.kind()) {
    case Kind::Struct: {
      const detail::Depth guard(depth_, r);
      v.begin(t, r.pos());
      fields(t, schema.variants(type)[0], 0);
      v.end(t, r.pos());
      return;
    }
    case Kind::Enum: {
      const detail::Depth guard(depth_, r);
      v.begin(t, r.pos());
      if (type.count == 0) no_value(t);
      const std::uint32_t variant = type.count == 1 ? 0 : enum_tag(type.count);
      v.variant(t, variant);
      fields(t, schema.variants(type)[variant], variant);
      v.end(t, r.pos());
      return;
    }
    case Kind::Flags:
    case Kind::Index: {
      const std::uint64_t pos = r.pos();
      v.uint(t, uint_value(type), pos);
      return;
    }
    case Kind::Packed:
      packed(t, type);
      return;
    case Kind::FixedEnum:
      no_value(t);
    case Kind::Codec:
      codec(t, type);
      return;
  }
}

template <class V>
void Walker<V>::packed(TypeId t, const schema::Type& type) {
  const std::uint64_t pos = r.pos();
  v.begin(t, pos);
  const std::uint64_t number = packed_value(type);
  if constexpr (!std::is_same_v<V, NullVisitor>) {
    const auto list = schema.fields(schema.variants(type)[0]);
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      const std::uint32_t code = packed_part(number, schema.masks(type)[i].value());
      v.field(t, 0, i);
      if (schema.type(list[i].type).kind() == Kind::FixedEnum)
        v.fixed(list[i].type, code, pos);
      else
        v.boolean(list[i].type, code != 0, pos);
    }
  }
  v.end(t, r.pos());
}

template <class V>
void Walker<V>::fields(TypeId t, const schema::Variant& variant, std::uint32_t index) {
  const auto list = schema.fields(variant);
  std::uint32_t i = 0;
  try {
    for (; i < list.size(); ++i) {
      v.field(t, index, i);
      value(list[i].type);
    }
  } catch (Error& e) {
    detail::add_field(e, schema, t, index, i);
    throw;
  }
}

template <class V>
void Walker<V>::elements(TypeId owner, std::uint64_t count, TypeId type, TypeId second) {
  const bool pairs = second != schema::kNoType;
  const std::uint64_t first_size = schema.type(type).min_size, second_size = pairs ? schema.type(second).min_size : 0;
  const bool never = first_size == schema::Type::kNever || second_size == schema::Type::kNever;
  if (count != 0 && never) no_value(owner);
  const std::uint64_t size = first_size + second_size;
  if (size == 0) return;  // nothing to see, and count is not bounded by the input
  if (count > r.remaining() / size) too_many(count);
  if constexpr (std::is_same_v<V, NullVisitor>) {
    if (!pairs && schema.type(type).kind() == Kind::Codec && schema.type(type).codec() == Codec::U8) {
      r.bytes(count);
      return;
    }
  }
  std::uint64_t i = 0;
  try {
    for (; i < count; ++i) {
      if (pairs) {
        v.element(owner, 2 * i);
        value(type);
        v.element(owner, 2 * i + 1);
        value(second);
      } else {
        v.element(owner, i);
        value(type);
      }
    }
  } catch (Error& e) {
    detail::add_element(e, i);
    throw;
  }
}

template <class V>
void Walker<V>::codec(TypeId t, const schema::Type& type) {
  const std::uint64_t pos = r.pos();
  switch (schema::info(type.codec()).shape) {
    case Shape::Uint:
      v.uint(t, uint_value(type), pos);
      return;
    case Shape::Sint:
      v.sint(t, sint_value(type), pos);
      return;
    case Shape::Leaf:
      leaf(t, type, pos);
      return;
    case Shape::Transparent: {
      const detail::Depth guard(depth_, r);
      value(schema.arg(type));
      return;
    }
    case Shape::Tuple: {
      const detail::Depth guard(depth_, r);
      v.begin(t, pos);
      for (std::uint32_t i = 0; i < type.count; ++i) part(t, i, schema.arg(type, i));
      v.end(t, r.pos());
      return;
    }
    case Shape::Option: {
      const detail::Depth guard(depth_, r);
      v.begin(t, pos);
      const bool some = option_tag();
      v.variant(t, some ? 1 : 0);
      if (some) {
        v.field(t, 1, 0);
        value(schema.arg(type));
      }
      v.end(t, r.pos());
      return;
    }
    case Shape::Result: {
      const detail::Depth guard(depth_, r);
      v.begin(t, pos);
      const std::uint32_t variant = option_tag() ? 1 : 0;
      v.variant(t, variant);
      v.field(t, variant, 0);
      value(schema.arg(type, variant));
      v.end(t, r.pos());
      return;
    }
    case Shape::Seq:
    case Shape::Map: {
      const detail::Depth guard(depth_, r);
      v.begin(t, pos);
      const std::uint64_t n = r.leb_usize();
      v.count(t, n);
      elements(t, n, schema.arg(type), type.codec() == Codec::Map ? schema.arg(type, 1) : schema::kNoType);
      v.end(t, r.pos());
      return;
    }
    case Shape::Array: {
      const detail::Depth guard(depth_, r);
      v.begin(t, pos);
      v.count(t, type.extra);
      elements(t, type.extra, schema.arg(type));
      v.end(t, r.pos());
      return;
    }
    case Shape::Shorthand: {
      const detail::Depth guard(depth_, r);
      shorthand(t, schema.arg(type));
      return;
    }
    case Shape::Bound: {
      const detail::Depth guard(depth_, r);
      v.begin(t, pos);
      part(t, 0, schema.arg(type));
      v.field(t, 0, 1);
      shorthand(t, schema.arg(type, 1));
      v.end(t, r.pos());
      return;
    }
    case Shape::Lazy:
      v.lazy(t, lazy_ref(type), pos);
      return;
    case Shape::Special: {
      const detail::Depth guard(depth_, r);
      special(t, type);
      return;
    }
  }
}

template <class V>
void Walker<V>::shorthand(TypeId t, TypeId kind) {
  const std::uint64_t pos = r.pos();
  if (reference_here()) {
    v.reference(t, Reference{Reference::Shorthand, kind, reference_target()}, pos);
  } else {
    v.target(kind, pos);
    value(kind);
  }
}

template <class V>
void Walker<V>::leaf(TypeId t, const schema::Type& type, std::uint64_t pos) {
  switch (type.codec()) {
    case Codec::Bool:
      v.boolean(t, bool_value(), pos);
      return;
    case Codec::Str:
      v.str(t, r.str(enc.str_sentinel), pos);
      return;
    case Codec::DefId: {
      DefIdRef id;
      id.krate = r.leb_u32();
      id.index = r.leb_u32();
      v.def_id(t, id, pos);
      return;
    }
    case Codec::Unit:
      v.unit(t, pos);
      return;
    case Codec::Char:
      v.character(t, char_value(), pos);
      return;
    case Codec::U128:
      v.wide(t, r.leb_u128(), pos);
      return;
    case Codec::I128:
      v.wide(t, r.sleb_i128(), pos);
      return;
    case Codec::ByteStr:
      v.bytes(t, r.byte_str(enc.byte_str_sentinel), pos);
      return;
    case Codec::FixedBytes:
      v.bytes(t, r.bytes(type.extra), pos);
      return;
    case Codec::CountedBytes:
      v.bytes(t, counted_bytes(type), pos);
      return;
    default:
      no_value(t);
  }
}

template <class V>
std::uint64_t walk(const Context& ctx, TypeId t, std::uint64_t pos, LazyState lazy, V& visitor) {
  try {
    Walker<V> w(ctx, visitor, pos, lazy);
    w.value(t);
    return w.r.pos();
  } catch (Error& e) {
    detail::add_origin(e, ctx);
    throw;
  }
}

template <class V>
std::uint64_t walk_lazy(const Context& ctx, const LazyRef& ref, V& visitor) {
  if (ref.kind == LazyRef::Table) return walk_table(ctx, ref, visitor);
  if (ref.kind == LazyRef::Array && ref.count == 0) return ref.pos;
  const LazyState start{LazyState::NodeStart, ref.pos};
  if (ref.kind == LazyRef::Value) return walk(ctx, ref.type, ref.pos, start, visitor);
  try {
    Walker<V> w(ctx, visitor, ref.pos, start);
    w.elements(ref.type, ref.count, ref.type);
    return w.r.pos();
  } catch (Error& e) {
    detail::add_origin(e, ctx);
    throw;
  }
}

template <class V>
std::uint64_t walk_table(const Context& ctx, const LazyRef& ref, V& visitor) {
  const RowReader rows(ctx, ref);
  std::uint64_t i = 0;
  try {
    for (; i < ref.count; ++i) {
      if (rows.zero(i)) continue;
      const std::uint64_t pos = ref.pos + i * ref.width;
      const Row row = rows.read(i);
      visitor.row(ref, i);
      switch (row.kind) {
        case Row::Lazy:
          visitor.lazy(ref.type, row.lazy, pos);
          break;
        case Row::Number:
          visitor.uint(ref.type, row.number, pos);
          break;
        case Row::Bool:
          visitor.boolean(ref.type, row.number != 0, pos);
          break;
        case Row::Fixed:
          visitor.fixed(ref.type, static_cast<std::uint32_t>(row.number), pos);
          break;
        case Row::DefId:
          visitor.def_id(ref.type, row.def_id, pos);
          break;
        case Row::Wide:
          visitor.wide(ref.type, row.wide, pos);
          break;
        case Row::Unit:
          visitor.unit(ref.type, pos);
          break;
        case Row::Absent:
          break;
      }
    }
  } catch (Error& e) {
    detail::add_element(e, i);
    detail::add_origin(e, ctx);
    throw;
  }
  return ref.pos + ref.count * ref.width;
}

}  // namespace rmeta::decode
