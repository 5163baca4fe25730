// SPDX-License-Identifier: MIT OR Apache-2.0
// `#[rustc_layout_scalar_valid_range_start(1)]` and `..._end(..)`: the values that NonNull, NonZero and their like can
// have. Newer releases store such an attribute parsed, as a variant of its own with the number; older ones store its
// tokens. Either way the words of an attribute, in the order of its bytes, say all there is to know: so it is walked,
// and no role has to be bound to the many types of syntax trees.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "rmeta/decode/walk_impl.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/metadata.hpp"

namespace rmeta::types {

namespace {

constexpr std::string_view kNames[] = {"rustc_layout_scalar_valid_range_start", "rustc_layout_scalar_valid_range_end"};

/// "rustc_layout_scalar_valid_range_start" of "RustcLayoutScalarValidRangeStart".
std::string snake(std::string_view camel) {
  std::string out;
  for (char c : camel) {
    if (c >= 'A' && c <= 'Z') {
      if (!out.empty()) out += '_';
      c = static_cast<char>(c + 32);
    }
    out += c;
  }
  return out;
}

struct Words : decode::NullVisitor {
  explicit Words(const schema::Schema& s) : schema(s) {}

  void variant(decode::TypeId t, std::uint32_t index) {
    const auto& type = schema.type(t);
    if (found >= 0 || type.kind() != schema::Kind::Enum) return;
    auto name = schema.str(schema.variants(type)[index].name);
    if (name.starts_with("RustcLayoutScalar")) is(snake(name));
  }
  void symbol(decode::TypeId, const decode::SymbolRef& s, std::uint64_t) {
    if (found < 0)
      is(s.text);
    else if (!value)
      value = number(s.text);
  }
  void wide(decode::TypeId, decode::U128 v, std::uint64_t) {
    if (found >= 0 && !value) value = (U128{v.high} << 64) | v.low;
  }
  void is(std::string_view name) {
    for (int i = 0; i < 2; ++i)
      if (name == kNames[i]) found = i;
  }
  /// A literal: decimal, hexadecimal, with underscores or a suffix.
  static std::optional<U128> number(std::string_view text) {
    unsigned base = 10;
    if (text.starts_with("0x")) {
      base = 16;
      text.remove_prefix(2);
    }
    if (text.empty()) return std::nullopt;
    U128 n = 0;
    for (char c : text) {
      if (c == '_') continue;
      unsigned digit = base;
      if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
      if (base == 16 && c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10;
      if (base == 16 && c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10;
      if (digit >= base) return std::nullopt;
      n = n * base + digit;
    }
    return n;
  }

  const schema::Schema& schema;
  int found = -1;
  std::optional<U128> value;
};

}  // namespace

void MetadataContext::read_valid_range(AdtDef& adt) {
  for (const auto& c : of(adt.def).attributes(adt.def.index)) {
    Words words(c.schema());
    decode::Walker<Words>(c.context(), words, c.pos(), c.lazy_state()).value(c.type());
    if (words.found < 0) continue;
    if (!words.value)
      throw Error(fmt::format("the value of {} is not understood", kNames[words.found])).offset(c.pos());
    (words.found == 0 ? adt.valid_start : adt.valid_end) = words.value;
  }
}

}  // namespace rmeta::types
