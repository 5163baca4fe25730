// SPDX-License-Identifier: MIT OR Apache-2.0
// Codecs: the encodings that rustc writes by hand instead of deriving them. A schema binds a type to one of them by
// name
// (`{"kind":"codec","codec":NAME,"args":[TYPE, ...],"n":N}`); the meaning of a name is fixed here for ever. If a
// release changes a hand-written impl, that is a new codec with a new name (`span_plain`, `span_tagged`), never a
// changed one.
//
// Most codecs are one of a few shapes that the engine and the cursor know. Only `Shape::Special` has code of its own,
// in decode/special.hpp. To add a codec: one line in `kCodecs`, its name in `enum class Codec` at the same place, and
// code if it is special.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rmeta::schema {

/// How a codec's bytes are made up, and so how the engine walks it and what a Cursor can do with it.
enum class Shape : std::uint8_t {
  Uint,         ///< unsigned number
  Sint,         ///< signed number
  Leaf,         ///< another indivisible value with an event of its own (str, bytes, bool, char, ...)
  Transparent,  ///< args[0] and nothing else (Box, Arc, Cow, newtypes with hand-written impls)
  Tuple,        ///< all args in order, no more (hand-written structs)
  Option,       ///< tag, then args[0] if the tag is 1
  Result,       ///< tag, then args[0] (Ok) or args[1] (Err)
  Seq,          ///< count, then so many args[0]
  Map,          ///< count, then so many pairs args[0], args[1]
  Array,        ///< n times args[0], no count
  Shorthand,    ///< args[0] inline, or a back reference to where one stands (`Ty`)
  Bound,        ///< args[0] (bound variables), then args[1] as Shorthand (`Predicate`)
  Lazy,         ///< lazy_value, lazy_array, lazy_table: distance to something elsewhere in the blob
  Special,      ///< code in decode/special.hpp
};

// clang-format off
enum class Codec : std::uint8_t {
  None,
  // numbers: LEB128 unless said otherwise
  U8, U16, U32, U64, U128, Usize, I8, I16, I32, I64, I128, Isize, Bool, Char, F32, F64,
  Str, Unit, Never, ByteStr,
  // containers
  Option, Result, Seq, Map, Array, Tuple, Transparent, FixedBytes, CountedBytes,
  // lazies
  LazyValue, LazyArray, LazyTable, LazyValueFromEnd, LazyArrayFromEnd, LazyTableFromEnd,
  // rustc's own
  Shorthand, Bound, CrateNum, DefIndex, DefId,
  SymbolPlain, SymbolTagged, ByteSymbolTagged, SpanPlain, SpanIndexed, SpanTagged, SpanTagFirst, ExpnId,
  ExpnIdIndexFirst, SyntaxContext,
  AllocId, Allocation, InitMaskBlocks, ScalarInt, LineDiffs, LineDiffsFromStart, LineDiffsLeb,
  DefPathHashMap,
};
// clang-format on

struct CodecInfo {
  Codec id;
  std::string_view name;
  Shape shape;
  std::uint8_t min_args, max_args;
  bool needs_n;           ///< `n` must be given (array length, byte count)
  std::uint8_t min_size;  ///< bytes its shortest value takes, args not counted
};

