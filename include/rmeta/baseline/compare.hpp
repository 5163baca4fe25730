// SPDX-License-Identifier: MIT OR Apache-2.0
// What differs between two snapshots, and why. One edit of a type moves the CRC of every symbol that reaches it, and
// the size of every type that holds it: a list of those says nothing. So each difference is traced to its causes: the
// definitions whose own lines changed, and not only the numbers in them that follow from another type's size.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rmeta/baseline/snapshot.hpp"

namespace rmeta::baseline {

/// One line of both texts put side by side.
struct DiffLine {
  enum class Side : std::uint8_t { Both, Old, New };
  Side side{};
  std::string text;
};

/// Why symbols changed.
struct Cause {
  enum class What : std::uint8_t { Toolchain, Type, Symbol };
  What what{};
  std::string kind;                  // "struct", "enum", "fn", ...; "target", "release" of the toolchain
  std::string name;                  // of the type, or the symbol's path
  std::string summary;               // "grew from 8 to 16 bytes"
  std::vector<std::string> details;  // "field owner: u32 added at 8"
  std::vector<DiffLine> lines;       // both definitions
  std::vector<std::size_t> symbols;  // places in CrateDiff::changed that it moved
};

struct SymbolPair {
  const Symbol* before = nullptr;
  const Symbol* after = nullptr;
};

struct CrateDiff {
  const Crate* before = nullptr;  // null: the crate is new
  const Crate* after = nullptr;   // null: the crate is gone
  std::vector<SymbolPair> changed, renamed;
  std::vector<const Symbol*> added, removed;
  std::size_t same = 0;
  std::vector<Cause> causes;   // those that moved most symbols first
  bool other_release = false;  // symbols are matched by path, because no name is the same

  bool differs() const;
  /// Whether names and CRCs are all that is known of one side.
  bool versions_only() const {
    return (before != nullptr && before->versions_only) || (after != nullptr && after->versions_only);
  }
  bool other_file() const { return before != nullptr && after != nullptr && before->file_crc != after->file_crc; }
};

struct Comparison {
  std::vector<CrateDiff> crates;  // in order of name
  bool differs() const;
};

/// `old` and `now` have to outlive the result. Symbols are the same if their names are; a symbol that is on one side
/// alone is a renamed one if the other side has one of the same path and kind alone. Where the compilers differ, so
/// that no mangled name is the same, paths decide.
Comparison compare(const Snapshot& old, const Snapshot& now);

/// The lines of two texts, put side by side.
std::vector<DiffLine> diff_lines(std::string_view before, std::string_view after);
/// Whether two definitions differ in more than the numbers that follow from the types within.
bool differs_itself(std::string_view before, std::string_view after);
/// What the difference of two definitions, or of the own lines of two symbols, is, in words.
void describe(std::string_view before, std::string_view after, Cause& cause);

/// Finds the causes of what changed and adds them.
void trace(CrateDiff&);

}  // namespace rmeta::baseline
