// SPDX-License-Identifier: MIT OR Apache-2.0
// What the indivisible values of a blob decode to. Plain data; text and bytes point into the blob or the schema.
#pragma once

#include <cstdint>
#include <string_view>

#include "rmeta/schema/model.hpp"

namespace rmeta::decode {

/// Where a node's next lazy distance counts from (rustc_metadata/src/rmeta/mod.rs, `LazyState`). Every value of the
/// same node shares it, so it travels with the position.
struct LazyState {
  enum Kind : std::uint8_t { NoNode, NodeStart, Previous };
  Kind kind = NoNode;
  std::uint64_t pos = 0;
  friend bool operator==(const LazyState&, const LazyState&) = default;
};

/// A lazy value, array or table: it lies elsewhere in the blob, at an absolute position that has been checked to lie
/// before the end (arrays: with room for `count` elements; tables: with all their rows).
struct LazyRef {
  enum Kind : std::uint8_t { Value, Array, Table };
  Kind kind = Value;
  schema::TableElement element = schema::TableElement::None;  ///< Table
  schema::TypeId type = schema::kNoType;  ///< of the target: the value, the array's element, the table's T
  std::uint64_t pos = 0;
  std::uint64_t count = 0;  ///< Array: elements (0: pos means nothing). Table: rows
  std::uint32_t width = 0;  ///< Table: bytes of a row
};

/// A back reference: the value stands at `target`, which is less than the position of the reference.
struct Reference {
  enum Kind : std::uint8_t { Shorthand, Span, Symbol };
  Kind kind = Shorthand;
  schema::TypeId type = schema::kNoType;  ///< Shorthand: of the value at `target` (TyKind, PredicateKind)
  std::uint64_t target = 0;
};

/// A definition as the file names it: crate 0 is the crate itself, others count its dependencies from 1.
struct DefIdRef {
  std::uint32_t krate = 0, index = 0;
  friend bool operator==(const DefIdRef&, const DefIdRef&) = default;
};

struct SymbolRef {
  enum How : std::uint8_t { Inline, Offset, Predefined };
  How how = Inline;
  bool is_bytes = false;  ///< a ByteSymbol: `text` need not be UTF-8
  std::string_view text;
  std::uint64_t target = 0;  ///< Offset: where the string stands
  std::uint32_t index = 0;   ///< Predefined: index in Schema::symbols()
};

struct SpanRef {
  enum How : std::uint8_t { Local, Foreign, Partial };  ///< Partial: only the context is known (dummy span)
  How how = Partial;
  bool indirect = false;  ///< 1.8x and later: stored at `target`
  std::uint64_t target = 0;
  std::uint32_t context = 0;  ///< SyntaxContext, 0 = root
  std::uint32_t lo = 0, len = 0;
  std::uint32_t file = 0;  ///< index in the source map of the crate (releases that store it)
  bool has_file = false;
  std::uint32_t krate = 0;  ///< Foreign
};

}  // namespace rmeta::decode
