// SPDX-License-Identifier: MIT OR Apache-2.0
// The binary interface of a set of crates, as plain data: what a baseline keeps and a comparison compares. It needs no
// crate, no compiler and no metadata any more, so a difference can be explained years after the old crate is gone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rmeta/abi/assemble.hpp"
#include "rmeta/crc/crc32.hpp"

namespace rmeta::baseline {

/// A definition of an ABI text (compat/ABI-TEXT.md): its lines, and the definitions of the same crate that they name.
struct Definition {
  std::string name, text;
  std::vector<std::uint32_t> refs;
  bool operator==(const Definition&) const = default;
};

struct Symbol {
  std::string name, path, kind;
  std::uint32_t crc = 0;             // of its ABI text
  std::string lines;                 // its own lines, without the header
  std::vector<std::uint32_t> roots;  // definitions that these name
  bool operator==(const Symbol&) const = default;
};

struct Crate {
  std::string name;
  std::string header;  // the lines that all its texts begin with: scheme, release, target, options
  std::uint32_t file_crc = 0;
  std::optional<std::uint32_t> abi_crc;  // none: procedural macros
  std::vector<Symbol> symbols;           // in order of name
  std::vector<Definition> definitions;   // in order of name and text
  bool versions_only = false;            // names and CRCs of a Module.symvers: there are no texts, and nothing else

  /// The value of a header's line, such as "release"; "" if it has none.
  std::string header_value(std::string_view key) const;
  /// All definitions that are reached from there, in the order of a text: by name, then by text, each text once.
  std::vector<std::uint32_t> reach(const std::vector<std::uint32_t>& roots) const;
  bool operator==(const Crate&) const = default;
};

struct Snapshot {
  std::string origin;         // what the user called it
  std::vector<Crate> crates;  // in order of name
};

/// What was computed of a crate, by itself.
Crate crate_of(const abi::Assembler&, const abi::CrateAbi&, std::string name, std::uint32_t file_crc);

/// Computes the CRCs of a crate's symbols from what it keeps: each definition is read once.
class Digests {
 public:
  explicit Digests(const Crate& crate);
  /// Of a symbol's text without the header.
  crc::Digest bare(const Symbol&) const;
  /// Of the whole text: what the symbol's CRC is of.
  crc::Digest whole(const Symbol&) const;

 private:
  const Crate& crate_;
  crc::Digest header_;
  std::vector<crc::Digest> digests_;
  std::vector<crc::Shift> shifts_;
};

/// Sorts the crates; two of one name are an error, because nothing tells which is to be compared with which.
void finish(Snapshot&);

}  // namespace rmeta::baseline
