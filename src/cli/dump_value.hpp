// SPDX-License-Identifier: MIT OR Apache-2.0
// Raw values as JSON, by the schema of the release that wrote them: the engine's events are turned into JSON as they
// come, so memory holds the nesting of one value and nothing else.
//
//   struct                      object of its fields, in order; a tuple's fields are "0", "1", …
//   enum                        "Variant", or {"Variant": {fields}}
//   Option                      null or the value; {"Some": value} where the value may itself be null
//   Result                      {"Ok": value} or {"Err": value}
//   sequence, set, array        array; a map is an array of [key, value]
//   lazy value, array, table    its target in place; a table is an object from row to value
//   type, predicate             {"@": position, "value": …} where it stands, {"ref": position} where it is referred to
//   DefId                       {"krate": number, "index": number}
//   flags                       names of the flags that are set, then a number for bits without a name
//   bytes                       {"hex": "00ff"}
//   allocation                  {"alloc": index}
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "rmeta/decode/context.hpp"
#include "rmeta/decode/visitor.hpp"
#include "rmeta/report/json.hpp"

namespace rmeta::cli {

using schema::TypeId;

class DumpVisitor : public decode::NullVisitor {
 public:
  DumpVisitor(const decode::Context& ctx, report::JsonWriter& json);

  /// Tables that are fields of `owner` are shown by position only.
  void only_locate_tables_of(TypeId owner) { located_ = owner; }

  void value(TypeId type, std::uint64_t pos, decode::LazyState lazy);
  /// What a lazy stands for.
  void target_of(const decode::LazyRef& ref);

  // Events.
  void begin(TypeId type, std::uint64_t pos);
  void end(TypeId type, std::uint64_t pos);
  void count(TypeId type, std::uint64_t count);
  void variant(TypeId type, std::uint32_t index);
  void field(TypeId type, std::uint32_t variant, std::uint32_t index);
  void element(TypeId type, std::uint64_t index);
  void row(const decode::LazyRef& table, std::uint64_t index);
  void uint(TypeId type, std::uint64_t value, std::uint64_t pos);
  void sint(TypeId type, std::int64_t value, std::uint64_t pos);
  void wide(TypeId type, decode::U128 value, std::uint64_t pos);
  void boolean(TypeId type, bool value, std::uint64_t pos);
  void character(TypeId type, char32_t value, std::uint64_t pos);
  void str(TypeId type, std::string_view value, std::uint64_t pos);
  void bytes(TypeId type, std::span<const std::uint8_t> value, std::uint64_t pos);
  void unit(TypeId type, std::uint64_t pos);
  void symbol(TypeId type, const decode::SymbolRef& value, std::uint64_t pos);
  void span(TypeId type, const decode::SpanRef& value, std::uint64_t pos);
  void def_id(TypeId type, decode::DefIdRef value, std::uint64_t pos);
  void expn_id(TypeId type, decode::DefIdRef value, std::uint64_t pos);
  void syntax_context(TypeId type, std::uint32_t value, std::uint64_t pos);
  void alloc(TypeId type, std::uint64_t index, std::uint64_t pos);
  void fixed(TypeId type, std::uint32_t code, std::uint64_t pos);
  void reference(TypeId type, const decode::Reference& ref, std::uint64_t pos);
  void target(TypeId type, std::uint64_t pos);
  void lazy(TypeId type, const decode::LazyRef& ref, std::uint64_t pos);

 private:
  // What an open value has written so far, and so what closes it.
  enum class Shape : std::uint8_t { Undecided, Nothing, Object, Variant, Array, Map, Target };
  struct Frame {
    TypeId type;
    Shape shape;
    std::uint8_t objects = 0;  // how many objects to close
    bool any = false;          // Map: a pair is open
  };

  bool may_be_null(TypeId type) const;
  void complete();  // a value has ended
  void row_key();
  void hex(std::span<const std::uint8_t> bytes);
  void pair(std::uint32_t krate, std::uint64_t index);
  void charge(std::uint64_t bytes, std::uint64_t pos);

  const decode::Context& ctx_;
  const schema::Schema& schema_;
  report::JsonWriter& json_;
  std::vector<Frame> frames_;
  TypeId located_ = schema::kNoType;
  std::optional<std::uint64_t> row_;  // the table row that comes next
  unsigned lazy_depth_ = 0;
  std::uint64_t budget_;
};

}  // namespace rmeta::cli
