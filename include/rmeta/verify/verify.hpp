// SPDX-License-Identifier: MIT OR Apache-2.0
// Proof that a schema is right, from nothing but a file: decode everything in it and account for every byte.
//
// A blob is a sequence of *nodes* without padding: the preamble (header and version string), then whatever rustc wrote
// from inside out, each lazy value, lazy array, allocation and table before the value that refers to it, the crate root
// last. So every node must end exactly where the next one begins, and every back reference (a type's or predicate's
// shorthand, a span, a symbol) must lead to the start of an earlier thing of its kind. A schema with a wrong, missing
// or superfluous field cannot pass.
//
// A gap between two nodes is a value that rustc wrote and then forgot, by writing another one to the same place of a
// table: an *orphan*. Orphans are decoded too, as a type that the file's tables hold; they must fill their gap exactly.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rmeta/decode/context.hpp"

namespace rmeta::verify {

struct Range {
  std::uint64_t begin = 0, end = 0;
  std::uint64_t size() const { return end - begin; }
};

/// Something that is not as it must be.
struct Problem {
  std::uint64_t pos;
  std::string where;  ///< field of the crate root or table, and type
  std::string what;
};

/// Bytes by what refers to them: a field of the crate root or a table.
struct Use {
  std::string name;
  std::uint64_t rows = 0, row_bytes = 0;  ///< of a table itself
  std::uint64_t entries = 0;              ///< lazy values and arrays, rows with a value in tables without lazies
  std::uint64_t bytes = 0;                ///< of those values
};

/// Bytes by step of the encoder, named and bounded as `-Zmeta-stats` does.
struct Section {
  std::string name;
  std::uint64_t bytes = 0;
};

struct OrphanUse {
  std::string type, table;  ///< a table that holds values of the type
  std::uint64_t count = 0, bytes = 0;
  std::vector<std::uint64_t> first;  ///< positions of the first few
};

struct References {
  std::uint64_t made = 0, bad = 0;
};

struct Report {
  std::string file, member, release;
  std::uint64_t bytes = 0;
  std::uint64_t lazies = 0, exact = 0, inexact = 0;  ///< values, arrays, tables, allocations and the root
  std::uint64_t arrays = 0, tables = 0, allocations = 0;
  References types, predicates, spans, symbols;
  std::uint64_t explained = 0;
  std::vector<Range> unexplained;
  std::vector<OrphanUse> orphans;
  std::vector<Use> uses;
  std::vector<Section> sections;  ///< in the order of the encoder
  /// Structs and enums of the schema, and those that occurred: a file proves nothing about the others.
  std::uint64_t types_in_schema = 0, types_seen = 0;
  std::vector<bool> seen;  ///< by TypeId
  std::uint64_t problem_count = 0;
  std::vector<Problem> problems;  ///< the first ones
  double seconds = 0;

  /// Nothing wrong; every node exact. Unexplained bytes make their neighbour inexact.
  bool ok() const { return problem_count == 0 && inexact == 0; }
};

struct Options {
  std::size_t max_problems = 20;  ///< kept in the report
};

/// Throws rmeta::Error if the nodes cannot be found: the crate root or a table cannot be read, or a lazy leads out of
/// the file. What is wrong with the nodes themselves is reported.
Report verify(const decode::Context& ctx, const Options& options = {});

}  // namespace rmeta::verify
