// SPDX-License-Identifier: MIT OR Apache-2.0
// A function or constant as MIR: blocks of statements that assign to places, each block ended by a terminator that says
// where to go on. Local 0 is the result, then come the arguments (rustc_middle/src/mir/mod.rs, syntax.rs).
#pragma once

#include <optional>
#include <vector>

#include "rmeta/types/metadata.hpp"
#include "rmeta/types/reader.hpp"

namespace rmeta::eval {

using decode::Cursor;
using schema::FieldRole;
using schema::VariantRole;
using types::DefId;
using types::Kind;
using types::Node;
using types::Term;
using types::Terms;

struct Block {
  std::vector<Cursor> statements;  // their kinds
  std::optional<Cursor> terminator;
};

struct Body {
  DefId item;  // whose file it stands in, and for messages
  types::Reader* reader = nullptr;
  const crate::Crate* crate = nullptr;
  std::vector<Cursor> local_types;
  std::vector<Block> blocks;
  std::size_t arg_count = 0;
  std::optional<std::uint32_t> spread_arg;  // an argument that is the tuple of what the caller passes
};

/// `c` is a `Body` in the file of `item`'s crate.
Body read_body(types::MetadataContext& cx, DefId item, const Cursor& c);

/// Whether the release has the variant at all, and it is here.
inline bool is_a(const Cursor& c, VariantRole role) {
  return c.schema().bound(role) && c.is(role);
}

}  // namespace rmeta::eval
