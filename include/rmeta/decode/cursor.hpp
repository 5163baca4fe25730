// SPDX-License-Identifier: MIT OR Apache-2.0
// Random access to decoded values without building trees: a Cursor is a place in a blob and the type that stands there.
// Steps forward (to a field, past an element) run the engine with a null visitor, so a cursor costs what it passes over
// and nothing more. Copy it freely; it borrows the Context.
//
//   Cursor root = ctx.root();
//   std::string_view name = root.get(FieldRole::CrateRoot_name).symbol().text;
//   Table kinds = root.get(FieldRole::CrateRoot_tables).get(FieldRole::Tables_def_kind).table();
//   Cursor ty = table.at(i)->value();            // LazyValue<Ty>
//   Cursor kind = ty.deref();                    // shorthand or inline: the TyKind
//   if (kind.is(VariantRole::TyKind_Adt)) for (Cursor arg : kind.get(FieldRole::TyKind_Adt_args).elements()) ...
//
// Every accessor checks the type it is asked for and throws rmeta::Error with file, offset and what was expected.
#pragma once

#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "rmeta/decode/context.hpp"
#include "rmeta/decode/values.hpp"
#include "rmeta/schema/model.hpp"

namespace rmeta::decode {

using schema::FieldRole;
using schema::TypeId;
using schema::TypeRole;
using schema::VariantRole;

class Elements;
class Table;
struct AllocationHead;  // special.hpp
struct ScalarInt;       // special.hpp

class Cursor {
 public:
  /// At the start of a node of its own (the target of a lazy value).
  static Cursor node(const Context& ctx, TypeId t, std::uint64_t pos) {
    return Cursor(ctx, t, pos, {LazyState::NodeStart, pos});
  }
  Cursor(const Context& ctx, TypeId t, std::uint64_t pos, LazyState lazy);

  const Context& context() const { return *ctx_; }
  const schema::Schema& schema() const { return ctx_->schema(); }
  /// The type here; transparent codecs (Box, Arc, ...) have been stepped through.
  TypeId type() const { return type_; }
  std::string_view type_name() const { return schema().name(type_); }
  std::uint64_t pos() const { return pos_; }
  LazyState lazy_state() const { return lazy_; }
  bool is(TypeRole r) const { return schema().is(type_, r); }

  /// Where the value ends (decodes all of it).
  std::uint64_t end() const { return skip().pos_; }

  // ---- structs, enums, tuples
  /// The field a role is bound to in this release; the role's owner must be the type (for a field of an enum's variant:
  /// the variant must be the one that is here).
  Cursor get(FieldRole role) const;
  /// False if the release has no such field (roles marked optional), or if another variant is here.
  bool has(FieldRole role) const;
  /// Field by index: of a struct, of the variant that is here, of a packed number (`variant_name` or `as_bool` read
  /// it), of a Tuple, Bound or Allocation codec.
  Cursor field(std::uint32_t index) const;
  /// All of them in one pass.
  std::vector<Cursor> fields() const;
  std::uint32_t field_count() const;
  /// Name of field `index` ("0", "1", ... for tuples).
  std::string_view field_name(std::uint32_t index) const;

  // ---- enums
  std::uint32_t variant() const;
  std::string_view variant_name() const;  ///< also of a code in a packed number
  bool is(VariantRole role) const;
  /// For long chains of questions: `here` is what `variant()` said, so that it is read once.
  bool is(VariantRole role, std::uint32_t here) const;
  /// A FixedEnum in a packed number; `code_detail` says what the variant's fields hold ("unwind: true").
  bool is_code() const;
  std::string_view code_detail() const;

  // ---- option, result
  bool is_some() const;
  std::optional<Cursor> option() const;    ///< payload of an Option, if any
  Cursor some() const;                     ///< payload; throws if None
  std::pair<bool, Cursor> result() const;  ///< {true, Ok's payload} or {false, Err's}

  // ---- seq, map, array; lazy array (elements of the target)
  std::uint64_t size() const;
  Elements elements() const;  ///< of a map: key, value, key, value, ...