// clang-format off
inline constexpr CodecInfo kCodecs[] = {
  {Codec::None, "", Shape::Special, 0, 0, false, 0},
  {Codec::U8, "u8", Shape::Uint, 0, 0, false, 1},          // one byte
  {Codec::U16, "u16", Shape::Uint, 0, 0, false, 1},        // two bytes or LEB128: encoding.int16
  {Codec::U32, "u32", Shape::Uint, 0, 0, false, 1},
  {Codec::U64, "u64", Shape::Uint, 0, 0, false, 1},
  {Codec::U128, "u128", Shape::Leaf, 0, 0, false, 1},
  {Codec::Usize, "usize", Shape::Uint, 0, 0, false, 1},
  {Codec::I8, "i8", Shape::Sint, 0, 0, false, 1},          // one byte
  {Codec::I16, "i16", Shape::Sint, 0, 0, false, 1},
  {Codec::I32, "i32", Shape::Sint, 0, 0, false, 1},
  {Codec::I64, "i64", Shape::Sint, 0, 0, false, 1},
  {Codec::I128, "i128", Shape::Leaf, 0, 0, false, 1},
  {Codec::Isize, "isize", Shape::Sint, 0, 0, false, 1},
  {Codec::Bool, "bool", Shape::Leaf, 0, 0, false, 1},      // one byte, 0 or 1
  {Codec::Char, "char", Shape::Leaf, 0, 0, false, 1},      // u32
  {Codec::F32, "f32", Shape::Uint, 0, 0, false, 1},        // bits as u32
  {Codec::F64, "f64", Shape::Uint, 0, 0, false, 1},        // bits as u64
  {Codec::Str, "str", Shape::Leaf, 0, 0, false, 1},        // usize, UTF-8, sentinel if the release has one
  {Codec::Unit, "unit", Shape::Leaf, 0, 1, false, 0},      // (), PhantomData<_>
  {Codec::Never, "never", Shape::Leaf, 0, 0, false, 0},    // no value exists
  {Codec::ByteStr, "byte_str", Shape::Leaf, 0, 0, false, 2},
  {Codec::Option, "option", Shape::Option, 1, 1, false, 1},
  {Codec::Result, "result", Shape::Result, 2, 2, false, 1},
  {Codec::Seq, "seq", Shape::Seq, 1, 1, false, 1},         // usize, elements
  {Codec::Map, "map", Shape::Map, 2, 2, false, 1},         // usize, pairs
  {Codec::Array, "array", Shape::Array, 1, 1, true, 0},    // n elements, no count
  {Codec::Tuple, "tuple", Shape::Tuple, 0, 255, false, 0},
  {Codec::Transparent, "transparent", Shape::Transparent, 1, 1, false, 0},
  {Codec::FixedBytes, "fixed_bytes", Shape::Leaf, 0, 0, true, 0},   // n raw bytes
  {Codec::CountedBytes, "bytes", Shape::Leaf, 0, 0, false, 1},      // usize, raw bytes; with n the count must be n
  {Codec::LazyValue, "lazy_value", Shape::Lazy, 1, 1, false, 1},
  {Codec::LazyArray, "lazy_array", Shape::Lazy, 1, 1, false, 1},
  {Codec::LazyTable, "lazy_table", Shape::Lazy, 2, 2, false, 2},    // args: index type, element type; see TableElement
  // distances leave out the bytes that must lie between: 1, an array's count, a table's bytes
  {Codec::LazyValueFromEnd, "lazy_value_from_end", Shape::Lazy, 1, 1, false, 1},
  {Codec::LazyArrayFromEnd, "lazy_array_from_end", Shape::Lazy, 1, 1, false, 1},
  {Codec::LazyTableFromEnd, "lazy_table_from_end", Shape::Lazy, 2, 2, false, 2},
  {Codec::Shorthand, "shorthand", Shape::Shorthand, 1, 1, false, 1},
  {Codec::Bound, "bound", Shape::Bound, 2, 2, false, 1},
  {Codec::CrateNum, "crate_num", Shape::Uint, 0, 0, false, 1},      // u32
  {Codec::DefIndex, "def_index", Shape::Uint, 0, 0, false, 1},      // u32
  {Codec::DefId, "def_id", Shape::Leaf, 0, 0, false, 2},            // crate number u32, index u32
  {Codec::SymbolPlain, "symbol_plain", Shape::Special, 0, 0, false, 1},
  {Codec::SymbolTagged, "symbol_tagged", Shape::Special, 0, 0, false, 2},
  {Codec::ByteSymbolTagged, "byte_symbol_tagged", Shape::Special, 0, 0, false, 2},
  {Codec::SpanPlain, "span_plain", Shape::Special, 0, 0, false, 2},
  {Codec::SpanIndexed, "span_indexed", Shape::Special, 0, 0, false, 2},
  {Codec::SpanTagged, "span_tagged", Shape::Special, 0, 0, false, 1},
  {Codec::SpanTagFirst, "span_tag_first", Shape::Special, 0, 0, false, 1},
  {Codec::ExpnId, "expn_id", Shape::Special, 0, 0, false, 2},       // crate number u32, index u32
  {Codec::ExpnIdIndexFirst, "expn_id_index_first", Shape::Special, 0, 0, false, 2},  // index u32, crate number u32
  {Codec::SyntaxContext, "syntax_context", Shape::Special, 0, 0, false, 1},
  {Codec::AllocId, "alloc_id", Shape::Special, 1, 1, false, 1},     // index u32; args[0] stands where it leads
  {Codec::Allocation, "allocation", Shape::Special, 3, 3, false, 1},
  {Codec::InitMaskBlocks, "init_mask_blocks", Shape::Special, 0, 0, false, 1},
  {Codec::ScalarInt, "scalar_int", Shape::Special, 0, 0, false, 1},
  {Codec::LineDiffs, "line_diffs", Shape::Special, 0, 0, false, 1},
  {Codec::LineDiffsFromStart, "line_diffs_from_start", Shape::Special, 0, 0, false, 1},
  {Codec::LineDiffsLeb, "line_diffs_leb", Shape::Special, 0, 0, false, 1},
  {Codec::DefPathHashMap, "def_path_hash_map", Shape::Special, 0, 0, false, 1},
};
// clang-format on

