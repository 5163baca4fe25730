// SPDX-License-Identifier: MIT OR Apache-2.0
// The engine: runs a schema over a blob and reports to a visitor (visitor.hpp). All of decode's reading goes through
// here; a Cursor skips with it, `verify` and `dump` are visitors.
//
// Everything is bounded by the input: reads end at the blob's end, counts are checked against the bytes that can still
// follow, nesting is limited to kMaxDepth, nothing is allocated.
#pragma once

#include <fmt/format.h>

#include <cstdint>

#include "rmeta/decode/context.hpp"
#include "rmeta/decode/reader.hpp"
#include "rmeta/decode/values.hpp"
#include "rmeta/decode/visitor.hpp"
#include "rmeta/error.hpp"

namespace rmeta::decode {

/// Deepest nesting of composites. rustc's own recursion limit (128 by default) keeps types far below.
inline constexpr unsigned kMaxDepth = 2048;

/// A reader with the state that belongs to it. Codecs' code gets the Walker that derives from this.
class Decoder {
 public:
  Decoder(const Context& ctx, std::uint64_t pos, LazyState lazy)
      : ctx(ctx), schema(ctx.schema()), enc(ctx.encoding()), r(ctx.reader(pos)), lazy(lazy) {}

  const Context& ctx;
  const schema::Schema& schema;
  const schema::Encoding& enc;
  Reader r;
  LazyState lazy;

  /// Tag of an enum with `variants` variants; throws for one that does not exist.
  std::uint32_t enum_tag(std::uint32_t variants);
  /// Tag of Option (false: None) and Result (false: Ok).
  bool option_tag();
  /// A type's primitive number (Shape::Uint, Kind::Index, Kind::Flags).
  std::uint64_t uint_value(const schema::Type& t);
  std::int64_t sint_value(const schema::Type& t);
  char32_t char_value();
  bool bool_value();
  /// lazy_value, lazy_array, lazy_table of type `t`: advances the lazy state, checks the target.
  LazyRef lazy_ref(const schema::Type& t);
  /// If a back reference stands here instead of a value: reads it, checks that it leads backwards.
  bool reference_here() const { return (r.peek() & 0x80) != 0; }
  std::uint64_t reference_target();
  /// Codec `bytes`: count, raw bytes; with `n` the count must be that.
  std::span<const std::uint8_t> counted_bytes(const schema::Type& t);
  /// A packed number, of which every part has been found to be one of its codes and no other bit to be set.
  std::uint64_t packed_value(const schema::Type& t);
  /// An unsigned number of that many bytes as rustc writes it.
  std::uint64_t number(std::uint32_t bytes);

  [[noreturn]] void bad_tag(std::uint64_t tag, std::uint32_t variants) const;
  [[noreturn]] void no_value(TypeId t) const;
  [[noreturn]] void too_many(std::uint64_t count) const;
};

template <class V>
class Walker : public Decoder {
 public:
  Walker(const Context& ctx, V& visitor, std::uint64_t pos, LazyState lazy) : Decoder(ctx, pos, lazy), v(visitor) {}

  V& v;

  /// Decodes one value of type `t` at the current position.
  void value(TypeId t);

  // For special codecs' code (special.hpp).
  /// Announces and decodes component `index` of a composite.
  void part(TypeId owner, std::uint32_t index, TypeId type) {
    v.field(owner, 0, index);
    value(type);
  }
  /// `count` elements of `type`; pairs of `type` and `second` if given.
  void elements(TypeId owner, std::uint64_t count, TypeId type, TypeId second = schema::kNoType);

 private:
  void fields(TypeId t, const schema::Variant& variant, std::uint32_t index);
  void packed(TypeId t, const schema::Type& type);
  void codec(TypeId t, const schema::Type& type);
  void leaf(TypeId t, const schema::Type& type, std::uint64_t pos);
  void shorthand(TypeId t, TypeId kind);
  void special(TypeId t, const schema::Type& type);  // special.hpp

  unsigned depth_ = 0;
};

/// Decodes one value of type `t` at `pos`; returns where it ends.
template <class V>
std::uint64_t walk(const Context& ctx, TypeId t, std::uint64_t pos, LazyState lazy, V& visitor);

/// Decodes what a lazy value or array refers to (the array's elements follow each other; `visitor.element` is called
/// with the array's element type as owner); returns where it ends.
template <class V>
std::uint64_t walk_lazy(const Context& ctx, const LazyRef& ref, V& visitor);

/// Reports all rows of a table that hold a value; returns where the table ends.
template <class V>
std::uint64_t walk_table(const Context& ctx, const LazyRef& ref, V& visitor);

}  // namespace rmeta::decode

#include "rmeta/decode/special.hpp"
#include "rmeta/decode/walk_impl.hpp"