  // ---- leaves
  std::uint64_t as_u64() const;  ///< any unsigned number, newtype index, flags, crate number, DefIndex, bool as 0/1
  std::uint32_t as_u32() const;
  std::int64_t as_i64() const;
  U128 as_u128() const;  ///< also from narrower unsigned numbers
  bool as_bool() const;
  char32_t as_char() const;
  std::string_view as_str() const;
  std::span<const std::uint8_t> as_bytes() const;  ///< byte strings, fixed and counted bytes
  SymbolRef symbol() const;
  std::string_view symbol_text() const { return symbol().text; }
  SpanRef span() const;
  DefIdRef def_id() const;
  DefIdRef expn_id() const;
  std::uint32_t syntax_context() const;
  std::uint64_t alloc() const;  ///< index of an allocation
  ScalarInt scalar_int() const;
  /// Size, alignment and bytes of an Allocation; its provenance, init mask and extra state are `field` 0, 1 and 2.
  AllocationHead allocation() const;

  // ---- elsewhere
  LazyRef lazy() const;
  /// lazy value → its target; Shorthand (Ty) → its kind, inline or not; Bound (Predicate) → its kind; alloc id → the
  /// allocation it names.
  Cursor deref() const;
  Table table() const;

 private:
  friend class Elements;
  Cursor skip() const;  ///< just behind the value; its type is meaningless
  const schema::Constant& code() const;
  [[noreturn]] void mismatch(const char* wanted) const;
  void need(VariantRole role) const;  ///< throws if it is of another type

  const Context* ctx_;
  std::uint64_t pos_;
  LazyState lazy_;
  TypeId type_;
  static constexpr std::uint32_t kWhole = 0xffffffff;
  std::uint32_t part_ = kWhole;  ///< part of a packed number: its value; the place is the number's
};

/// A forward range of values of one type (two alternating types for a map).
class Elements {
 public:
  class iterator {
   public:
    using value_type = Cursor;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    iterator(Cursor at, TypeId other, std::uint64_t left) : at_(at), other_(other), left_(left) {}
    const Cursor& operator*() const { return at_; }
    const Cursor* operator->() const { return &at_; }
    iterator& operator++();
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return left_ == 0; }

   private:
    Cursor at_;
    TypeId other_;
    std::uint64_t left_;
  };

  Elements(Cursor first, TypeId second, std::uint64_t count) : first_(first), second_(second), count_(count) {}
  iterator begin() const { return iterator(first_, second_, count_); }
  std::default_sentinel_t end() const { return {}; }
  /// How many cursors come (twice the pairs of a map).
  std::uint64_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  /// Element `i`; passes over those before it.
  Cursor operator[](std::uint64_t i) const;

 private:
  Cursor first_;
  TypeId second_;
  std::uint64_t count_;
};

/// The elements of a lazy array that has been read already.
Elements lazy_elements(const Context& ctx, const LazyRef& ref);

/// One row of a table that holds a value.
class TableEntry {
 public:
  TableEntry(const Context& ctx, const LazyRef& table, std::uint64_t row) : ctx_(&ctx), table_(table), row_(row) {}
  Cursor value() const;          ///< lazy value: its target
  Elements elements() const;     ///< lazy array: its elements
  LazyRef lazy() const;          ///< either of them, unresolved
  std::uint64_t as_u64() const;  ///< u32, u64, bool, flags, fixed enum's code
  bool as_bool() const;
  DefIdRef def_id() const;
  U128 hash() const;  ///< DefPathHash
  /// Fixed enum: index of the code in Schema::constants() and its names ("Static", "mutability: Not").
  std::uint32_t code() const;
  std::string_view code_name() const;
  std::string_view code_detail() const;

 private:
  friend class Table;
  const Context* ctx_;
  LazyRef table_;
  std::uint64_t row_;
};

/// A lazy table with its rows at hand.
class Table {
 public:
  Table(const Context& ctx, const LazyRef& ref) : ctx_(&ctx), ref_(ref) {}
  std::uint64_t size() const { return ref_.count; }
  const LazyRef& ref() const { return ref_; }
  /// Nothing if the row is beyond the end or holds the absent value. Tables of defaulted elements (bool, flags,
  /// lazy_array, non-optional fixed enums) always give an entry: beyond the end it is the default (all bytes zero).
  std::optional<TableEntry> at(std::uint64_t i) const;
  /// What `at(i)->value()` says, for less; of a table of lazy values.
  std::optional<Cursor> value_at(std::uint64_t i) const;
  /// What `at(i)->code()` says, for less; of a table of fixed enums.
  std::optional<std::uint32_t> code_at(std::uint64_t i) const;

 private:
  const Context* ctx_;
  LazyRef ref_;
};

}  // namespace rmeta::decode