constexpr std::size_t kCodecCount = std::size(kCodecs);

consteval bool codecs_in_order() {
  for (std::size_t i = 0; i < kCodecCount; ++i)
    if (static_cast<std::size_t>(kCodecs[i].id) != i) return false;
  return true;
}
static_assert(codecs_in_order(), "kCodecs must list the codecs in the order of enum class Codec");

constexpr const CodecInfo& info(Codec c) {
  return kCodecs[static_cast<std::size_t>(c)];
}
/// The codecs of lazy tables; their types have an `element`.
constexpr bool is_lazy_table(Codec c) {
  return c == Codec::LazyTable || c == Codec::LazyTableFromEnd;
}
std::optional<Codec> codec_by_name(std::string_view name);

/// How one element of a `lazy_table` is stored: JSON key "element" of the type, `NAME` or `NAME/LAYOUT`. `T` below is
/// the type's args[1]. A row shorter than the element's size is filled with zero bytes (`encoding.table_width`
/// "runtime"). LAYOUT: u32, u64 = little endian numbers of that size; a trailing x = the bytes of two numbers
/// interleaved (rustc_metadata/src/rmeta/table.rs, `encode_interleaved`).
enum class TableElement : std::uint8_t {
  None,
  OptionLazyValue32,   ///< "option_lazy_value/u32": position of a T, 0 = absent
  OptionLazyValue64,   ///< "option_lazy_value/u64"
  LazyArray32,         ///< "lazy_array/u32": position, count of T; count 0 = empty
  LazyArray32x,        ///< "lazy_array/u32x"
  LazyArray64x,        ///< "lazy_array/u64x"
  OptionLazyArray32,   ///< "option_lazy_array/u32": position, count of T; position 0 = absent
  OptionLazyArray32x,  ///< "option_lazy_array/u32x"
  OptionLazyArray64x,  ///< "option_lazy_array/u64x"
  FixedEnum,           ///< "fixed_enum": one byte, T is of kind fixed_enum
  Bool,                ///< "bool": one byte
  U32,                 ///< "u32"
  U64,                 ///< "u64"
  OptionUnit,          ///< "option_unit": one byte, 0 = absent
  Flags8,              ///< "flags/u8": one byte, T is of kind flags
  OptionRawDefIdKI,    ///< "option_raw_def_id/ki": crate + 1 (0 = absent) as u32, index as u32
  OptionRawDefIdIKx,   ///< "option_raw_def_id/ikx": index, crate + 1, interleaved
  DefPathHash,         ///< "def_path_hash": 16 bytes
};
std::optional<TableElement> table_element_by_name(std::string_view name);
std::string_view name(TableElement e);
/// Bytes of a full row; `LazyRef::width` may be less.
unsigned element_size(TableElement e);

}  // namespace rmeta::schema
