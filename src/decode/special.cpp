// SPDX-License-Identifier: MIT OR Apache-2.0
// Readers of the special codecs. The comment of each gives its format and the place in rustc that it comes from; `leb`
// is an unsigned LEB128 number.
#include "rmeta/decode/special.hpp"

#include <bit>

#include "rmeta/decode/context.hpp"

namespace rmeta::decode {
namespace {

using schema::Codec;

/// A predefined symbol's text. Those from the environment of rustc's build hold the release
/// (rustc_macros/src/symbols.rs).
std::string_view predefined(const Decoder& d, std::uint32_t index, std::uint64_t at) {
  const auto symbols = d.schema.symbols();
  if (index >= symbols.size()) d.r.fail_at(at, fmt::format("predefined symbol {} of {}", index, symbols.size()));
  const auto& symbol = symbols[index];
  if (symbol.env == 0) return d.schema.str(symbol.text);
  if (d.schema.str(symbol.text) != "CFG_RELEASE")
    d.r.fail_at(
        at, fmt::format("predefined symbol {} holds the unknown build variable {}", index, d.schema.str(symbol.text)));
  return d.schema.release();
}

std::string_view as_text(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

/// symbol_plain: a string each time (rustc_span/src/symbol.rs of 1.63).
///
/// symbol_tagged (rustc_metadata/src/rmeta/decoder.rs, decode_symbol_or_byte_symbol): a tag byte, then
///   0  the string, which later symbols may refer to
///   1  leb: absolute position of such a string (of its length, behind the tag)
///   2  leb: index in the list of symbols that the release knows beforehand
/// byte_symbol_tagged is the same with byte strings, which have a sentinel of their own. Both kinds share one
/// numbering.
SymbolRef read_symbol(Decoder& d, Codec codec, bool contents) {
  SymbolRef s;
  s.is_bytes = codec == Codec::ByteSymbolTagged;
  const auto string = [&](Reader& r) {
    return s.is_bytes ? as_text(r.byte_str(d.enc.byte_str_sentinel)) : r.str(d.enc.str_sentinel);
  };
  const std::uint64_t at = d.r.pos();
  const std::uint8_t tag = codec == Codec::SymbolPlain ? std::uint8_t{0} : d.r.u8();
  switch (tag) {
    case 0:
      s.how = SymbolRef::Inline;
      s.target = d.r.pos();
      s.text = string(d.r);
      return s;
    case 1:
      s.how = SymbolRef::Offset;
      s.target = d.r.leb_usize();
      if (s.target >= at) d.r.fail_at(at, fmt::format("symbol refers forward, to {:#x}", s.target));
      if (contents) {
        Reader there = d.ctx.reader(s.target);
        s.text = string(there);
      }
      return s;
    case 2:
      s.how = SymbolRef::Predefined;
      s.index = d.r.leb_u32();
      s.text = predefined(d, s.index, at);
      return s;
    default:
      d.r.fail_at(at, fmt::format("symbol tag {}, expected 0 to 2", tag));
  }
}

namespace {

enum SpanKind : std::uint8_t { kLocal, kForeign, kPartial, kIndirect };
constexpr std::uint32_t kLongSpan = 31;  ///< in the tag's length: stored apart

/// A direct span behind its tag.
void direct_span(Decoder& d, Reader& r, std::uint8_t tag, SpanRef& s, std::uint64_t at) {
  const std::uint32_t length = tag >> 3;
  s.context = tag & 4 ? 0 : r.leb_u32();
  switch (tag & 3) {
    case kPartial:
      s.how = SpanRef::Partial;
      return;
    case kLocal:
      s.how = SpanRef::Local;
      break;
    case kForeign:
      s.how = SpanRef::Foreign;
      break;
    default:
      d.r.fail_at(at, "span refers to a span that refers to another");
  }
  s.lo = r.leb_u32();
  s.len = length == kLongSpan ? r.leb_u32() : length;
  s.file = r.leb_u32();
  s.has_file = true;
  if (s.how == SpanRef::Foreign) s.krate = r.leb_u32();
  if (s.lo + s.len < s.lo) d.r.fail_at(at, fmt::format("span of {} bytes from {}", s.len, s.lo));
}

}  // namespace

/// span_plain (rustc_metadata/src/rmeta/decoder.rs of 1.63): leb context; tag byte 0 local, 1 foreign, 2 partial;
/// unless partial: leb start, leb length, both in the numbering of the whole source map of the crate that owns the
/// file; if foreign: leb number of that crate.
///
/// span_indexed (the same of 1.70): as span_plain, but the start is counted from the file's start, and behind the
/// length stands the leb index of the file in the source map of the crate that owns it.
///
/// span_tag_first (decoder.rs of 1.48): tag byte 0 local, 1 foreign, 2 none; unless none: leb start, leb length, leb
/// context; if foreign: leb number of the crate. What has none is reported as partial, with the root context.
///
/// span_tagged (rustc_metadata/src/rmeta/mod.rs, SpanTag; decoder.rs, decode_span): a tag byte of
///   bits 0-1  0 local, 1 foreign, 2 partial, 3 indirect
///   bit 2     direct: the context is the root and is not stored; indirect: the offset counts backwards from the tag
///   bits 3-7  direct: length, 31 = stored apart; indirect: bytes of the offset
/// Indirect: so many little-endian bytes of an offset or position, where a direct span stands. Direct: leb context
/// unless root; unless partial: leb start in the file, leb length if apart, leb index in the crate's source map; if
/// foreign: leb number of the crate.
SpanRef read_span(Decoder& d, Codec codec, bool contents) {
  SpanRef s;
  Reader& r = d.r;
  const std::uint64_t at = r.pos();
  if (codec != Codec::SpanTagged) {
    if (codec != Codec::SpanTagFirst) s.context = r.leb_u32();
    const std::uint8_t tag = r.u8();
    if (tag > kPartial) r.fail_at(at, fmt::format("span tag {}, expected 0 to 2", tag));
    s.how = tag == kLocal ? SpanRef::Local : tag == kForeign ? SpanRef::Foreign : SpanRef::Partial;
    if (tag == kPartial) return s;
    s.lo = r.leb_u32();
    s.len = r.leb_u32();
    s.has_file = codec == Codec::SpanIndexed;
    if (s.has_file) s.file = r.leb_u32();
    if (codec == Codec::SpanTagFirst) s.context = r.leb_u32();
    if (tag == kForeign) s.krate = r.leb_u32();
    if (s.lo + s.len < s.lo) r.fail_at(at, fmt::format("span of {} bytes from {}", s.len, s.lo));
    return s;
  }
  const std::uint8_t tag = r.u8();
  if ((tag & 3) != kIndirect) {
    direct_span(d, r, tag, s, at);
    return s;
  }
  const unsigned size = tag >> 3;
  if (size > 8) r.fail_at(at, fmt::format("span with an offset of {} bytes", size));
  std::uint64_t offset = 0;
  const auto bytes = r.bytes(size);
  for (unsigned i = 0; i < size; ++i) offset |= std::uint64_t{bytes[i]} << (8 * i);
  if (offset == 0 || (tag & 4 ? offset > at : offset >= at))
    r.fail_at(at, fmt::format("span refers to {} {:#x}", tag & 4 ? "distance" : "position", offset));
  s.indirect = true;
  s.target = tag & 4 ? at - offset : offset;
  if (contents) {
    Reader there = d.ctx.reader(s.target);
    direct_span(d, there, there.u8(), s, at);
  }
  return s;
}

/// expn_id: leb crate number, leb index (rustc_metadata/src/rmeta/decoder.rs). The crate's own stand in the table
/// CrateRoot.expn_data; index 0 is the root expansion. expn_id_index_first: the index before the crate number
/// (rustc_span/src/hygiene.rs of 1.48, decode_expn_id).
DefIdRef read_expn_id(Decoder& d, Codec codec) {
  const std::uint32_t first = d.r.leb_u32(), second = d.r.leb_u32();
  if (codec == Codec::ExpnIdIndexFirst) return {second, first};
  return {first, second};
}

/// scalar_int (rustc_middle/src/ty/consts/int.rs): a byte with the number of bytes, 1 to 16, then the bytes,
/// little-endian.
ScalarInt read_scalar_int(Decoder& d) {
  const std::uint64_t at = d.r.pos();
  ScalarInt s{d.r.u8(), {}};
  if (s.size == 0 || s.size > 16) d.r.fail_at(at, fmt::format("integer of {} bytes", s.size));
  const auto bytes = d.r.bytes(s.size);
  for (unsigned i = 0; i < s.size; ++i) {
    std::uint64_t& half = i < 8 ? s.value.low : s.value.high;
    half |= std::uint64_t{bytes[i]} << (8 * (i % 8));
  }
  return s;
}

/// allocation (rustc_middle/src/mir/interpret/allocation.rs): a byte of log2(align) in bits 0-5, mutable in bit 6, all
/// bytes are zero in bit 7; leb size; the bytes unless they are all zero.
AllocationHead read_allocation_head(Decoder& d) {
  const std::uint8_t flags = d.r.u8();
  AllocationHead h{};
  h.align = std::uint64_t{1} << (flags & 0x3f);
  h.is_mutable = (flags & 0x40) != 0;
  h.all_zero = (flags & 0x80) != 0;
  h.size = d.r.leb_usize();
  if (!h.all_zero) h.bytes = d.r.bytes(h.size);
  return h;
}

/// line_diffs (rustc_span/src/lib.rs, SourceFile): leb number of lines; if any: a byte with the size of a difference
/// (1, 2 or 4), then one difference less than there are lines. The first line starts at 0. line_diffs_from_start:
/// behind the size byte a leb with the start of the first line (1.63). line_diffs_leb: the same, but differences of 2
/// or 4 bytes are leb numbers (1.48).
LineTable read_line_table(Decoder& d, Codec codec) {
  LineTable t{d.r.leb_u32(), 0, 1, {}};
  if (t.lines == 0) return t;
  const std::uint64_t at = d.r.pos();
  t.width = d.r.u8();
  if (t.width != 1 && t.width != 2 && t.width != 4)
    d.r.fail_at(at, fmt::format("line lengths of {} bytes, expected 1, 2 or 4", t.width));
  if (codec != Codec::LineDiffs) t.first = d.r.leb_u32();
  if (codec == Codec::LineDiffsLeb && t.width != 1) {
    const std::uint64_t from = d.r.pos();
    for (std::uint32_t i = 1; i < t.lines; ++i) {
      if (t.width == 2)
        d.r.leb_u16();
      else
        d.r.leb_u32();
    }
    const std::uint64_t size = d.r.pos() - from;
    t.diffs = d.ctx.reader(from).bytes(size);
    t.width = 0;
    return t;
  }
  t.diffs = d.r.bytes(std::uint64_t{t.lines - 1} * t.width);
  return t;
}

std::uint32_t LineTable::diff(std::size_t& at) const {
  std::uint32_t value = 0;
  if (width == 0) {
    for (unsigned shift = 0;; shift += 7) {
      const std::uint8_t b = diffs[at++];
      value |= static_cast<std::uint32_t>(b & 0x7f) << shift;
      if (b < 0x80) return value;
    }
  }
  for (unsigned b = width; b-- > 0;) value = value << 8 | diffs[at + b];
  at += width;
  return value;
}

/// def_path_hash_map (rustc_metadata/src/rmeta/def_path_hash_map.rs): leb number of bytes, then the bytes of an `odht`
/// table, file format 2: a header of 32 bytes (tag "ODHT", sizes of a metadata byte, key, value and header; number of
/// items and of slots as 8 bytes; version 0 0 0 2; load factor; padding), slots of key and value, a metadata byte for
/// each slot (0xff = empty) and 16 more that repeat the first ones.
HashMap read_hash_map(Decoder& d) {
  constexpr std::uint64_t kHeader = 32, kGroup = 16;
  const std::uint64_t at = d.r.pos();
  const std::uint64_t size = d.r.count(1);
  const auto bytes = d.r.bytes(size);
  if (size < kHeader || as_text(bytes.first(4)) != "ODHT") d.r.fail_at(at, "hash map is no odht table");
  const auto number = [&](std::uint64_t from) {
    std::uint64_t n = 0;
    for (unsigned i = 8; i-- > 0;) n = n << 8 | bytes[from + i];
    return n;
  };
  const std::span version = bytes.subspan(24, 4);
  if (bytes[4] != 1 || bytes[7] != kHeader || version[0] != 0 || version[1] != 0 || version[2] != 0 || version[3] != 2)
    d.r.fail_at(at, fmt::format("odht table of version {}.{}.{}.{} with {} bytes of metadata and {} of header",
                                version[0], version[1], version[2], version[3], bytes[4], bytes[7]));
  HashMap map{number(8), number(16), bytes[5], bytes[6], {}, {}};
  const std::uint64_t entry = std::uint64_t{map.key_size} + map.value_size;
  if (map.key_size == 0 || map.value_size > 8 || map.slots > size || !std::has_single_bit(map.slots) ||
      kHeader + map.slots * entry + map.slots + kGroup != size)
    d.r.fail_at(at, fmt::format("odht table of {} slots of {} + {} bytes in {} bytes", map.slots, map.key_size,
                                map.value_size, size));
  map.entries = bytes.subspan(kHeader, map.slots * entry);
  map.metadata = bytes.subspan(kHeader + map.slots * entry, map.slots);
  std::uint64_t used = 0;
  for (std::uint64_t i = 0; i < map.slots; ++i) used += map.used(i);
  if (used != map.items) d.r.fail_at(at, fmt::format("odht table of {} items has {}", map.items, used));
  return map;
}

std::string_view part_name(Codec codec, std::uint32_t index) {
  constexpr std::array<std::string_view, 3> kAllocationArgs{"provenance", "init_mask", "extra"};
  constexpr std::array<std::string_view, 4> kAllocationOwn{"align", "mutable", "size", "bytes"};
  constexpr std::array<std::string_view, 2> kScalarOwn{"size", "data"};
  const auto pick = [&](auto& names, std::uint32_t i) { return i < names.size() ? names[i] : std::string_view{}; };
  const bool own = index >= kOwnParts;
  switch (codec) {
    case Codec::Allocation:
      return own ? pick(kAllocationOwn, index - kOwnParts) : pick(kAllocationArgs, index);
    case Codec::ScalarInt:
      return own ? pick(kScalarOwn, index - kOwnParts) : std::string_view{};
    default:
      return {};
  }
}

}  // namespace rmeta::decode
