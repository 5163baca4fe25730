// SPDX-License-Identifier: MIT OR Apache-2.0
// The codecs that are algorithms: what rustc encodes with code that no list of fields describes. Each is named in
// schema/codec.hpp and bound to source text of a release in compat/codecs.json; the formats are explained with the
// readers, in src/decode/special.cpp.
//
// Included by walk_impl.hpp; a Cursor uses the same readers for single values.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "rmeta/decode/values.hpp"
#include "rmeta/decode/visitor.hpp"
#include "rmeta/decode/walk.hpp"
#include "rmeta/schema/codec.hpp"

namespace rmeta::decode {

/// Whether a back reference is followed before it is reported: symbols then carry their text, spans their contents,
/// line tables and hash maps their entries. Skipping does without; a visitor that wants speed more than contents says
/// `static constexpr bool kContents = false`.
template <class V>
constexpr bool wants_contents() {
  if constexpr (std::is_same_v<V, NullVisitor>)
    return false;
  else if constexpr (requires { V::kContents; })
    return V::kContents;
  else
    return true;
}

/// symbol_plain, symbol_tagged, byte_symbol_tagged. Without `contents` the text of references is not read.
SymbolRef read_symbol(Decoder& d, schema::Codec codec, bool contents = true);
/// span_plain, span_indexed, span_tagged, span_tag_first. Without `contents` an indirect span has nothing but its
/// target.
SpanRef read_span(Decoder& d, schema::Codec codec, bool contents = true);
/// expn_id, expn_id_index_first: crate and index of an expansion.
DefIdRef read_expn_id(Decoder& d, schema::Codec codec);
/// scalar_int: `size` bytes of a number.
struct ScalarInt {
  std::uint8_t size;
  U128 value;
};
ScalarInt read_scalar_int(Decoder& d);
/// What an allocation starts with; its provenance, init mask and extra state follow.
struct AllocationHead {
  std::uint64_t align;  ///< in bytes
  bool is_mutable, all_zero;
  std::uint64_t size;
  std::span<const std::uint8_t> bytes;  ///< empty if all_zero
};
AllocationHead read_allocation_head(Decoder& d);
/// Starts of a file's lines as differences.
struct LineTable {
  std::uint32_t lines, first;
  std::uint8_t width;  ///< bytes of a difference; 0: it is a LEB128 number
  std::span<const std::uint8_t> diffs;
  /// The difference at byte `at` of `diffs`, which is moved behind it.
  std::uint32_t diff(std::size_t& at) const;
};
LineTable read_line_table(Decoder& d, schema::Codec codec);
/// An odht hash table, as the bytes that are both its memory and its file.
struct HashMap {
  std::uint64_t items, slots;
  std::uint8_t key_size, value_size;
  std::span<const std::uint8_t> entries, metadata;
  /// Slot `i` in use? Then its key and value follow.
  bool used(std::uint64_t i) const { return (metadata[i] & 0x80) == 0; }
  std::span<const std::uint8_t> key(std::uint64_t i) const {
    return entries.subspan(i * (key_size + value_size), key_size);
  }
  std::span<const std::uint8_t> value(std::uint64_t i) const {
    return entries.subspan(i * (key_size + value_size) + key_size, value_size);
  }
};
HashMap read_hash_map(Decoder& d);

/// Parts of special codecs beyond their args are numbered from here in `field` events.
inline constexpr std::uint32_t kOwnParts = 16;
/// Name of part `index` of a special codec in output ("align", "provenance").
std::string_view part_name(schema::Codec codec, std::uint32_t index);

template <class V>
void Walker<V>::special(TypeId t, const schema::Type& type) {
  using enum schema::Codec;
  constexpr bool contents = wants_contents<V>();
  const std::uint64_t at = r.pos();
  const auto own = [&](std::uint32_t i) { v.field(t, 0, kOwnParts + i); };
  switch (type.codec()) {
    case SymbolPlain:
    case SymbolTagged:
    case ByteSymbolTagged:
      v.symbol(t, read_symbol(*this, type.codec(), contents), at);
      return;
    case SpanPlain:
    case SpanIndexed:
    case SpanTagged:
    case SpanTagFirst:
      v.span(t, read_span(*this, type.codec(), contents), at);
      return;
    case ExpnId:
    case ExpnIdIndexFirst:
      v.expn_id(t, read_expn_id(*this, type.codec()), at);
      return;
    case SyntaxContext:
      v.syntax_context(t, r.leb_u32(), at);
      return;
    case AllocId:
      v.alloc(t, r.leb_u32(), at);
      return;
    case ScalarInt: {
      const auto value = read_scalar_int(*this);
      v.begin(t, at);
      own(0);
      v.uint(t, value.size, at);
      own(1);
      v.wide(t, value.value, at + 1);
      v.end(t, r.pos());
      return;
    }
    case LineDiffs:
    case LineDiffsFromStart:
    case LineDiffsLeb: {
      const LineTable lines = read_line_table(*this, type.codec());
      v.begin(t, at);
      v.count(t, lines.lines);
      if constexpr (contents) {
        std::uint64_t start = lines.first;
        std::size_t next = 0;
        for (std::uint64_t i = 0; i < lines.lines; ++i) {
          v.element(t, i);
          v.uint(t, start, at);
          if (i + 1 < lines.lines) start += lines.diff(next);
        }
      }
      v.end(t, r.pos());
      return;
    }
    case InitMaskBlocks: {
      v.begin(t, at);
      const std::uint64_t n = r.count(8);
      v.count(t, n);
      for (std::uint64_t i = 0; i < n; ++i) {
        v.element(t, i);
        const std::uint64_t pos = r.pos();
        v.uint(t, r.fixed_u64(), pos);
      }
      v.end(t, r.pos());
      return;
    }
    case Allocation: {
      v.begin(t, at);
      const AllocationHead head = read_allocation_head(*this);
      own(0);
      v.uint(t, head.align, at);
      own(1);
      v.boolean(t, head.is_mutable, at);
      own(2);
      v.uint(t, head.size, at + 1);
      if (!head.all_zero) {
        own(3);
        v.bytes(t, head.bytes, r.pos() - head.size);
      }
      for (std::uint32_t i = 0; i < type.count; ++i) part(t, i, schema.arg(type, i));
      v.end(t, r.pos());
      return;
    }
    case DefPathHashMap: {
      const HashMap map = read_hash_map(*this);
      v.begin(t, at);
      v.count(t, map.items);
      if constexpr (contents) {
        std::uint64_t i = 0;
        for (std::uint64_t slot = 0; slot < map.slots; ++slot) {
          if (!map.used(slot)) continue;
          v.element(t, 2 * i);
          v.bytes(t, map.key(slot), at);
          v.element(t, 2 * i + 1);
          std::uint64_t value = 0;
          for (unsigned b = map.value_size; b-- > 0;) value = value << 8 | map.value(slot)[b];
          v.uint(t, value, at);
          ++i;
        }
      }
      v.end(t, r.pos());
      return;
    }
    default:
      r.fail(fmt::format("codec {} has no code", schema::info(type.codec()).name));
  }
}

}  // namespace rmeta::decode
