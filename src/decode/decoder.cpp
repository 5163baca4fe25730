// SPDX-License-Identifier: MIT OR Apache-2.0
// What the engine needs besides its templates: rarer primitives, lazies, and errors' paths.
#include <fmt/format.h>

#include "rmeta/decode/walk.hpp"

namespace rmeta::decode {

std::int64_t Decoder::sint_value(const schema::Type& t) {
  switch (t.codec()) {
    case Codec::I8:
      return static_cast<std::int8_t>(r.u8());
    case Codec::I16:
      return enc.int16 == schema::Encoding::Fixed ? static_cast<std::int16_t>(r.fixed_u16()) : r.sleb(16);
    case Codec::I32:
      return r.sleb(32);
    default:
      return r.sleb(64);
  }
}

char32_t Decoder::char_value() {
  const std::uint64_t at = r.pos();
  const std::uint32_t c = r.leb_u32();
  if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) r.fail_at(at, fmt::format("{:#x} is not a character", c));
  return c;
}

std::uint64_t Decoder::packed_value(const schema::Type& t) {
  const std::uint64_t at = r.pos(), n = number(t.packed_bytes());
  const auto parts = schema.fields(schema.variants(t)[0]);
  std::uint64_t rest = n;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::uint64_t mask = schema.masks(t)[i].value();
    const schema::Type& part = schema.type(parts[i].type);
    const std::uint32_t code = packed_part(n, mask);
    if (part.kind() == Kind::FixedEnum && code >= part.count)
      r.fail_at(at, fmt::format("code {} of {} is unknown", code, schema.name(parts[i].type)));
    rest &= ~mask;
  }
  if (rest != 0) r.fail_at(at, fmt::format("bits {:#x} of {} have no meaning", rest, schema.str(t.name)));
  return n;
}

std::span<const std::uint8_t> Decoder::counted_bytes(const schema::Type& t) {
  const std::uint64_t at = r.pos();
  const std::uint64_t n = r.count(1);
  if (t.has_n() && n != t.extra) r.fail_at(at, fmt::format("{} bytes where {} belong", n, t.extra));
  return r.bytes(n);
}

// Shorthands point at values that were written before (rustc_middle/src/ty/codec.rs, `encode_with_shorthand`): a target
// that is not before the reference would loop.
std::uint64_t Decoder::reference_target() {
  const std::uint64_t at = r.pos();
  const std::uint64_t n = r.leb_usize();
  if (n < enc.shorthand_offset || n - enc.shorthand_offset >= at)
    r.fail_at(at, fmt::format("back reference {:#x} does not lead backwards", n));
  return n - enc.shorthand_offset;
}

// The first lazy of a node is stored as the distance back from the node's start, the others as the distance forward
// from the one before (rustc_metadata/src/rmeta/decoder.rs, `read_lazy_offset_then`). An empty array stores no
// distance. The codecs `…_from_end` count from the earliest place where the nearer one to the front could end
// (`read_lazy_with_meta` of 1.48): a value takes one byte at least, an array one for each element, a table all it has.
LazyRef Decoder::lazy_ref(const schema::Type& t) {
  const std::uint64_t at = r.pos();
  LazyRef ref;
  switch (t.codec()) {
    case Codec::LazyValue:
    case Codec::LazyValueFromEnd:
      ref.kind = LazyRef::Value;
      ref.type = schema.arg(t);
      break;
    case Codec::LazyArray:
    case Codec::LazyArrayFromEnd:
      ref.kind = LazyRef::Array;
      ref.type = schema.arg(t);
      ref.count = r.leb_usize();
      if (ref.count == 0) return ref;
      break;
    default: {
      ref.kind = LazyRef::Table;
      ref.type = schema.arg(t, 1);
      ref.element = t.element();
      const unsigned full = schema::element_size(ref.element);
      if (enc.table_width != 0) {
        const std::uint64_t width = r.leb_usize();
        if (width > full) r.fail_at(at, fmt::format("rows of {} bytes where {} are the most", width, full));
        ref.width = static_cast<std::uint32_t>(width);
        ref.count = r.leb_usize();
        if (width == 0 && ref.count != 0) r.fail_at(at, fmt::format("{} rows without bytes", ref.count));
      } else {
        const std::uint64_t bytes = r.leb_usize();
        if (bytes % full != 0) r.fail_at(at, fmt::format("{} bytes are not rows of {}", bytes, full));
        ref.width = full;
        ref.count = bytes / full;
      }
    }
  }
  std::uint64_t least = 0;  // bytes of the target that distances leave out
  if (t.codec() == Codec::LazyValueFromEnd) least = 1;
  if (t.codec() == Codec::LazyArrayFromEnd) least = ref.count;
  if (t.codec() == Codec::LazyTableFromEnd) least = ref.count * ref.width;
  if (least > r.size()) r.fail_at(at, fmt::format("{} elements do not fit into the file", ref.count));
  const std::uint64_t distance = r.leb_usize();
  switch (lazy.kind) {
    case LazyState::NoNode:
      r.fail_at(at, "a lazy value outside of a node");
    case LazyState::NodeStart:
      if (distance > lazy.pos || least > lazy.pos - distance)
        r.fail_at(at, fmt::format("distance {:#x} leads before the start", distance));
      ref.pos = lazy.pos - distance - least;
      break;
    case LazyState::Previous:
      if (distance > r.size()) r.fail_at(at, fmt::format("distance {:#x} leads beyond the end", distance));
      ref.pos = lazy.pos + distance;
      break;
  }
  check_target(ctx, ref, at);
  lazy = {LazyState::Previous, ref.pos + least};
  return ref;
}

void Decoder::bad_tag(std::uint64_t tag, std::uint32_t variants) const {
  r.fail(fmt::format("tag {} where only {} variants exist", tag, variants));
}

void Decoder::no_value(TypeId t) const {
  r.fail(fmt::format("a value of type {}, which has none in metadata", schema.name(t)));
}

void Decoder::too_many(std::uint64_t count) const {
  r.fail(fmt::format("{} elements cannot follow in {} bytes", count, r.remaining()));
}

namespace detail {

void add_field(Error& e, const schema::Schema& s, TypeId t, std::uint32_t variant, std::uint32_t field) {
  constexpr std::size_t longest = 300;
  if (e.field_path().size() > longest) return;
  e.field(s.describe_field(t, variant, field));
  if (e.field_path().size() > longest) e.field("...");
}

void add_element(Error& e, std::uint64_t index) {
  if (!e.field_path().starts_with("...")) e.field(fmt::format("[{}]", index));
}

void add_origin(Error& e, const Context& ctx) {
  if (!ctx.file().empty()) e.file(ctx.file());
  if (!ctx.member().empty()) e.member(ctx.member());
}

}  // namespace detail

}  // namespace rmeta::decode
