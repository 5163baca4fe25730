// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/decode/rows.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>

#include "rmeta/error.hpp"

namespace rmeta::decode {

using schema::TableElement;

namespace {

std::uint64_t little(const std::uint8_t* p, unsigned bytes, unsigned stride = 1) {
  std::uint64_t n = 0;
  for (unsigned i = 0; i < bytes; ++i) n |= std::uint64_t{p[i * stride]} << (8 * i);
  return n;
}

[[noreturn]] void fail(std::uint64_t at, std::string what) {
  Error e(std::move(what));
  e.offset(at);
  throw e;
}

}  // namespace

void check_target(const Context& ctx, const LazyRef& ref, std::uint64_t at) {
  const std::uint64_t size = ctx.bytes().size();
  if (ref.pos == 0 || ref.pos > size)
    fail(at, fmt::format("a lazy value at {:#x}, outside of the {} bytes of metadata", ref.pos, size));
  const std::uint64_t rest = size - ref.pos;
  if (ref.kind == LazyRef::Table) {
    if (ref.count != 0 && (ref.width == 0 || ref.count > rest / ref.width))
      fail(at, fmt::format("a table of {} rows of {} bytes at {:#x} does not fit in the metadata", ref.count, ref.width,
                           ref.pos));
    return;
  }
  const std::uint64_t least = ctx.schema().type(ref.type).min_size;
  const std::uint64_t count = ref.kind == LazyRef::Array ? ref.count : 1;
  if (least != 0 && count > rest / least)
    fail(at, fmt::format("{} values of type {} at {:#x} do not fit in the metadata", count, ctx.schema().name(ref.type),
                         ref.pos));
}

LazyRef RowReader::target(LazyRef::Kind kind, std::uint64_t pos, std::uint64_t count, std::uint64_t at) const {
  LazyRef ref;
  ref.kind = kind;
  ref.type = table_->type;
  ref.pos = pos;
  ref.count = count;
  check_target(*ctx_, ref, at);
  return ref;
}

std::array<std::uint8_t, RowReader::kWidest> RowReader::bytes_of(std::uint64_t i) const {
  std::array<std::uint8_t, kWidest> b{};
  if (i < table_->count) std::memcpy(b.data(), ctx_->bytes().data() + table_->pos + i * table_->width, table_->width);
  return b;
}

std::optional<LazyRef> RowReader::lazy(std::uint64_t i) const {
  const auto b = bytes_of(i);
  const std::uint8_t* p = b.data();
  const std::uint64_t at = table_->pos + i * table_->width;
  const auto value = [&](std::uint64_t pos) -> std::optional<LazyRef> {
    if (pos == 0) return std::nullopt;
    return target(LazyRef::Value, pos, 0, at);
  };
  const auto array = [&](std::uint64_t pos, std::uint64_t count, bool optional) -> std::optional<LazyRef> {
    if (optional && pos == 0) return std::nullopt;
    if (count != 0) return target(LazyRef::Array, pos, count, at);
    LazyRef empty;
    empty.kind = LazyRef::Array;
    empty.type = table_->type;
    return empty;
  };
  switch (table_->element) {
    case TableElement::OptionLazyValue32:
      return value(little(p, 4));
    case TableElement::OptionLazyValue64:
      return value(little(p, 8));
    case TableElement::LazyArray32:
      return array(little(p, 4), little(p + 4, 4), false);
    case TableElement::LazyArray32x:
      return array(little(p, 4, 2), little(p + 1, 4, 2), false);
    case TableElement::LazyArray64x:
      return array(little(p, 8, 2), little(p + 1, 8, 2), false);
    case TableElement::OptionLazyArray32:
      return array(little(p, 4), little(p + 4, 4), true);
    case TableElement::OptionLazyArray32x:
      return array(little(p, 4, 2), little(p + 1, 4, 2), true);
    case TableElement::OptionLazyArray64x:
      return array(little(p, 8, 2), little(p + 1, 8, 2), true);
    default:
      return std::nullopt;
  }
}

std::optional<std::uint32_t> RowReader::code(std::uint64_t i) const {
  const schema::Type& t = ctx_->schema().type(table_->type);
  const std::uint32_t first = t.optional_codes() ? 1 : 0;
  // Such a row is one byte, or none where all of the table's are zero.
  const std::uint64_t at = table_->pos + i * table_->width;
  const std::uint32_t byte = i < table_->count && table_->width != 0 ? ctx_->bytes()[at] : 0;
  if (byte < first) return std::nullopt;
  if (byte - first >= t.count)
    fail(at, fmt::format("code {} of {} is unknown", byte, ctx_->schema().name(table_->type)));
  return byte - first;
}

Row RowReader::read(std::uint64_t i) const {
  Row row;
  const auto number = [&row](Row::Kind kind, std::uint64_t n) {
    row.kind = kind;
    row.number = n;
  };
  const auto def_id = [&](std::uint64_t krate, std::uint64_t index) {
    if (krate == 0) return;
    row.kind = Row::DefId;
    row.def_id = {static_cast<std::uint32_t>(krate - 1), static_cast<std::uint32_t>(index)};
  };
  const auto b = bytes_of(i);
  const std::uint8_t* p = b.data();
  const std::uint64_t at = table_->pos + i * table_->width;
  switch (table_->element) {
    case TableElement::None:
      break;
    case TableElement::OptionLazyValue32:
    case TableElement::OptionLazyValue64:
    case TableElement::LazyArray32:
    case TableElement::LazyArray32x:
    case TableElement::LazyArray64x:
    case TableElement::OptionLazyArray32:
    case TableElement::OptionLazyArray32x:
    case TableElement::OptionLazyArray64x:
      if (const auto ref = lazy(i)) {
        row.kind = Row::Lazy;
        row.lazy = *ref;
      }
      break;
    case TableElement::FixedEnum:
      if (const auto c = code(i)) number(Row::Fixed, *c);
      break;
    case TableElement::Bool:
      if (p[0] > 1) fail(at, fmt::format("{} is not a truth value", p[0]));
      number(Row::Bool, p[0]);
      break;
    case TableElement::U32:
      number(Row::Number, little(p, 4));
      break;
    case TableElement::U64:
      number(Row::Number, little(p, 8));
      break;
    case TableElement::OptionUnit:
      if (p[0] != 0) row.kind = Row::Unit;
      break;
    case TableElement::Flags8:
      number(Row::Number, p[0]);
      break;
    case TableElement::OptionRawDefIdKI:
      def_id(little(p, 4), little(p + 4, 4));
      break;
    case TableElement::OptionRawDefIdIKx:
      def_id(little(p + 1, 4, 2), little(p, 4, 2));
      break;
    case TableElement::DefPathHash:
      row.kind = Row::Wide;
      row.wide = {little(p, 8), little(p + 8, 8)};
      break;
  }
  return row;
}

}  // namespace rmeta::decode
