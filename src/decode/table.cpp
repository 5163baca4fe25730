// SPDX-License-Identifier: MIT OR Apache-2.0
// Access to single rows of lazy tables; their bytes are explained in rows.hpp.
#include <fmt/format.h>

#include "rmeta/decode/cursor.hpp"
#include "rmeta/decode/rows.hpp"
#include "rmeta/decode/walk.hpp"
#include "rmeta/error.hpp"

namespace rmeta::decode {

std::optional<TableEntry> Table::at(std::uint64_t i) const {
  switch (ref_.element) {
    case schema::TableElement::Bool:
    case schema::TableElement::Flags8:
    case schema::TableElement::LazyArray32:
    case schema::TableElement::LazyArray32x:
    case schema::TableElement::LazyArray64x:
    case schema::TableElement::U32:
    case schema::TableElement::U64:
      return TableEntry(*ctx_, ref_, i);
    case schema::TableElement::FixedEnum:
      if (!ctx_->schema().type(ref_.type).optional_codes()) return TableEntry(*ctx_, ref_, i);
      break;
    default:
      break;
  }
  if (i >= ref_.count || RowReader(*ctx_, ref_).zero(i)) return std::nullopt;
  return TableEntry(*ctx_, ref_, i);
}

namespace {
[[noreturn]] void wrong_row(const Context& ctx, const LazyRef& table, std::uint64_t row) {
  Error e(fmt::format("row {} of a table of {} does not hold what is asked of it", row, schema::name(table.element)));
  e.offset(table.pos + row * table.width);
  detail::add_origin(e, ctx);
  throw e;
}

/// What `read` takes from the table; errors get the file's name.
template <class F>
auto reading(const Context& ctx, const LazyRef& table, F read) {
  try {
    return read(RowReader(ctx, table));
  } catch (Error& e) {
    detail::add_origin(e, ctx);
    throw;
  }
}

Row read_row(const Context& ctx, const LazyRef& table, std::uint64_t row, Row::Kind wanted) {
  const Row r = reading(ctx, table, [&](const RowReader& rows) { return rows.read(row); });
  if (r.kind != wanted) wrong_row(ctx, table, row);
  return r;
}

std::optional<LazyRef> lazy_row(const Context& ctx, const LazyRef& table, std::uint64_t row) {
  return reading(ctx, table, [&](const RowReader& rows) { return rows.lazy(row); });
}
}  // namespace

std::optional<std::uint32_t> Table::code_at(std::uint64_t i) const {
  if (ref_.element != schema::TableElement::FixedEnum) wrong_row(*ctx_, ref_, i);
  return reading(*ctx_, ref_, [&](const RowReader& rows) { return rows.code(i); });
}

std::optional<Cursor> Table::value_at(std::uint64_t i) const {
  const auto ref = lazy_row(*ctx_, ref_, i);
  if (ref && ref->kind == LazyRef::Value) return Cursor::node(*ctx_, ref->type, ref->pos);
  const auto entry = at(i);
  return entry ? std::optional(entry->value()) : std::nullopt;  // absent; or says what is wrong
}

LazyRef TableEntry::lazy() const {
  if (const auto ref = lazy_row(*ctx_, table_, row_)) return *ref;
  wrong_row(*ctx_, table_, row_);
}

Cursor TableEntry::value() const {
  const LazyRef ref = lazy();
  if (ref.kind != LazyRef::Value) wrong_row(*ctx_, table_, row_);
  return Cursor::node(*ctx_, ref.type, ref.pos);
}

Elements TableEntry::elements() const {
  const LazyRef ref = lazy();
  if (ref.kind != LazyRef::Array) wrong_row(*ctx_, table_, row_);
  return lazy_elements(*ctx_, ref);
}

std::uint64_t TableEntry::as_u64() const {
  const Row::Kind kind = table_.element == schema::TableElement::Bool        ? Row::Bool
                         : table_.element == schema::TableElement::FixedEnum ? Row::Fixed
                                                                             : Row::Number;
  return read_row(*ctx_, table_, row_, kind).number;
}

bool TableEntry::as_bool() const {
  return read_row(*ctx_, table_, row_, Row::Bool).number != 0;
}

DefIdRef TableEntry::def_id() const {
  return read_row(*ctx_, table_, row_, Row::DefId).def_id;
}

U128 TableEntry::hash() const {
  return read_row(*ctx_, table_, row_, Row::Wide).wide;
}

std::uint32_t TableEntry::code() const {
  return static_cast<std::uint32_t>(read_row(*ctx_, table_, row_, Row::Fixed).number);
}

std::string_view TableEntry::code_name() const {
  const schema::Schema& s = ctx_->schema();
  return s.str(s.constants(s.type(table_.type))[code()].name);
}

std::string_view TableEntry::code_detail() const {
  const schema::Schema& s = ctx_->schema();
  return s.str(s.constants(s.type(table_.type))[code()].detail);
}

}  // namespace rmeta::decode
