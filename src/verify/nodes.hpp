// SPDX-License-Identifier: MIT OR Apache-2.0
// The nodes of a blob, found by following every lazy value, array and table from the crate root. Only what can hold
// further lazies is decoded for that; the rest is known by position, type and count.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "rmeta/decode/context.hpp"
#include "rmeta/decode/values.hpp"
#include "rmeta/verify/verify.hpp"

namespace rmeta::verify {

struct Node {
  enum Kind : std::uint32_t { Value, Array, Table, Allocation, Preamble };
  std::uint32_t pos;
  std::uint32_t kind : 4, count : 28;  ///< Array: elements. Table, Preamble: bytes
  std::uint16_t type, origin;          ///< origin: index in Nodes::uses
};
static_assert(sizeof(Node) == 12, "there are millions of them");

struct Nodes {
  std::vector<Node> list;                                         ///< by position
  std::vector<Use> uses;                                          ///< by field of the root or table
  std::vector<bool> has_lazies;                                   ///< by type: may a value of it contain a lazy?
  std::vector<std::pair<std::uint16_t, decode::LazyRef>> tables;  ///< origin and table
  std::uint64_t arrays = 0;

  /// Origin with that name; throws rmeta::Error if the release has none.
  std::uint16_t origin(std::string_view name) const;
  bool has_origin(std::string_view name) const;
  const decode::LazyRef& table(std::string_view name) const;
  /// Elements of a lazy array in the root.
  std::uint64_t array_size(std::string_view name) const;
  /// The tables of such a crate hold its macros only.
  bool is_proc_macro() const { return has_origin("proc_macro_data.macros"); }
};

/// Throws rmeta::Error if something is out of bounds or cannot be decoded.
Nodes find_nodes(const decode::Context& ctx);

}  // namespace rmeta::verify
