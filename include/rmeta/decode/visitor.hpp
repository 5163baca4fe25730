// SPDX-License-Identifier: MIT OR Apache-2.0
// What `walk` reports. A visitor derives from NullVisitor and redefines (hides) what it wants to see: dispatch is
// static, an event nobody redefines costs nothing. Decoding with a bare NullVisitor is how a value is skipped.
//
// Events of one value come in the order of its bytes:
//   composite (struct, enum, option, seq, ...):  begin [variant] [count] {field|element VALUE}* end
//   leaf:                                         one event
// A transparent codec (Box, Arc) reports nothing of its own. `pos` is the offset of the value's first byte in the blob.
// References and lazies are reported, never followed: who wants the target walks it (walk.hpp), once.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "rmeta/decode/reader.hpp"
#include "rmeta/decode/values.hpp"

namespace rmeta::decode {

using schema::TypeId;

struct NullVisitor {
  // ---- structure
  void begin(TypeId, std::uint64_t /*pos*/) {}
  void end(TypeId, std::uint64_t /*end_pos*/) {}
  /// Enums: the variant's index in declaration order. Option: 0 None, 1 Some. Result: 0 Ok, 1 Err.
  void variant(TypeId, std::uint32_t /*index*/) {}
  /// The value of that field comes next. Tuple and Bound codecs: variant 0, index = argument. Parts of a packed number
  /// come as boolean or fixed, at the number's place.
  void field(TypeId, std::uint32_t /*variant*/, std::uint32_t /*index*/) {}
  /// Seq, map, array: how many elements (pairs) follow. Elements that take no bytes are not visited.
  void count(TypeId, std::uint64_t) {}
  /// Element `index` comes next; of a map key and value of pair i are 2i and 2i + 1.
  void element(TypeId, std::uint64_t /*index*/) {}

  // ---- leaves
  void uint(TypeId, std::uint64_t /*value*/, std::uint64_t /*pos*/) {
  }  ///< u8...u64, usize, f32/f64 bits, Index, Flags, CrateNum, DefIndex
  void sint(TypeId, std::int64_t, std::uint64_t) {}
  void wide(TypeId, U128, std::uint64_t) {}  ///< u128, i128 (two's complement), fingerprints
  void boolean(TypeId, bool, std::uint64_t) {}
  void character(TypeId, char32_t, std::uint64_t) {}
  void str(TypeId, std::string_view, std::uint64_t) {}
  void bytes(TypeId, std::span<const std::uint8_t>, std::uint64_t) {}
  void unit(TypeId, std::uint64_t) {}
  void symbol(TypeId, const SymbolRef&, std::uint64_t) {}
  void span(TypeId, const SpanRef&, std::uint64_t) {}
  void def_id(TypeId, DefIdRef, std::uint64_t) {}
  void expn_id(TypeId, DefIdRef, std::uint64_t) {}              ///< crate, index of the expansion
  void syntax_context(TypeId, std::uint32_t, std::uint64_t) {}  ///< 0 = root
  void alloc(TypeId, std::uint64_t /*index*/, std::uint64_t) {
  }  ///< Context::alloc_position; its type is the codec's args[0]
  void fixed(TypeId, std::uint32_t /*code*/, std::uint64_t) {
  }  ///< FixedEnum out of a table row or a packed number: index into constants()

  // ---- elsewhere
  /// Instead of a value: it stands at r.target < pos. An inline value that later references may point to is announced
  /// by `target` before its own events.
  void reference(TypeId, const Reference&, std::uint64_t /*pos*/) {}
  void target(TypeId, std::uint64_t /*pos*/) {}
  void lazy(TypeId, const LazyRef&, std::uint64_t /*pos*/) {}

  // ---- tables (walk_table): row i has a value, reported next as lazy, uint, boolean, def_id, fixed, wide or unit
  void row(const LazyRef& /*table*/, std::uint64_t /*i*/) {}
};

}  // namespace rmeta::decode
