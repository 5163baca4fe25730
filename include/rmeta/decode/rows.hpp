// SPDX-License-Identifier: MIT OR Apache-2.0
// Rows of lazy tables (rustc_metadata/src/rmeta/table.rs, `FixedSizeEncoding`): values of fixed width, indexed by a
// DefIndex or another number. Newer releases cut the zero bytes off that all rows of a table end in, and interleave the
// bytes of two numbers so that there are more of them. A row of zero bytes is "absent", or the type's default.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "rmeta/decode/context.hpp"
#include "rmeta/decode/values.hpp"

namespace rmeta::decode {

struct Row {
  enum Kind : std::uint8_t { Absent, Lazy, Number, Bool, Fixed, DefId, Wide, Unit };
  Kind kind = Absent;
  std::uint64_t number = 0;  ///< Number, Bool; Fixed: index into the type's constants()
  LazyRef lazy;
  DefIdRef def_id;
  U128 wide;
};

class RowReader {
 public:
  RowReader(const Context& ctx, const LazyRef& table) : ctx_(&ctx), table_(&table) {}

  /// True if all of the row's bytes are zero (then the row is absent or the default).
  bool zero(std::uint64_t i) const {
    const std::uint8_t* p = ctx_->bytes().data() + table_->pos + i * table_->width;
    std::uint8_t any = 0;
    for (std::uint32_t k = 0; k < table_->width; ++k) any |= p[k];
    return any == 0;
  }
  /// Row `i`; beyond the end as if all bytes were zero. Checks what it leads to.
  Row read(std::uint64_t i) const;
  /// Row `i` of a table of lazy values or arrays, for less; nothing if it is absent, or the table is of something else.
  std::optional<LazyRef> lazy(std::uint64_t i) const;
  /// Row `i` of a table of fixed enums: its code; nothing if it is absent. Throws for a code that does not exist.
  std::optional<std::uint32_t> code(std::uint64_t i) const;

 private:
  static constexpr std::size_t kWidest = 16;
  std::array<std::uint8_t, kWidest> bytes_of(std::uint64_t i) const;
  LazyRef target(LazyRef::Kind kind, std::uint64_t pos, std::uint64_t count, std::uint64_t at) const;

  const Context* ctx_;
  const LazyRef* table_;
};

/// Throws unless the target lies in the blob with room for its elements or rows; `at` is where the reference stands.
void check_target(const Context& ctx, const LazyRef& ref, std::uint64_t at);

}  // namespace rmeta::decode
